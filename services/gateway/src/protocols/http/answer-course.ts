/** The course of an answer's bytes through its reading: coding undone, head held where the reading needs it whole. */
import type { CodingFault } from '@sallyport/service-kit/http/content-coding';
import type { CallDesk } from '../../core/answer/call-desk.js';
import type { AnswerFacts, AnswerReading, Passed, Stop } from '../../core/answer/answer.js';
import { isCoded, undoCoding } from './undo-coding.js';

const noBytes: Buffer = Buffer.alloc(0);
const nothing: Passed = { client: noBytes, recorded: noBytes };

export class AnswerCourse {
  /** The client's bytes are not the upstream's: neither its length nor its coding and digests hold. */
  readonly isRewritten: boolean;
  readonly #isCoded: boolean;
  /** Bytes in their coding; undefined once they are more than is gathered. */
  #coded: Buffer[] | undefined;
  #codedBytes = 0;
  #unreadable: Stop | undefined;

  constructor(
    private readonly reading: AnswerReading,
    private readonly contentEncoding: string,
    private readonly gatheredBytesMax: number,
  ) {
    this.#isCoded = isCoded(contentEncoding);
    this.isRewritten = reading.mayChange || reading.isWhole;
    if (this.#isCoded) this.#coded = [];
  }

  /** The client gets nothing for now, its head included. */
  get holdsHead(): boolean {
    // What is coded is read when it is there whole; it passes meanwhile where nothing of it can change.
    return this.reading.isWhole || (this.#isCoded && this.isRewritten);
  }

  get stopped(): Stop | undefined {
    return this.#unreadable ?? this.reading.stopped;
  }

  get calls(): CallDesk | undefined {
    return this.reading.calls;
  }

  get facts(): AnswerFacts {
    return this.reading.facts;
  }

  /** For what a stream that is cut ends with. */
  get cut(): AnswerReading['cut'] {
    return (error) => this.reading.cut(error);
  }

  push(chunk: Buffer): Passed {
    if (!this.#isCoded) return this.reading.push(chunk);
    this.#gather(chunk);
    return this.holdsHead ? nothing : { client: chunk, recorded: noBytes };
  }

  finish(): Passed {
    if (!this.#isCoded) return this.reading.finish();
    const undone =
      this.#coded && undoCoding(Buffer.concat(this.#coded), this.contentEncoding, this.gatheredBytesMax);
    this.#coded = undefined;
    if (undone?.kind !== 'bare') {
      if (this.holdsHead) this.#unreadable ??= stopFor(undone?.fault ?? 'TOO_MANY_BYTES');
      return nothing;
    }
    const first = this.reading.push(undone.bytes);
    const rest = this.reading.finish();
    const recorded = joined(first.recorded, rest.recorded);
    return { client: this.holdsHead ? joined(first.client, rest.client) : noBytes, recorded };
  }

  /** After a call that waited was settled. */
  resume(): Passed {
    const passed = this.reading.resume?.() ?? nothing;
    return this.#isCoded && !this.holdsHead ? { ...passed, client: noBytes } : passed;
  }

  /** In place of `finish` where the answer ends before its end. */
  breakOff(): Passed {
    return this.#isCoded ? this.finish() : (this.reading.breakOff?.() ?? this.reading.finish());
  }

  #gather(chunk: Buffer): void {
    this.#codedBytes += chunk.length;
    if (this.#codedBytes <= this.gatheredBytesMax) this.#coded?.push(chunk);
    else {
      this.#coded = undefined;
      if (this.holdsHead) this.#unreadable = stopFor('TOO_MANY_BYTES');
    }
  }
}

const stopFor = (reason: CodingFault): Stop =>
  reason === 'TOO_MANY_BYTES' ? { kind: 'too-large' } : { kind: 'unreadable', reason };

function joined(first: Uint8Array, rest: Uint8Array): Uint8Array {
  if (rest.length === 0) return first;
  return first.length === 0 ? rest : Buffer.concat([first, rest]);
}
