/**
 * The stream of a message (docs.anthropic.com/en/api/messages-streaming): message_start, then per content block
 * content_block_start, content_block_delta…, content_block_stop; message_delta, message_stop; `ping` and `error` anywhere.
 * Channels: `<block>/text`, `<block>/thinking`, `<block>/tool`, `<block>/side` for what stands whole.
 */
import { eachMember } from '../sse/each-member.js';
import type { LocatedJson } from '../../json/located-json.js';
import { stride } from '../../json/tape.js';
import type { NodeId } from '../../json/tape.js';
import type { DialectError, StreamReader } from '../dialect.js';
import type { Operation, Usage } from '../operation.js';
import { callArguments, callInput, plainText, reasoningText, sideText } from '../sse/frame-draft.js';
import type { FrameDraft, TextKind } from '../sse/frame-draft.js';
import { GatheredCalls } from '../sse/gathered-calls.js';
import type { SseEvent } from '../sse/sse-event.js';
import { SseStreamReader } from '../sse/sse-stream-reader.js';
import type { EventCodec } from '../sse/sse-stream-reader.js';
import { streamLimits } from '../sse/stream-limits.js';
import type { StreamLimits } from '../sse/stream-limits.js';
import { mergeUsage, readUsage } from '../sse/token-usage.js';
import { joinBytes, writeSse } from '../sse/write-sse.js';
import { anthropicRefusal } from './anthropic-refusal.js';
import { isCall } from './tools.js';

/** Words of the protocol, and values that only the service can read: no text of a person stands there. */
const structural = new Set([
  'id',
  'type',
  'role',
  'model',
  'name',
  'tool_use_id',
  'request_id',
  'signature',
  'data',
  'encrypted_content',
]);
const encrypted = new Set([
  ...structural,
  'encrypted_index',
  'stop_reason',
  'service_tier',
  'inference_geo',
  'usage',
]);

/** Names by which clients find texts and calls. */
const telling = new Set([
  ...['type', 'name', 'index', 'message', 'content_block', 'delta', 'content'],
  ...['text', 'thinking', 'input', 'partial_json', 'stop_reason'],
]);

/** Names of a text in a delta, and in the block it continues. */
const textNames: Readonly<Record<string, string>> = {
  text: 'text',
  thinking: 'thinking',
  partial_json: 'tool',
};

class MessagesCodec implements EventCodec {
  readonly calls: GatheredCalls;
  readonly #kinds: Readonly<Record<string, TextKind>>;
  /** Calls that the client is to make; others the service makes itself, and the turn does not end for them. */
  readonly #clientCalls = new Set<string>();
  readonly #otherTypes = new Map<string, string>();
  #usage: Usage | undefined;

