/** Reads a stream of server-sent events in the words of one dialect: frames, texts by channel, tool calls, usage. */
import type { LocatedJson } from '../../json/located-json.js';
import { readJson } from '../../json/read-json.js';
import type { DialectError, StreamForm, StreamFrame, StreamProblem, StreamReader } from '../dialect.js';
import type { UnreadableReason } from '../operation.js';
import { FrameDraft } from './frame-draft.js';
import type { GatheredCalls } from './gathered-calls.js';
import { OpenChannels } from './open-channels.js';
import { bareFrame, ReadFrame } from './read-frame.js';
import { readSseEvent } from './sse-event.js';
import type { SseEvent } from './sse-event.js';
import { SseFramer } from './sse-framer.js';
import { streamLimits } from './stream-limits.js';
import type { StreamLimits } from './stream-limits.js';

/** What a dialect knows of its events. One object reads one stream. */
export interface EventCodec {
  readonly calls: GatheredCalls;
  /** One event with JSON data. */
  read(event: SseEvent, json: LocatedJson, draft: FrameDraft): void;
  carry(channel: string, text: string, form?: StreamForm): Uint8Array;
  /** Gives what writes the refusal when its turn has come. */
  refuse(channel: string, message: string): () => Uint8Array;
  cut(error: DialectError): Uint8Array;
}

const done = new TextEncoder().encode('[DONE]');
const isDone = (data: Uint8Array) =>
  data.length === done.length && data.every((byte, index) => byte === done[index]);

export class SseStreamReader implements StreamReader {
  readonly #codec: EventCodec;
  readonly #framer: SseFramer;
  readonly #channels: OpenChannels;
  readonly #limits: StreamLimits;
  #isFirst = true;
  #hasEnded = false;

  constructor(codec: EventCodec, limits: StreamLimits = streamLimits) {
    this.#codec = codec;
    this.#limits = limits;
    this.#framer = new SseFramer(limits.frameBytesMax);
    this.#channels = new OpenChannels(limits.channelsMax);
  }

  get problem(): StreamProblem | undefined {
    return this.#framer.problem ?? this.#channels.problem ?? this.#codec.calls.problem;
  }

  feed(bytes: Uint8Array): readonly StreamFrame[] {
    return [...this.frames(bytes)];
  }

  *frames(bytes: Uint8Array): Generator<StreamFrame> {
    if (this.#isBroken()) return;
    for (const piece of this.#framer.feed(bytes)) {
      const frame = this.#frame(piece);
      if (this.#isUnread()) return;
      yield frame;
    }
  }

  /** An event without its blank line ends the stream itself: nothing could be written behind it. */
  finish(): readonly StreamFrame[] {
    if (this.#isBroken()) return [];
    const rest = this.#framer.finish();
    if (rest === undefined && this.#hasEnded) return [];
    const frame = rest === undefined ? this.#end(new Uint8Array(0)) : this.#frame(rest, true);
    return this.#isBroken() ? [] : [frame];
  }

  carry(channel: string, text: string, form?: StreamForm): Uint8Array {
    return this.#codec.carry(channel, text, form);
  }

  refuseToolCall(channel: string, message: string): () => Uint8Array {
    const call = this.#codec.calls.get(channel);
    if (call === undefined || call.isRefused) return () => new Uint8Array(0);
    call.isRefused = true;
    return this.#codec.refuse(channel, message);
  }

  cut(error: DialectError): Uint8Array {
    return this.#codec.cut(error);
  }

  #isBroken(): boolean {
    return this.problem !== undefined;
  }

  /** Frames before one that is too large can be read all the same. */
  #isUnread(): boolean {
    return (this.#channels.problem ?? this.#codec.calls.problem) !== undefined;
  }

  #frame(bytes: Uint8Array, isLast = false): StreamFrame {
    const event = readSseEvent(bytes, this.#isFirst);
    this.#isFirst = false;
    const { data } = event;
    if (data === undefined || data.length === 0) return isLast ? this.#end(bytes) : bareFrame(bytes);
    if (isDone(data)) return this.#end(bytes);
    const json = readJson(data, this.#limits.json);
    if (json.kind === 'unreadable') {
      return isLast ? this.#end(bytes, json.reason) : bareFrame(bytes, { unreadable: json.reason });
    }
    const draft = new FrameDraft(this.#channels);
    if (json.isObject(json.root)) this.#codec.read(event, json, draft);
    else draft.unreadable = 'NOT_THIS_DIALECT';
    if (this.#hasEnded && draft.deltas.length > 0) draft.unreadable ??= 'NOT_THIS_DIALECT';
    if (isLast) draft.endAll();
    if (draft.ends === 'all') this.#hasEnded = true;
    // Behind the end, too: nobody would complete a call that begins there, and its frame would wait for ever.
    if (this.#hasEnded) for (const call of this.#codec.calls.completeUnder('')) draft.complete(call);
    return new ReadFrame(event, json, draft);
  }

  /** The end, said by the service or not: calls that nobody completed are as complete as they will be. */
  #end(bytes: Uint8Array, unreadable?: UnreadableReason): StreamFrame {
    this.#hasEnded = true;
    this.#channels.endUnder('');
    const toolCalls = this.#codec.calls.completeUnder('');
    const partOfCalls = toolCalls.map(({ channel }) => channel);
    return bareFrame(bytes, { ends: 'all', toolCalls, partOfCalls, unreadable });
  }
}
