/** Messages on their way to the client, as fast as it reads and as far as the record allows. */
import { PacedSends, type PacedSource, type Sender } from '../http/paced-sends.js';
import type { ResponseRecord } from '../http/response-record.js';
import type { Side } from './side.js';

export interface OutgoingMessage {
  readonly bytes: Uint8Array;
  readonly isBinary: boolean;
}

export interface RelayLimits {
  readonly sentAheadBytesMax: number;
  readonly socketBufferedBytesMax: number;
}

export class MessageRelay implements Sender<OutgoingMessage> {
  readonly #paced: PacedSends<OutgoingMessage>;
  #whenSent: (() => void) | undefined;

  constructor(
    private readonly client: Side,
    record: ResponseRecord,
    private readonly limits: RelayLimits,
    source: PacedSource,
  ) {
    this.#paced = new PacedSends(record, limits.sentAheadBytesMax, source, this);
  }

  get isHolding(): boolean {
    return this.#paced.isHolding;
  }

  /**
   * @param recorded for the record, before the message is sent
   * @param receivedBytes how much of the upstream's bytes the two stand for
   */
  data(message: OutgoingMessage, recorded: Buffer, receivedBytes: number): void {
    if (this.#paced.isOver) return;
    this.#paced.recorded(recorded, receivedBytes);
    if (message.bytes.length > 0) this.#paced.pass(message);
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
    this.#paced.cut();
    this.#whenSent = undefined;
  }

  /** @see PacedSends.keepUp */
  keepUp(): void {
    this.#paced.keepUp();
  }

  send({ bytes, isBinary }: OutgoingMessage): void {
    this.client.send(bytes, isBinary, () => this.#written());
    if (this.client.bufferedBytes > this.limits.socketBufferedBytesMax) this.#paced.block();
  }

  heldSent(): void {
    this.#checkSent();
  }

  #written(): void {
    if (this.#paced.isBlocked && this.client.bufferedBytes <= this.limits.socketBufferedBytesMax)
      this.#paced.unblock();
  }

  #checkSent(): void {
    const sent = this.#whenSent;
    if (sent === undefined || this.isHolding) return;
    this.#whenSent = undefined;
    sent();
  }
}
