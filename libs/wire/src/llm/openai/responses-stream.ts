/**
 * The stream of a response (platform.openai.com/docs/api-reference/responses-streaming): `event: response.<…>` with a
 * typed object; texts come in `.delta` events, again in `.done` events of text, part and item, and once more in
 * `response.completed`. Channels: `<output_index>[/<content, summary or command index>]/<text>`, calls `<output_index>/tool`.
 */
import { eachMember } from '../sse/each-member.js';
import type { LocatedJson } from '../../json/located-json.js';
import type { Edit } from '../../json/splice.js';
import type { NodeId } from '../../json/tape.js';
import type { DialectError, StreamForm, StreamReader } from '../dialect.js';
import type { Operation } from '../operation.js';
import { plainText, sideText } from '../sse/frame-draft.js';
import type { FrameDraft } from '../sse/frame-draft.js';
import { GatheredCalls } from '../sse/gathered-calls.js';
import type { SseEvent } from '../sse/sse-event.js';
import { SseStreamReader } from '../sse/sse-stream-reader.js';
import type { EventCodec } from '../sse/sse-stream-reader.js';
import { modelBytesMax, streamLimits } from '../sse/stream-limits.js';
import type { StreamLimits } from '../sse/stream-limits.js';
import { readUsage } from '../sse/token-usage.js';
import { writeSse } from '../sse/write-sse.js';
import { callChannel, ResponseItems } from './responses-items.js';
import { refusalEvents, refusalId, refusalItem } from './responses-refusal.js';
import { integer, placeOf, rowOf, structural, telling } from './responses-texts.js';
import { carriedDelta } from './responses-carry.js';
import { openaiRefusal } from './openai-refusal.js';
import { SequenceNumbers } from './sequence-numbers.js';

const lastEvents = new Set(['response.completed', 'response.incomplete', 'response.failed', 'error']);

class ResponsesCodec implements EventCodec {
  readonly calls: GatheredCalls;
  readonly #limits: StreamLimits;
  readonly #items: ResponseItems;
  /** The last event that brought a piece of a channel: one of our own looks like it. */
  readonly #models = new Map<string, LocatedJson>();
  readonly #outputs = new Map<string, number>();
  readonly #messages = new Map<string, string>();
  readonly #numbers = new SequenceNumbers();

  constructor(limits: StreamLimits, textIsJson: boolean) {
    this.#limits = limits;
    this.calls = new GatheredCalls(limits);
    this.#items = new ResponseItems(this.calls, { ...plainText, isJson: textIsJson });
  }

  read(event: SseEvent, json: LocatedJson, draft: FrameDraft): void {
    const type = event.isError ? 'error' : (json.text(json.member(json.root, 'type')) ?? event.event);
    const outputNode = json.member(json.root, 'output_index');
    const output = integer(json, outputNode);
    const told = json.member(json.root, 'response');
    const response = json.isObject(told ?? json.root) ? told : undefined;
    if (response !== undefined) this.#response(json, response, type, draft);
    else if (type.endsWith('.delta'))
      this.#delta(json, type.slice('response.'.length, -'.delta'.length), draft);
    else this.#other(json, type, output ?? 0, draft);
    if (output !== undefined && response === undefined) this.#ofCall(output, draft);
    this.#numbers.numbered(json, draft);
    if (lastEvents.has(type)) draft.endAll();
  }

