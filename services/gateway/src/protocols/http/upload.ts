/** A request body that is longer than its event: each piece is durable before it is handed on. */
import { createHash, createHmac, type Hash, type KeyObject } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Body } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { BytesMasker } from '@sallyport/masking/stream/bytes-masker';
import type { Recorder } from '../../core/ports/recorder.js';
import { requestPart, type PartOf } from '../../core/recording/body-pieces.js';
import type { TwoForms } from '../../core/reading/mask-read.js';
import { bufferOf } from './buffer-of.js';

export interface UploadContext extends PartOf {
  readonly recorder: Recorder;
  /** Masks what is recorded; undefined where it is recorded as it comes. */
  readonly masker: BytesMasker | undefined;
  /** For the digest of what came, where something else is recorded. */
  readonly digestKey: KeyObject;
  readonly encoding: string;
  readonly partBytesMax: number;
  readonly bodyBytesMax: number;
  readonly gatherBytesMax: number;
  readonly gatherMsMax: number;
  /** The upload cannot go on. */
  readonly failed: (code: 'AUDIT_UNAVAILABLE' | 'BODY_TOO_LARGE') => void;
}

/**
 * Reads the client as fast as the recorder and the upstream take it. At most one part is being written and one gathered;
 * a part is begun only when the upstream wants bytes, so a frozen upstream stops the client.
 */
export class Upload extends Readable {
  parts = 0;
  #taken: number;
  #offset: number;
  #gathered: Buffer[] = [];
  #gatheredBytes = 0;
  #writing = false;
  #wanted = true;
  #ended = false;
  #over = false;
  #lastPartMs = -Infinity;
  #gatherTimer: NodeJS.Timeout | undefined;
  #silentSinceMs: number | undefined;
  /** Where the present window of the pace began; absent while the client is not waited for. */
  #window: { readonly sinceMs: number; readonly taken: number } | undefined;
  /** Of what is recorded. */
  readonly #hash: Hash = createHash('sha256');
  /** Of what came, where that is something else. */
  readonly #hmac: ReturnType<typeof createHmac> | undefined;
  #sha256: Buffer = Buffer.alloc(0);
  #originalHmac: Buffer = Buffer.alloc(0);
  /** What masking held back is written, or nothing was. */
  #flushed = false;

