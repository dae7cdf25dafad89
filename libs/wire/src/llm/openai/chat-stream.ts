/**
 * The stream of a chat completion: `data: {"choices":[{"index","delta":{…},"finish_reason"}],…}` per chunk, then
 * `data: [DONE]` (platform.openai.com/docs/api-reference/chat-streaming). Channels: `<choice>/text`, `…/refusal`,
 * `…/reasoning`, `…/reasoning_content`, `…/tool/<index>`, `…/function`, `…/logprobs`, `…/refusal-logprobs`, `…/audio`.
 */
import { eachMember } from '../sse/each-member.js';
import type { LocatedJson } from '../../json/located-json.js';
import type { Edit } from '../../json/splice.js';
import type { NodeId } from '../../json/tape.js';
import type { DialectError, StreamReader } from '../dialect.js';
import type { Operation } from '../operation.js';
import { plainText, reasoningText, sideText } from '../sse/frame-draft.js';
import type { FrameDraft, TextKind } from '../sse/frame-draft.js';
import { GatheredCalls } from '../sse/gathered-calls.js';
import type { SseEvent } from '../sse/sse-event.js';
import { SseStreamReader } from '../sse/sse-stream-reader.js';
import type { EventCodec } from '../sse/sse-stream-reader.js';
import { streamLimits } from '../sse/stream-limits.js';
import type { StreamLimits } from '../sse/stream-limits.js';
import { readUsage } from '../sse/token-usage.js';
import { writeSse } from '../sse/write-sse.js';
import { isNone } from './chat-calls.js';
import { ChatToolCalls } from './chat-tool-calls.js';
import type { Fragment } from './chat-tool-calls.js';
import { chunkLike, hasNoChoices } from './chunk-header.js';
import { NestedTexts } from './nested-texts.js';
import { openaiRefusal } from './openai-refusal.js';
import { ownToken, readLogprobs } from './stream-logprobs.js';

/** Names whose values are the protocol's own words: no text of a person stands there. */
const structural = new Set([
  'id',
  'object',
  'model',
  'type',
  'role',
  'data',
  'format',
  'signature',
  'system_fingerprint',
  'service_tier',
  'obfuscation',
]);

/** Names by which clients find texts and calls. */
const telling = new Set([
  ...['choices', 'delta', 'message', 'finish_reason', 'tool_calls', 'function_call'],
  ...['content', 'refusal', 'reasoning', 'reasoning_content'],
]);

/** What a chunk tells of calls, so that it can be written as they were judged. */
interface Told {
  readonly choice: number;
  readonly finish: NodeId | undefined;
  readonly lists: { readonly list: NodeId; readonly fragments: readonly Fragment[] }[];
  /** Nothing else stands in the choice's delta. */
  isOnlyCalls: boolean;
}

class ChatCodec implements EventCodec {
  readonly calls: GatheredCalls;
  readonly #tools: ChatToolCalls;
  readonly #textKind: TextKind;
  readonly #nested = new NestedTexts();
  #last: LocatedJson | undefined;

  constructor(limits: StreamLimits, textIsJson: boolean) {
    this.calls = new GatheredCalls(limits);
    this.#tools = new ChatToolCalls(this.calls);
    this.#textKind = { ...plainText, isJson: textIsJson };
  }

  read(event: SseEvent, json: LocatedJson, draft: FrameDraft): void {
    const told: Told[] = [];
    if (event.isError) draft.endAll();
    else this.#last = json;
    eachMember(json, json.root, (key, value) => {
      if (key === 'choices' && json.isArray(value)) {
        for (const choice of json.elements(value)) told.push(this.#choice(json, choice, draft));
      } else if (key === 'usage' && json.isObject(value)) draft.usage = readUsage(json, value);
      else if (!structural.has(key)) {
        draft.unknown(key, telling);
        draft.sweep(json, value, key, sideText, structural);
        if (key === 'error' && json.kindOf(value) !== 'null') draft.endAll();
      }
    });
    draft.isUsageOnly = draft.usage !== undefined && hasNoChoices(json);
    if (told.some(({ lists, finish }) => lists.length > 0 || finish !== undefined)) {
      draft.amend = () => this.#amend(json, told, draft);
    }
  }

  #choice(json: LocatedJson, node: NodeId, draft: FrameDraft): Told {
    const choice = Number(json.number(json.member(node, 'index')) ?? 0);
    const reason = json.member(node, 'finish_reason');
    const finish = json.text(reason) === undefined ? undefined : reason;
    const told: Told = { choice, finish, lists: [], isOnlyCalls: true };
    eachMember(json, node, (key, value) => {
      if (key === 'delta' || key === 'message') this.#delta(json, value, told, draft);
      else if (key === 'logprobs') {
        readLogprobs(json, json.member(value, 'content'), `${choice}/logprobs`, draft);
        readLogprobs(json, json.member(value, 'refusal'), `${choice}/refusal-logprobs`, draft);
      } else if (key !== 'finish_reason') {
        draft.unknown(key, telling);
        draft.sweep(json, value, `${choice}/${key}`, sideText, structural);
      }
    });
    if (finish !== undefined) {
      this.#tools.complete(choice, draft);
      draft.endUnder(`${choice}/`);
    }
    return told;
  }