  constructor(limits: StreamLimits, textIsJson: boolean) {
    this.calls = new GatheredCalls(limits);
    this.#kinds = {
      text: { ...plainText, isJson: textIsJson },
      thinking: reasoningText,
      tool: callArguments,
    };
  }

  read(event: SseEvent, json: LocatedJson, draft: FrameDraft): void {
    const type = event.isError ? 'error' : (json.text(json.member(json.root, 'type')) ?? event.event);
    const block = Number(json.number(json.member(json.root, 'index')) ?? 0);
    eachMember(json, json.root, (key, value) => {
      if (key === 'content_block' && type === 'content_block_start') this.#start(json, value, block, draft);
      else if (key === 'delta' && type === 'content_block_delta') this.#delta(json, value, block, draft);
      else if (key === 'usage') this.#count(json, value, draft);
      else if (key === 'message') {
        this.#count(json, json.member(value, 'usage'), draft);
        draft.sweep(json, value, 'message', sideText, encrypted);
      } else if (!structural.has(key)) {
        draft.unknown(key, telling);
        draft.sweep(json, value, key, sideText, encrypted);
      }
    });
    if (type.startsWith('content_block_')) this.#partOfCall(type, block, draft);
    if (type === 'message_delta') this.#stopReason(json, draft);
    if (type === 'message_stop' || type === 'error') draft.endAll();
  }

  /** Text that a block starts with is the first of its channel; a tool's input that stands there is whole. */
  #start(json: LocatedJson, node: NodeId, block: number, draft: FrameDraft): void {
    const type = json.text(json.member(node, 'type')) ?? '';
    if (isCall(json, node)) {
      const call = this.calls.open(`${block}/tool`);
      if (call.name !== '' || call.isComplete) draft.unreadable ??= 'NOT_THIS_DIALECT';
      if (type === 'tool_use') this.#clientCalls.add(call.channel);
      call.id = json.text(json.member(node, 'id')) ?? '';
      call.name = json.text(json.member(node, 'name')) ?? '';
      const input = json.member(node, 'input');
      if (input !== undefined && json.behind(input) > input + stride) this.calls.add(call, json.raw(input));
    }
    eachMember(json, node, (key, value) => {
      if (key === 'input') draft.sweep(json, value, `${block}/side`, callInput, new Set());
      else if (json.isString(value) && key in textNames) this.#text(json, value, key, block, draft);
      else if (!structural.has(key)) {
        draft.unknown(key, telling);
        draft.sweep(json, value, `${block}/side`, sideText, encrypted);
      }
    });
  }

  #delta(json: LocatedJson, node: NodeId, block: number, draft: FrameDraft): void {
    eachMember(json, node, (key, value) => {
      if (structural.has(key)) return;
      draft.unknown(key, telling);
      if (!json.isString(value)) draft.sweep(json, value, `${block}/side`, sideText, encrypted);
      else if (key in textNames) this.#text(json, value, key, block, draft);
      else {
        // A kind of text that came after this was written: its pieces are one text all the same.
        this.#otherTypes.set(`${block}/${key}`, json.text(json.member(node, 'type')) ?? '');
        draft.text(json, value, `${block}/${key}`, sideText);
      }
    });
  }

  #text(json: LocatedJson, node: NodeId, key: string, block: number, draft: FrameDraft): void {
    const suffix = textNames[key] ?? key;
    const channel = `${block}/${suffix}`;
    const text = draft.text(json, node, channel, this.#kinds[suffix] ?? plainText) ?? '';
    if (suffix !== 'tool') return;
    const call = this.calls.get(channel);
    if (call === undefined || call.isComplete) draft.unreadable ??= 'NOT_THIS_DIALECT';
    else this.calls.add(call, text);
  }

  #partOfCall(type: string, block: number, draft: FrameDraft): void {
    const call = this.calls.get(`${block}/tool`);
    if (call !== undefined) {
      draft.isPartOf(call);
      draft.amend = () => (call.isRefused ? 'drop' : []);
    }
    if (type !== 'content_block_stop') return;
    draft.endUnder(`${block}/`);
    if (call !== undefined && !call.isComplete) {
      const complete = this.calls.complete(call);
      draft.toolCalls.push(complete.arguments === '' ? { ...complete, arguments: '{}' } : complete);
    }
  }

  /** Where no call is left, the turn did not end for one. */
  #stopReason(json: LocatedJson, draft: FrameDraft): void {
    const reason = json.member(json.member(json.root, 'delta'), 'stop_reason');
    if (reason === undefined || json.text(reason) !== 'tool_use') return;
    draft.amend = () => {
      const calls = [...this.#clientCalls];
      const isOver = calls.length > 0 && calls.every((channel) => this.calls.isRefused(channel));
      return isOver ? [{ kind: 'text', node: reason, text: 'end_turn' }] : [];
    };
  }

  #count(json: LocatedJson, usage: NodeId | undefined, draft: FrameDraft): void {
    if (usage === undefined || !json.isObject(usage)) return;
    this.#usage = mergeUsage(this.#usage, readUsage(json, usage));
    draft.usage = this.#usage;
  }

  carry(channel: string, text: string): Uint8Array {
    const index = Number.parseInt(channel, 10);
    const kind = channel.slice(channel.indexOf('/') + 1);
    const other = this.#otherTypes.get(channel);
    const delta =
      kind === 'tool'
        ? { type: 'input_json_delta', partial_json: text }
        : { type: other ?? `${kind}_delta`, [kind]: text };
    return writeSse('content_block_delta', JSON.stringify({ type: 'content_block_delta', index, delta }));
  }

  /** A block of text at the place of the call's. */
  refuse(channel: string, message: string): () => Uint8Array {
    const index = Number.parseInt(channel, 10);
    const start = { type: 'content_block_start', index, content_block: { type: 'text', text: '' } };
    const bytes = joinBytes([
      writeSse('content_block_start', JSON.stringify(start)),
      this.carry(`${index}/text`, message),
      writeSse('content_block_stop', JSON.stringify({ type: 'content_block_stop', index })),
    ]);
    return () => bytes;
  }

  cut(error: DialectError): Uint8Array {
    return writeSse('error', anthropicRefusal(error));
  }
}

export const openMessagesStream = (
  request: Pick<Operation, 'asksJson'>,
  limits = streamLimits,
): StreamReader => new SseStreamReader(new MessagesCodec(limits, request.asksJson === true), limits);
