/** What of a response is recorded, and how far what was received is ahead of what is durable. */
import { createHash, type Hash } from 'node:crypto';
import { sha256 as sha256Of } from '@sallyport/contracts/sha256';
import { makePayload } from '@sallyport/contracts/event-codec';
import { PayloadKind, type Payload } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import type { Body } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { EnvelopeDraft } from '../../core/live-sessions.js';
import type { Recorder } from '../../core/ports/recorder.js';
import { emptyDigest } from './record.js';

export interface ResponseRecordContext {
  readonly requestId: string;
  readonly envelope: EnvelopeDraft;
  readonly recorder: Recorder;
  readonly full: boolean;
  readonly inlineBytesMax: number;
  readonly partBytesMax: number;
}

/** What the completion event says of the body, and the payload that goes with it. */
export interface FinishedBody {
  readonly body: Body;
  readonly payloads: readonly Payload[];
  /** Part events that could not be written: their bytes passed and are in size and digest, but in no event. */
  readonly partsLost: number;
}

/**
 * Gathers the response. Up to `inlineBytesMax` it stays in memory for the completion event; what is longer becomes part
 * events, the last one included, so that a body is either in one place or in its parts.
 */
export class ResponseRecord {
  /** Bytes received. */
  size = 0;
  parts = 0;
  encoding = '';
  #durable = 0;
  #offset = 0;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #hash: Hash | undefined;
  /** Parts that are being written; most answers have none. */
  #writing: Set<Promise<void>> | undefined;
  #partsLost = 0;

  constructor(private readonly context: ResponseRecordContext) {}

  /** Bytes received that no event holds yet. */
  get gatheredBytes(): number {
    return this.#bytes;
  }

  /** Position in the body of the first byte that no event holds yet; undefined when there is none. */
  get gatheredFrom(): number | undefined {
    return this.#bytes === 0 ? undefined : this.size - this.#bytes;
  }

  /** Bytes that would survive a crash now. */
  get durableBytes(): number {
    return this.#durable;
  }

  /** True when there is too much for the completion event: then `flush` must be called. */
  add(chunk: Buffer): boolean {
    this.size += chunk.length;
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    return this.#bytes > this.context.inlineBytesMax;
  }

  /** Writes what is gathered as part events. Resolves when they are durable. @throws RecordError */
  async flush(): Promise<void> {
    const gathered = this.#take();
    const writes: Promise<void>[] = [];
    for (let at = 0; at < gathered.length; at += this.context.partBytesMax) {
      writes.push(this.#writePart(gathered.subarray(at, at + this.context.partBytesMax)));
    }
    await Promise.all(writes);
    this.#durable += gathered.length;
  }

  /**
   * The body for the completion event. The rest of a long body is written as its last part first, and what is still being
   * written is waited for, so that the completion claims no part that is not there.
   */
  finish(): FinishedBody | Promise<FinishedBody> {
    const { encoding, size } = this;
    if (this.parts > 0 && this.#hash !== undefined) {
      const rest = this.#take();
      // A failure is counted where it happens.
      if (rest.length > 0) this.#writePart(rest).catch(() => undefined);
      const sha256 = this.#hash.digest();
      return this.#writing?.size ? this.#settled(sha256, this.#writing) : this.#inParts(sha256);
    }
    if (size === 0)
      return {
        body: { size, sha256: emptyDigest, inline: undefined, parts: 0, encoding },
        payloads: [],
        partsLost: 0,
      };
    const bytes = this.#join();
    if (!this.context.full) {
      const sha256 = sha256Of(bytes);
      return { body: { size, sha256, inline: undefined, parts: 0, encoding }, payloads: [], partsLost: 0 };
    }
    const { ref, payload } = makePayload(PayloadKind.RESPONSE_BODY, bytes);
    return {
      body: { size, sha256: ref.sha256, inline: ref, parts: 0, encoding },
      payloads: [payload],
      partsLost: 0,
    };
  }

  async #settled(sha256: Buffer, writing: Iterable<Promise<void>>): Promise<FinishedBody> {
    await Promise.allSettled(writing);
    return this.#inParts(sha256);
  }

  #inParts(sha256: Buffer): FinishedBody {
    const { encoding, size } = this;
    const parts = this.parts - this.#partsLost;
    return {
      body: { size, sha256, inline: undefined, parts, encoding },
      payloads: [],
      partsLost: this.#partsLost,
    };
  }

  #take(): Buffer {
    const gathered = this.#join();
    this.#chunks = [];
    this.#bytes = 0;
    this.#hash ??= createHash('sha256');
    this.#hash.update(gathered);
    return gathered;
  }

  #join(): Buffer {
    return this.#chunks.length === 1 && this.#chunks[0] ? this.#chunks[0] : Buffer.concat(this.#chunks);
  }

  #writePart(bytes: Buffer): Promise<void> {
    const { full, recorder, envelope, requestId } = this.context;
    const made = full ? makePayload(PayloadKind.RESPONSE_BODY, bytes) : undefined;
    const offset = this.#offset;
    this.#offset += bytes.length;
    this.parts++;
    const write = recorder.record({
      envelope,
      body: {
        $case: 'responsePart',
        value: { requestId, index: this.parts, offset, size: bytes.length, content: made?.ref },
      },
      payloads: made === undefined ? [] : [made.payload],
    });
    const writing = (this.#writing ??= new Set());
    writing.add(write);
    const over = (lost: number): void => {
      this.#partsLost += lost;
      writing.delete(write);
    };
    write.then(
      () => over(0),
      () => over(1),
    );
    return write;
  }
}
