/** The event stream of a run, or of the newer protocol, read frame by frame. */
import type { DialectError, StreamForm, StreamFrame, StreamProblem, StreamReader } from '../llm/dialect.js';
import { readSseEvent } from '../llm/sse/sse-event.js';
import { SseFramer } from '../llm/sse/sse-framer.js';
import { withData } from '../llm/sse/write-sse.js';
import { eventTexts, isProtocolEvent } from './event-texts.js';
import { FrameReader, silent } from './frame-reader.js';
import { frameTexts } from './frame-texts.js';
import { errorFrame } from './refusals.js';

const empty = new Uint8Array(0);

/**
 * Frames are rewritten in their order, each once in each form: those of `messages/partial` repeat a text from its beginning, and go out
 * with what went out for it before.
 */
export class GraphStreamReader implements StreamReader {
  readonly #framer = new SseFramer();
  readonly #frames = new FrameReader((json, event) =>
    isProtocolEvent(json) ? eventTexts(json) : frameTexts(json, event),
  );
  #isFirst = true;

  get problem(): StreamProblem | undefined {
    return this.#framer.problem ?? this.#frames.problem;
  }

  feed(bytes: Uint8Array): readonly StreamFrame[] {
    return [...this.frames(bytes)];
  }

  *frames(bytes: Uint8Array): Generator<StreamFrame> {
    if (this.problem !== undefined) return;
    for (const frame of this.#framer.feed(bytes)) {
      const read = this.#read(frame);
      if (read === undefined) return;
      yield read;
    }
  }

  finish(): readonly StreamFrame[] {
    if (this.problem !== undefined) return [];
    const rest = this.#framer.finish();
    const last = rest === undefined ? undefined : this.#read(rest);
    const end = this.#frames.end(empty);
    return last === undefined ? [end] : [last, end];
  }

  carry(channel: string, text: string, form?: StreamForm): Uint8Array {
    return this.#frames.carry(channel, text, form);
  }

  /** The message that wanted the call says why instead, in the frame that tells it whole; no frame of its own is needed. */
  refuseToolCall(channel: string, message: string): () => Uint8Array {
    this.#frames.refuse(channel, message);
    return () => empty;
  }

  cut(error: DialectError): Uint8Array {
    return errorFrame(error);
  }

  /** Undefined from the frame on that showed a problem. */
  #read(bytes: Uint8Array): StreamFrame | undefined {
    const event = readSseEvent(bytes, this.#isFirst);
    this.#isFirst = false;
    const { data } = event;
    if (data === undefined || data.length === 0)
      return event.event === 'end' ? this.#frames.end(bytes) : silent(bytes);
    const frame = this.#frames.read(
      { bytes, document: data, wrap: (document) => withData(event, document) },
      event.event,
    );
    return this.#frames.problem === undefined ? frame : undefined;
  }
}
