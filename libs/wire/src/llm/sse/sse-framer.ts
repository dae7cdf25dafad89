/**
 * Cuts the bytes of an event stream into frames, wherever the chunks were cut. Follows the WHATWG event stream format:
 * lines end in LF, CR or CRLF, a blank line ends an event, a leading BOM is no content.
 *
 * A frame is an event with its blank line; or a comment line that stands before any field, so that a sign of life is not
 * kept waiting; or a blank line of its own. The frames, one behind the other, are the input, byte for byte, and do not
 * depend on how it was cut: where a CR ends a frame, the LF that may follow is waited for, unless the line before ended
 * in a bare CR; then such an LF opens the next frame, as the rest of a line end.
 */
import { streamLimits } from './stream-limits.js';

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const bom = [0xef, 0xbb, 0xbf] as const;

/** A buffer larger than this is given back after its frame: one large frame must not be paid for until the end. */
const keptBytesMax = 64 * 1024;

export type FramerProblem = 'FRAME_TOO_LARGE';

export class SseFramer {
  readonly #frameBytesMax: number;
  /** Grows by doubling, so that a frame in a million pieces costs no more than in one. */
  #pending = new Uint8Array(0);
  #pendingBytes = 0;
  /** Bytes of the byte order mark that have matched; undefined once that is settled. */
  #bomMatched: number | undefined = 0;
  #lineLength = 0;
  #lineIsComment = false;
  #hasFields = false;
  #isAfterCr = false;
  #lastEnding: 'lf' | 'cr' | 'crlf' = 'lf';
  /** The frame is complete but for an LF that may belong to it. */
  #awaitsLf = false;
  #problem: FramerProblem | undefined;

  constructor(frameBytesMax: number = streamLimits.frameBytesMax) {
    this.#frameBytesMax = frameBytesMax;
  }

  /** Once set, nothing comes out any more: the stream has to be cut. */
  get problem(): FramerProblem | undefined {
    return this.#problem;
  }

  /** The frames that these bytes complete. The chunk must not be changed afterwards: frames are views of it. */
  feed(chunk: Uint8Array): readonly Uint8Array[] {
    const frames: Uint8Array[] = [];
    if (this.#problem !== undefined) return frames;
    let start = 0;
    let nextCr = chunk.indexOf(CR);
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (this.#awaitsLf) {
        this.#awaitsLf = false;
        const end = byte === LF ? at + 1 : at;
        if (byte === LF) this.#lastEnding = 'crlf';
        if (!this.#emit(frames, chunk, start, end)) return frames;
        start = end;
        if (byte === LF) continue;
      }
      if (byte === LF && this.#isAfterCr) {
        this.#isAfterCr = false;
        this.#lastEnding = 'crlf';
      } else if (byte === LF || byte === CR) {
        if (this.#endsFrame(byte === CR)) {
          if (!this.#emit(frames, chunk, start, at + 1)) return frames;
          start = at + 1;
        }
      } else {
        this.#isAfterCr = false;
        this.#content(byte);
        if (this.#lineLength === 0 || this.#bomMatched !== undefined) continue;
        // What else stands in the line decides nothing: on to its end.
        if (nextCr >= 0 && nextCr < at) nextCr = chunk.indexOf(CR, at);
        const nextLf = chunk.indexOf(LF, at);
        const lineEnd = nextLf < 0 || (nextCr >= 0 && nextCr < nextLf) ? nextCr : nextLf;
        at = (lineEnd < 0 ? chunk.length : lineEnd) - 1;
      }
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
    return frames;
  }

  /** What is left when the stream ends: an event without its blank line, or nothing. */
  finish(): Uint8Array | undefined {
    if (this.#problem !== undefined || this.#pendingBytes === 0) return undefined;
    return this.#take(new Uint8Array(0));
  }

  #content(byte: number): void {
    if (this.#bomMatched !== undefined) {
      if (byte === bom[this.#bomMatched]) {
        this.#bomMatched = this.#bomMatched === 2 ? undefined : this.#bomMatched + 1;
        return;
      }
      this.#lineLength += this.#bomMatched;
      this.#bomMatched = undefined;
    }
    if (this.#lineLength === 0) this.#lineIsComment = byte === COLON;
    this.#lineLength += 1;
  }

  /** A line has ended; says whether the frame has, now. */
  #endsFrame(withCr: boolean): boolean {
    const isBlank = this.#lineLength === 0 && !this.#bomMatched;
    const isFrameEnd = isBlank || (this.#lineIsComment && !this.#hasFields);
    const endedInBareCr = this.#lastEnding === 'cr';
    this.#bomMatched = undefined;
    this.#lineLength = 0;
    this.#lineIsComment = false;
    this.#hasFields = !isFrameEnd;
    this.#lastEnding = withCr ? 'cr' : 'lf';
    this.#isAfterCr = withCr;
    if (!isFrameEnd || !withCr || endedInBareCr) return isFrameEnd;
    this.#isAfterCr = false;
    this.#awaitsLf = true;
    return false;
  }

  #keep(rest: Uint8Array): void {
    const bytes = this.#pendingBytes + rest.length;
    if (bytes > this.#frameBytesMax) {
      this.#fail();
      return;
    }
    if (bytes > this.#pending.length) {
      const grown = new Uint8Array(Math.max(bytes, this.#pending.length * 2, 512));
      grown.set(this.#pending.subarray(0, this.#pendingBytes));
      this.#pending = grown;
    }
    this.#pending.set(rest, this.#pendingBytes);
    this.#pendingBytes = bytes;
  }

  #emit(frames: Uint8Array[], chunk: Uint8Array, start: number, end: number): boolean {
    if (this.#pendingBytes + end - start > this.#frameBytesMax) return this.#fail();
    frames.push(this.#take(chunk.subarray(start, end)));
    return true;
  }

  #fail(): false {
    this.#problem = 'FRAME_TOO_LARGE';
    this.#pending = new Uint8Array(0);
    this.#pendingBytes = 0;
    return false;
  }

  #take(last: Uint8Array): Uint8Array {
    if (this.#pendingBytes === 0) return last;
    const frame = new Uint8Array(this.#pendingBytes + last.length);
    frame.set(this.#pending.subarray(0, this.#pendingBytes));
    frame.set(last, this.#pendingBytes);
    this.#pendingBytes = 0;
    if (this.#pending.length > keptBytesMax) this.#pending = new Uint8Array(0);
    return frame;
  }
}