  /** @param first what the request's own event holds already: durable, so it is handed on at once. */
  constructor(
    private readonly request: IncomingMessage,
    private readonly context: UploadContext,
    first: TwoForms<Buffer>,
  ) {
    super();
    const { sent, recorded } = first;
    if (context.masker !== undefined) this.#hmac = createHmac('sha256', context.digestKey);
    this.#taken = sent.length;
    this.#offset = sent.length;
    if (sent.length > 0) {
      this.#hash.update(recorded);
      this.#hmac?.update(sent);
      this.#wanted = this.push(sent);
    }
    request.on('data', (chunk: Buffer) => this.#take(chunk));
    request.on('end', () => {
      this.#ended = true;
      this.#advance();
    });
    request.resume();
  }

  /** How long the client has been silent while its next byte was awaited. Ask at a steady pace. */
  silentForMs(nowMs: number): number {
    if (this.#ended || this.#over || this.request.isPaused()) {
      this.#silentSinceMs = undefined;
      return 0;
    }
    this.#silentSinceMs ??= nowMs;
    return nowMs - this.#silentSinceMs;
  }

  /** Whether less than `bytesMin` arrived in a window in which nothing but the client was waited for. Ask at a steady pace. */
  dripping(nowMs: number, windowMs: number, bytesMin: number): boolean {
    if (this.#ended || this.#over || this.blocked || this.request.isPaused()) {
      this.#window = undefined;
      return false;
    }
    this.#window ??= { sinceMs: nowMs, taken: this.#taken };
    if (nowMs - this.#window.sinceMs < windowMs) return false;
    const arrived = this.#taken - this.#window.taken;
    this.#window = { sinceMs: nowMs, taken: this.#taken };
    return arrived < bytesMin;
  }

  /** True while the upstream takes nothing. */
  get blocked(): boolean {
    return !this.#wanted;
  }

  /** True when the whole body is durable and handed on. */
  get complete(): boolean {
    return this.#sha256.length > 0;
  }

  /** The body as the completion event shows it; the digest only when the whole body passed. */
  get body(): Body {
    return {
      size: this.#offset,
      sha256: this.#sha256,
      inline: undefined,
      parts: this.parts,
      encoding: this.context.encoding,
      originalHmac: this.#originalHmac,
    };
  }

  override _read(): void {
    this.#wanted = true;
    this.#advance();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#over = true;
    clearTimeout(this.#gatherTimer);
    this.#gathered = [];
    this.#gatheredBytes = 0;
    callback(error);
  }

  #take(chunk: Buffer): void {
    if (this.#over) return;
    this.#silentSinceMs = undefined;
    this.#taken += chunk.length;
    if (this.#taken > this.context.bodyBytesMax) {
      this.context.failed('BODY_TOO_LARGE');
      return;
    }
    this.#gathered.push(chunk);
    this.#gatheredBytes += chunk.length;
    if (this.#gatheredBytes >= this.context.partBytesMax) this.request.pause();
    this.#advance();
  }

  #advance(): void {
    if (this.#writing || this.#over) return;
    if (this.#gatheredBytes > 0) {
      if (this.#wanted && !this.#gathersMore()) this.#write();
    } else if (this.#ended && !this.#flushed) {
      this.#flush();
    } else if (this.#ended) {
      this.#over = true;
      this.#sha256 = this.#hash.digest();
      if (this.#hmac !== undefined) this.#originalHmac = this.#hmac.digest();
      this.push(null);
    }
  }

  /** What masking held back belongs to the record, though no more bytes pass with it. */
  #flush(): void {
    this.#flushed = true;
    const rest = this.context.masker?.flush().recorded;
    if (rest === undefined || rest.length === 0) this.#advance();
    else this.#writePart(Buffer.alloc(0), rest);
  }

  /** A chunk after a pause is written at once; tiny ones right behind a part are gathered for a moment. */
  #gathersMore(): boolean {
    const { gatherBytesMax, gatherMsMax } = this.context;
    if (this.#ended || this.#gatheredBytes >= gatherBytesMax) return false;
    const waitMs = this.#lastPartMs + gatherMsMax - performance.now();
    if (waitMs <= 0) return false;
    this.#gatherTimer ??= setTimeout(() => {
      this.#gatherTimer = undefined;
      this.#advance();
    }, waitMs);
    return true;
  }

  #write(): void {
    this.#lastPartMs = performance.now();
    const part =
      this.#gathered.length === 1 && this.#gathered[0] ? this.#gathered[0] : Buffer.concat(this.#gathered);
    this.#gathered = [];
    this.#gatheredBytes = 0;
    this.#writePart(part, this.context.masker === undefined ? part : this.context.masker.push(part).recorded);
  }

  #writePart(part: Buffer, recorded: Uint8Array): void {
    this.#writing = true;
    this.#record(part.length, recorded).then(
      () => {
        this.#writing = false;
        if (this.#over) return;
        this.#hash.update(recorded);
        this.#hmac?.update(part);
        this.#offset += part.length;
        if (part.length > 0) this.#wanted = this.push(part);
        if (this.request.isPaused() && !this.#ended) this.request.resume();
        this.#advance();
      },
      () => {
        if (!this.#over) this.context.failed('AUDIT_UNAVAILABLE');
      },
    );
  }

  #record(size: number, recorded: Uint8Array): Promise<void> {
    const piece = { bytes: bufferOf(recorded), offset: this.#offset, size };
    this.parts++;
    return this.context.recorder.record(requestPart(this.context, this.parts, piece));
  }
}

export function isUpload(body: Body | Upload): body is Upload {
  return body instanceof Upload;
}
