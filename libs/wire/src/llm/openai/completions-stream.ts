/**
 * The stream of a (legacy) completion: `data: {"choices":[{"index","text","logprobs","finish_reason"}],…}` per chunk,
 * then `data: [DONE]`. Channels: `<choice>/text`, `<choice>/logprobs`.
 */
import { eachMember } from '../sse/each-member.js';
import type { LocatedJson } from '../../json/located-json.js';
import type { NodeId } from '../../json/tape.js';
import type { DialectError, StreamReader } from '../dialect.js';
import { plainText, sideText } from '../sse/frame-draft.js';
import type { FrameDraft } from '../sse/frame-draft.js';
import { GatheredCalls } from '../sse/gathered-calls.js';
import type { SseEvent } from '../sse/sse-event.js';
import { SseStreamReader } from '../sse/sse-stream-reader.js';
import type { EventCodec } from '../sse/sse-stream-reader.js';
import { streamLimits } from '../sse/stream-limits.js';
import type { StreamLimits } from '../sse/stream-limits.js';
import { readUsage } from '../sse/token-usage.js';
import { writeSse } from '../sse/write-sse.js';
import { chunkLike, hasNoChoices } from './chunk-header.js';
import { openaiRefusal } from './openai-refusal.js';

const structural = new Set(['id', 'object', 'model', 'system_fingerprint', 'service_tier', 'obfuscation']);

class CompletionsCodec implements EventCodec {
  readonly calls: GatheredCalls;
  #last: LocatedJson | undefined;

  constructor(limits: StreamLimits) {
    this.calls = new GatheredCalls(limits);
  }

  read(event: SseEvent, json: LocatedJson, draft: FrameDraft): void {
    if (event.isError) draft.endAll();
    else this.#last = json;
    eachMember(json, json.root, (key, value) => {
      if (key === 'choices' && json.isArray(value)) {
        for (const choice of json.elements(value)) {
          readChoice(json, choice, draft);
        }
      } else if (key === 'usage' && json.isObject(value)) draft.usage = readUsage(json, value);
      else if (!structural.has(key)) {
        draft.sweep(json, value, key, sideText, structural);
        if (key === 'error' && json.kindOf(value) !== 'null') draft.endAll();
      }
    });
    draft.isUsageOnly = draft.usage !== undefined && hasNoChoices(json);
  }

  carry(channel: string, text: string): Uint8Array {
    const isToken = channel.endsWith('/logprobs');
    const logprobs = { tokens: [text], token_logprobs: [0], top_logprobs: [], text_offset: [0] };
    const choice = {
      index: Number.parseInt(channel, 10),
      text: isToken ? '' : text,
      logprobs: isToken ? logprobs : null,
      finish_reason: null,
    };
    return writeSse('', chunkLike(this.#last, [choice]));
  }

  /** There are no tool calls in this dialect. */
  refuse(): () => Uint8Array {
    return () => new Uint8Array(0);
  }

  cut(error: DialectError): Uint8Array {
    return writeSse('', openaiRefusal(error));
  }
}

function readChoice(json: LocatedJson, node: NodeId, draft: FrameDraft): void {
  const choice = Number(json.number(json.member(node, 'index')) ?? 0);
  eachMember(json, node, (key, value) => {
    if (key === 'text') draft.text(json, value, `${choice}/text`, plainText);
    else if (key === 'logprobs') readTokens(json, value, `${choice}/logprobs`, draft);
    else if (key !== 'finish_reason') draft.sweep(json, value, `${choice}/${key}`, sideText, structural);
  });
  if (json.text(json.member(node, 'finish_reason')) !== undefined) draft.endUnder(`${choice}/`);
}

/** `{ tokens: [text], token_logprobs, top_logprobs: [{ text: number }], text_offset }` */
function readTokens(json: LocatedJson, logprobs: NodeId, channel: string, draft: FrameDraft): void {
  const alternatives = json.member(logprobs, 'top_logprobs');
  for (const token of json.elements(json.member(logprobs, 'tokens'))) {
    draft.text(json, token, channel, plainText, () =>
      alternatives === undefined ? [] : [{ kind: 'value', node: alternatives, value: [] }],
    );
  }
}

export const openCompletionsStream = (limits = streamLimits): StreamReader =>
  new SseStreamReader(new CompletionsCodec(limits), limits);