  #delta(json: LocatedJson, stem: string, draft: FrameDraft): void {
    const place = placeOf(json);
    const channel = `${place}/${rowOf(stem).suffix}`;
    this.#remember(channel, json);
    eachMember(json, json.root, (key, value) => {
      if (key === 'delta' && json.isString(value)) {
        this.#piece(json, value, channel, stem, draft);
      } else if (key === 'delta') {
        eachMember(json, value, (name, inner) => {
          this.#remember(`${channel}/${name}`, json);
          if (json.isString(inner)) draft.text(json, inner, `${channel}/${name}`, rowOf(stem).kind);
          else draft.sweep(json, inner, `${place}/side`, sideText, structural);
        });
      } else if (key === 'logprobs') {
        this.#remember(`${place}/logprobs`, json);
        this.#items.logprobs(json, value, place, { kind: 'begun' }, draft);
      } else this.#member(json, key, value, `${place}/side`, draft);
    });
  }

  /** A large event is not kept for its form: that can be made up. */
  #remember(channel: string, json: LocatedJson): void {
    if (json.bytes.length <= modelBytesMax) this.#models.set(channel, json);
    else this.#models.delete(channel);
  }

  #piece(json: LocatedJson, node: NodeId, channel: string, stem: string, draft: FrameDraft): void {
    const text = draft.text(json, node, channel, this.#items.kindOf(stem)) ?? '';
    if (rowOf(stem).suffix !== 'tool') return;
    const call = this.calls.get(channel);
    if (call === undefined || call.isComplete) draft.unreadable ??= 'NOT_THIS_DIALECT';
    else this.calls.add(call, text);
  }

  /** Events that begin or end a text, a part or an item; and those that only tell how far the service is. */
  #other(json: LocatedJson, type: string, output: number, draft: FrameDraft): void {
    const place = placeOf(json);
    const isDone = type.endsWith('.done');
    const told = isDone ? ({ kind: 'whole', by: type } as const) : ({ kind: 'begun' } as const);
    const stem = type.slice('response.'.length, -'.done'.length);
    const row = isDone ? rowOf(stem) : undefined;
    eachMember(json, json.root, (key, value) => {
      if (key === 'item' && json.isObject(value)) {
        const id = json.text(json.member(value, 'id')) ?? '';
        if (id !== '') this.#outputs.set(id, output);
        if (this.#outputs.size > this.#limits.channelsMax) this.calls.problem = 'TOO_MANY_CHANNELS';
        this.#items.read(json, value, output, told, draft);
      } else if (key === 'part' && json.isObject(value)) this.#items.part(json, value, place, told, draft);
      else if (key === 'logprobs') this.#items.logprobs(json, value, place, told, draft);
      else if (row !== undefined && key === row.repeatedAs) {
        const text = draft.whole(json, value, `${place}/${row.suffix}`, this.#items.kindOf(stem));
        const call = row.suffix === 'tool' ? this.calls.get(`${place}/tool`) : undefined;
        if (call !== undefined && call.arguments !== text) {
          if (call.arguments === '') this.calls.add(call, text ?? '');
          else draft.unreadable ??= 'NOT_THIS_DIALECT';
        }
      } else this.#member(json, key, value, `${place}/side`, draft);
    });
    if (type === 'response.output_item.done') draft.endUnder(`${output}/`);
    else if (row !== undefined) {
      draft.end(`${place}/${row.suffix}`);
      draft.endUnder(`${place}/${row.suffix}/`);
      if (stem === 'output_text') draft.end(`${place}/logprobs`);
    }
  }

  /** The whole response, as it is when it begins and as it has become: with the request's instructions and tools. */
  #response(json: LocatedJson, response: NodeId, type: string, draft: FrameDraft): void {
    const refusable: { readonly node: NodeId; readonly channel: string }[] = [];
    eachMember(json, response, (key, value) => {
      if (key === 'output' && json.isArray(value)) {
        let place = 0;
        for (const node of json.elements(value)) {
          const output = this.#outputs.get(json.text(json.member(node, 'id')) ?? '') ?? place;
          place += 1;
          this.#items.read(json, node, output, { kind: 'whole', by: type }, draft);
          refusable.push({ node, channel: callChannel(output) });
        }
      } else if (key === 'usage' && json.isObject(value)) draft.usage = readUsage(json, value);
      else this.#member(json, key, value, 'response', draft);
    });
    eachMember(json, json.root, (key, value) => {
      if (value !== response) this.#member(json, key, value, 'side', draft);
    });
    draft.amend = () =>
      refusable
        .filter(({ channel }) => this.calls.isRefused(channel))
        .map(({ node, channel }): Edit => ({ kind: 'value', node, value: this.#refusal(channel) }));
  }

  #member(json: LocatedJson, key: string, value: NodeId, channel: string, draft: FrameDraft): void {
    if (structural.has(key)) return;
    draft.unknown(key, telling);
    draft.sweep(json, value, channel, sideText, structural);
  }

  #ofCall(output: number, draft: FrameDraft): void {
    const call = this.calls.get(callChannel(output));
    if (call === undefined) return;
    draft.isPartOf(call);
    draft.amend = () => (call.isRefused ? 'drop' : []);
  }

  carry(channel: string, text: string, form: StreamForm = 'sent'): Uint8Array {
    const number = form === 'sent' ? this.#numbers.next() : this.#numbers.last;
    return carriedDelta(this.#models.get(channel), channel, text, this.#itemId(channel), number);
  }

  refuse(channel: string, message: string): () => Uint8Array {
    this.#messages.set(channel, message);
    const output = Number.parseInt(channel, 10);
    return () => refusalEvents(output, this.#refusalId(channel), message, () => this.#numbers.next());
  }

  cut(error: DialectError): Uint8Array {
    const { code, message } = error;
    const told = { type: 'error', code, message, param: null, sequence_number: this.#numbers.next() };
    // The event as it is documented, with the error object that some libraries look for in every event.
    const body = Buffer.from(openaiRefusal(error)).toString('utf8');
    return writeSse('error', `${JSON.stringify(told).slice(0, -1)},${body.slice(1)}`);
  }

  #itemId(channel: string): string {
    const output = Number.parseInt(channel, 10);
    return [...this.#outputs].find(([, index]) => index === output)?.[0] ?? '';
  }

  #refusalId(channel: string): string {
    return refusalId(this.#itemId(channel), Number.parseInt(channel, 10));
  }

  #refusal(channel: string): object {
    return refusalItem(this.#refusalId(channel), this.#messages.get(channel) ?? '');
  }
}

export const openResponsesStream = (
  request: Pick<Operation, 'asksJson'>,
  limits = streamLimits,
): StreamReader => new SseStreamReader(new ResponsesCodec(limits, request.asksJson === true), limits);
