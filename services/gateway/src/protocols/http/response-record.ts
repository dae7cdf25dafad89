/** What of a response is recorded, and how far what was received is ahead of what is durable. */
import { createHash, createHmac, type Hash, type KeyObject } from 'node:crypto';
import { sha256 as sha256Of } from '@sallyport/contracts/sha256';
import { makePayload } from '@sallyport/contracts/event-codec';
import { PayloadKind, type Payload } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import type { Body } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { EnvelopeDraft } from '../../core/live-sessions.js';
import type { Recorder } from '../../core/ports/recorder.js';
import {
  bodyPieces,
  responsePart,
  type BodyPiece,
  type PartOf,
  type Stretch,
} from '../../core/recording/body-pieces.js';
import type { Door } from './door.js';
import type { Subject } from './examined.js';
import { emptyDigest } from './record.js';

export interface ResponseRecordContext extends PartOf {
  readonly recorder: Recorder;
  readonly inlineBytesMax: number;
  readonly partBytesMax: number;
  /** For the digest of what came, where something else is recorded. */
  readonly digestKey: KeyObject;
}

/** Of the answer to a request that goes by the name of `envelope`. */
export function answerRecord(
  { limits, recorder, maskKeys }: Door,
  { arrival, connection }: Subject,
  envelope: EnvelopeDraft,
): ResponseRecord {
  return new ResponseRecord({
    requestId: arrival.requestId,
    envelope,
    recorder,
    full: connection.record === 'full',
    inlineBytesMax: limits.responseInlineBytesMax,
    partBytesMax: limits.responsePartBytesMax,
    digestKey: maskKeys.digestKey,
  });
}

const noDigest: Buffer = Buffer.alloc(0);

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
  /** Bytes to be recorded: another number where they are masked. */
  recordedBytes = 0;
  parts = 0;
  encoding = '';
  #durable = 0;
  /** Bytes received that parts stand for. */
  #offset = 0;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #hash: Hash | undefined;
  /** What came, where it may differ from what is recorded: kept while it is short, then digested as it comes. */
  #originals: Buffer[] | undefined;
  #originalHmac: ReturnType<typeof createHmac> | undefined;
  /** Parts that are being written; most answers have none. */
  #writing: Set<Promise<void>> | undefined;
  #partsLost = 0;

  constructor(private readonly context: ResponseRecordContext) {}

  /** Bytes received that no event holds yet. */
  get gatheredBytes(): number {
    return this.#bytes;
  }

  /** Position of the first recorded byte that no event holds yet; undefined when there is none. */
  get gatheredFrom(): number | undefined {
    return this.#bytes === 0 ? undefined : this.recordedBytes - this.#bytes;
  }

  /** Recorded bytes that would survive a crash now. */
  get durableBytes(): number {
    return this.#durable;
  }

  /** Bytes as they came, where what is recorded may differ from them. */
  came(chunk: Buffer): void {
    if (this.#originalHmac !== undefined) {
      this.#originalHmac.update(chunk);
      return;
    }
    (this.#originals ??= []).push(chunk);
    if (this.size + chunk.length > this.context.inlineBytesMax) this.#originalHmac = this.#digestOriginals();
  }

  /**
   * True when there is too much for the completion event: then `flush` must be called.
   * @param receivedBytes how many bytes that came `chunk` stands for
   */
  add(chunk: Buffer, receivedBytes: number = chunk.length): boolean {
    this.size += receivedBytes;
    if (chunk.length === 0) return false;
    this.recordedBytes += chunk.length;
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    return this.#bytes > this.context.inlineBytesMax;
  }

  /** Writes what is gathered as part events. Resolves when they are durable. @throws RecordError */
  async flush(): Promise<void> {
    const gathered = this.#take();
    const pieces = bodyPieces(gathered, this.#stretch(), this.context.partBytesMax);
    await Promise.all(pieces.map((piece) => this.#writePart(piece)));
    this.#durable += gathered.length;
  }

  /**
   * The body for the completion event. The rest of a long body is written as its last part first, and what is still being
   * written is waited for, so that the completion claims no part that is not there.
   */
  finish(isChanged = false): FinishedBody | Promise<FinishedBody> {
    const { encoding, size } = this;
    const originalHmac = isChanged ? (this.#originalHmac ?? this.#digestOriginals()).digest() : noDigest;
    this.#originals = undefined;
    if (this.parts > 0 && this.#hash !== undefined) {
      const rest = this.#take();
      // A failure is counted where it happens.
      if (rest.length > 0) this.#writePart({ bytes: rest, ...this.#stretch() }).catch(() => undefined);
      const sha256 = this.#hash.digest();
      return this.#writing?.size
        ? this.#settled(sha256, originalHmac, this.#writing)
        : this.#inParts(sha256, originalHmac);
    }
    const common = { size, parts: 0, encoding, originalHmac };
    if (this.recordedBytes === 0)
      return { body: { ...common, sha256: emptyDigest, inline: undefined }, payloads: [], partsLost: 0 };
    const bytes = this.#join();
    if (!this.context.full) {
      const sha256 = sha256Of(bytes);
      return { body: { ...common, sha256, inline: undefined }, payloads: [], partsLost: 0 };
    }
    const { ref, payload } = makePayload(PayloadKind.RESPONSE_BODY, bytes);
    return { body: { ...common, sha256: ref.sha256, inline: ref }, payloads: [payload], partsLost: 0 };
  }

  async #settled(
    sha256: Buffer,
    originalHmac: Buffer,
    writing: Iterable<Promise<void>>,
  ): Promise<FinishedBody> {
    await Promise.allSettled(writing);
    return this.#inParts(sha256, originalHmac);
  }

  #inParts(sha256: Buffer, originalHmac: Buffer): FinishedBody {
    const { encoding, size } = this;
    const parts = this.parts - this.#partsLost;
    return {
      body: { size, sha256, inline: undefined, parts, encoding, originalHmac },
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

  #digestOriginals(): ReturnType<typeof createHmac> {
    const hmac = createHmac('sha256', this.context.digestKey);
    for (const chunk of this.#originals ?? []) hmac.update(chunk);
    this.#originals = undefined;
    return hmac;
  }

  /** What came and no part stands for yet. */
  #stretch(): Stretch {
    return { offset: this.#offset, size: this.size - this.#offset };
  }

  #writePart(piece: BodyPiece): Promise<void> {
    this.#offset = piece.offset + piece.size;
    this.parts++;
    const write = this.context.recorder.record(responsePart(this.context, this.parts, piece));
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