  #delta(json: LocatedJson, delta: NodeId, told: Told, draft: FrameDraft): void {
    const { choice, lists } = told;
    eachMember(json, delta, (key, value) => {
      if (key === 'tool_calls' && json.isArray(value)) {
        lists.push({ list: value, fragments: this.#tools.readToolCalls(json, value, choice, draft) });
      } else if (key === 'function_call' && json.isObject(value)) {
        lists.push({ list: value, fragments: this.#tools.readFunctionCall(json, value, choice, draft) });
      } else {
        told.isOnlyCalls = false;
        draft.unknown(key, telling);
        if ((key === 'tool_calls' || key === 'function_call') && !isNone(json, value))
          this.#tools.unknown(choice, draft);
        this.#text(json, value, key, choice, draft);
      }
    });
  }

  #text(json: LocatedJson, value: NodeId, key: string, choice: number, draft: FrameDraft): void {
    if (key === 'content' && json.isString(value)) draft.text(json, value, `${choice}/text`, this.#textKind);
    else if (key === 'refusal') draft.text(json, value, `${choice}/refusal`, plainText);
    else if (key === 'reasoning' || key === 'reasoning_content') {
      draft.text(json, value, `${choice}/${key}`, reasoningText);
    } else if (key === 'audio') {
      draft.text(json, json.member(value, 'transcript'), `${choice}/audio`, plainText);
    } else if (structural.has(key)) return;
    else if (json.isString(value)) draft.text(json, value, `${choice}/${key}`, sideText);
    else {
      const kind =
        key === 'content' ? this.#textKind : key.startsWith('reasoning') ? reasoningText : sideText;
      this.#nested.read(json, value, key, `${choice}/${key}`, kind, structural, draft);
    }
  }

  #amend(json: LocatedJson, told: readonly Told[], draft: FrameDraft): readonly Edit[] | 'drop' {
    const edits: Edit[] = [];
    let isLeft = draft.usage !== undefined;
    for (const { choice, finish, lists, isOnlyCalls } of told) {
      for (const { list, fragments } of lists) {
        edits.push(...this.#tools.asJudged(list, fragments, choice));
        isLeft ||= fragments.some(({ channel }) => !this.calls.isRefused(channel));
      }
      isLeft ||= finish !== undefined || !isOnlyCalls || lists.length === 0;
      const reason = json.text(finish) ?? '';
      const isOfCalls = reason === 'tool_calls' || reason === 'function_call';
      if (finish !== undefined && isOfCalls && this.#tools.hasNoneLeft(choice)) {
        edits.push({ kind: 'text', node: finish, text: 'stop' });
      }
    }
    return isLeft ? edits : 'drop';
  }

  carry(channel: string, text: string): Uint8Array {
    const choice = Number.parseInt(channel, 10);
    const kind = channel.slice(channel.indexOf('/') + 1);
    const of = (delta: object, logprobs: object | null = null) =>
      writeSse('', chunkLike(this.#last, [{ index: choice, delta, logprobs, finish_reason: null }]));
    if (kind === 'function' || kind.startsWith('tool/'))
      return of(this.#tools.deltaOf(channel, choice, text));
    if (kind === 'logprobs') return of({}, { content: [ownToken(text)], refusal: null });
    if (kind === 'refusal-logprobs') return of({}, { content: null, refusal: [ownToken(text)] });
    if (kind === 'audio') return of({ audio: { transcript: text } });
    return of(this.#nested.deltaOf(channel, text) ?? { [kind === 'text' ? 'content' : kind]: text });
  }

  refuse(channel: string, message: string): () => Uint8Array {
    return () => this.carry(`${Number.parseInt(channel, 10)}/text`, message);
  }

  cut(error: DialectError): Uint8Array {
    return writeSse('', openaiRefusal(error));
  }
}

export const openChatStream = (request: Pick<Operation, 'asksJson'>, limits = streamLimits): StreamReader =>
  new SseStreamReader(new ChatCodec(limits, request.asksJson === true), limits);
