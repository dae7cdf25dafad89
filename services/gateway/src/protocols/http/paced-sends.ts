/** The pace of what goes to a client: in order, as far as the record allows, and as fast as the client reads. */
import type { ResponseRecord } from './response-record.js';

/** Whoever feeds what is sent. */
export interface PacedSource {
  pause(): void;
  resume(): void;
  /** The record fell behind for good: nothing can go on. */
  recordFailed(): void;
}

/** Whoever sends. */
export interface Sender<Item> {
  send(item: Item): void;
  /** What was held is sent. Called before the source goes on. */
  heldSent(): void;
}

/** What waits for its record, which is as long as this once it is written. */
interface Held<Item> {
  readonly item: Item;
  readonly recordedBytes: number;
}

/**
 * What would bring the sent more than `sentAheadBytesMax` ahead of what is durable is held, and the source is paused, until
 * the record has caught up; the source is paused, too, while the client does not read.
 */
export class PacedSends<Item> {
  /** The client does not read as fast as it is sent to. */
  isBlocked = false;
  isOver = false;
  #held: Held<Item>[] = [];
  /** `gatheredFrom` of the record at the last call of `keepUp`. */
  #gatheredFrom: number | undefined;

  constructor(
    private readonly record: ResponseRecord,
    private readonly sentAheadBytesMax: number,
    private readonly source: PacedSource,
    private readonly sender: Sender<Item>,
  ) {}

  /** The record is behind, so that nothing more is taken from the source. */
  get isHolding(): boolean {
    return this.#held.length > 0;
  }

  /**
   * Comes before what it is the record of is sent.
   * @param receivedBytes how much of the upstream's bytes it stands for
   */
  recorded(bytes: Buffer, receivedBytes: number): void {
    if (this.record.add(bytes, receivedBytes)) this.#flush();
  }

  /** Sends what all given records are of, now or when they are durable. */
  pass(item: Item): void {
    const { recordedBytes } = this.record;
    if (this.#held.length === 0 && this.#maySend(recordedBytes)) {
      this.sender.send(item);
      return;
    }
    this.#held.push({ item, recordedBytes });
    this.source.pause();
    if (this.record.gatheredBytes > 0) this.#flush();
  }

  /** The client does not take more for now. False where that is known already. */
  block(): boolean {
    if (this.isBlocked) return false;
    this.isBlocked = true;
    this.source.pause();
    return true;
  }

  unblock(): void {
    this.isBlocked = false;
    this.#resume();
  }

  /**
   * Called at a steady pace: what had been gathered at the last call and is in no event yet is written now. So a slow answer
   * can be watched while it runs, and what was said survives a crash.
   */
  keepUp(): void {
    const from = this.record.gatheredFrom;
    if (from !== undefined && from === this.#gatheredFrom && !this.isOver) this.#flush();
    this.#gatheredFrom = this.record.gatheredFrom;
  }

  /** Nothing is sent from now on. */
  cut(): void {
    this.isOver = true;
    this.#held = [];
  }

  #maySend(recordedBytes: number): boolean {
    return recordedBytes - this.record.durableBytes <= this.sentAheadBytesMax;
  }

  #flush(): void {
    this.record.flush().then(
      () => this.#sendHeld(),
      () => this.source.recordFailed(),
    );
  }

  #sendHeld(): void {
    if (this.isOver || this.#held.length === 0) return;
    for (let held = this.#held[0]; held !== undefined; held = this.#held[0]) {
      if (!this.#maySend(held.recordedBytes)) return;
      this.#held.shift();
      this.sender.send(held.item);
    }
    this.sender.heldSent();
    this.#resume();
  }

  #resume(): void {
    if (!this.isOver && this.#held.length === 0 && !this.isBlocked) this.source.resume();
  }
}
