/** Messages on their way to the client, as fast as it reads and as far as the record allows. */
import type { ResponseRecord } from '../http/response-record.js';
import type { Side } from './side.js';

export interface RelaySource {
  pause(): void;
  resume(): void;
  /** The record fell behind for good: nothing can go on. */
  recordFailed(): void;
}

export interface OutgoingMessage {
  readonly bytes: Uint8Array;
  readonly isBinary: boolean;
}

/** A message that waits for its record, which is as long as this once it is written. */
interface Held extends OutgoingMessage {
  readonly recordedBytes: number;
}

export interface RelayLimits {
  readonly sentAheadBytesMax: number;
  readonly socketBufferedBytesMax: number;
}

/**
 * Sends messages in order. One that would bring what is sent more than `sentAheadBytesMax` ahead of what is durable is held,
 * and the source is paused, until the record has caught up; so it is while the client does not read.
 */
export class MessageRelay {
  #held: Held[] = [];
  /** The client does not read as fast as it is sent to. */
  #isBlocked = false;
  #over = false;
  #whenSent: (() => void) | undefined;
  /** `gatheredFrom` of the record at the last call of `keepUp`. */
  #gatheredFrom: number | undefined;

  constructor(
    private readonly client: Side,
    private readonly record: ResponseRecord,
    private readonly limits: RelayLimits,
    private readonly source: RelaySource,
  ) {}

  get isHolding(): boolean {
    return this.#held.length > 0;
  }

  /**
   * @param recorded for the record, before the message is sent
   * @param receivedBytes how much of the upstream's bytes the two stand for
   */
  data(message: OutgoingMessage, recorded: Buffer, receivedBytes: number): void {
    if (this.#over) return;
    if (this.record.add(recorded, receivedBytes)) this.#flush();
    if (message.bytes.length === 0) return;
    const { recordedBytes } = this.record;
    if (this.#held.length > 0 || !this.#maySend(recordedBytes)) {
      this.#held.push({ ...message, recordedBytes });
      this.source.pause();
      if (this.record.gatheredBytes > 0) this.#flush();
    } else this.#send(message);
  }

  /** Calls when all that was given is with the client's connection. */
  afterAll(sent: () => void): void {
    this.#whenSent = sent;
    this.#checkSent();
  }

  /** What ends a socket that is cut: it is short and goes out at once, in place of what is held. */
  last(message: OutgoingMessage): void {
    this.cut();
    this.client.send(message.bytes, message.isBinary, () => undefined);
  }

  /** Nothing is sent from now on. */
  cut(): void {
    this.#over = true;
    this.#held = [];
    this.#whenSent = undefined;
  }

  /** Called at a steady pace: what had been gathered at the last call and is in no event yet is written now. */
  keepUp(): void {
    const from = this.record.gatheredFrom;
    if (from !== undefined && from === this.#gatheredFrom && !this.#over) this.#flush();
    this.#gatheredFrom = this.record.gatheredFrom;
  }

  #maySend(recordedBytes: number): boolean {
    return recordedBytes - this.record.durableBytes <= this.limits.sentAheadBytesMax;
  }

  #send({ bytes, isBinary }: OutgoingMessage): void {
    this.client.send(bytes, isBinary, () => this.#written());
    if (this.client.bufferedBytes <= this.limits.socketBufferedBytesMax || this.#isBlocked) return;
    this.#isBlocked = true;
    this.source.pause();
  }

  #written(): void {
    if (!this.#isBlocked || this.client.bufferedBytes > this.limits.socketBufferedBytesMax) return;
    this.#isBlocked = false;
    this.#resume();
  }

  #flush(): void {
    this.record.flush().then(
      () => this.#sendHeld(),
      () => this.source.recordFailed(),
    );
  }

  #sendHeld(): void {
    if (this.#over) return;
    const before = this.#held.length;
    for (let held = this.#held[0]; held !== undefined; held = this.#held[0]) {
      if (!this.#maySend(held.recordedBytes)) return;
      this.#held.shift();
      this.#send(held);
    }
    if (before === 0) return;
    this.#checkSent();
    this.#resume();
  }

  #checkSent(): void {
    const sent = this.#whenSent;
    if (sent === undefined || this.#held.length > 0) return;
    this.#whenSent = undefined;
    sent();
  }

  #resume(): void {
    if (!this.#over && this.#held.length === 0 && !this.#isBlocked) this.source.resume();
  }
}
