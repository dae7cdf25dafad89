/** Reads one partition for a group member, batch after batch, until it is told to stop. */
import { backoffMs, type Backoff } from '../backoff.js';
import type { ConsumerHealth } from '../consumer-health.js';
import type { ConsumeOptions, StoredMessage } from '../event-log.js';
import type { EventLogLogger } from '../event-log-logger.js';
import { messageBytes } from '../plan-append.js';
import { splitRuns } from '../split-runs.js';
import type { HeldPartition } from './group-beat.js';
import type { LogDatabase } from './log-database.js';
import { readBatches } from './read-batches.js';

/** First pause after a failure short enough not to be felt, the longest one short against the 10 s of a takeover. */
const retry: Backoff = { firstMs: 100, mostMs: 3_000 };

export interface ReaderContext {
  readonly database: LogDatabase;
  readonly member: string;
  readonly options: ConsumeOptions;
  readonly health: ConsumerHealth;
  readonly log: EventLogLogger;
}

export class PartitionReader {
  readonly #ended: Promise<void>;
  readonly #stopping = new AbortController();
  #wake: (() => void) | undefined;
  #woken = false;
  #position: number;

  constructor(
    private readonly context: ReaderContext,
    readonly held: HeldPartition,
    from: number,
  ) {
    this.#position = from;
    this.#ended = this.#run(from !== held.position);
  }

  get position(): number {
    return this.#position;
  }

  /** There may be something to read. */
  wake(): void {
    this.#woken = true;
    this.#wake?.();
  }

  /** Resolves when the running batch has ended, either way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #run(moveFirst: boolean): Promise<void> {
    const { database, member, options, health, log } = this.context;
    const limits = { itemsMax: options.batchMessagesMax, bytesMax: options.batchBytesMax };
    const name = `${this.held.topic}/${this.held.partition}`;
    let move = moveFirst;
    let failures = 0;
    while (!this.#isStopping()) {
      let messages: StoredMessage[];
      try {
        this.#woken = false;
        messages = await readBatches(database, {
          group: options.group,
          member,
          from: this.held,
          position: this.#position,
          move,
          messagesMax: limits.itemsMax,
          bytesMax: limits.bytesMax,
        });
        move = false;
        failures = 0;
      } catch (error) {
        if (failures++ === 0)
          log.warn({ err: error, partition: name }, 'event log: reading failed, trying again');
        await this.#pause(backoffMs(retry, failures, Math.random()));
        continue;
      }
      for (const run of splitRuns(messages, messageBytes, limits)) {
        health.began(name);
        await this.#handle(run, name);
        health.ended(name);
        if (this.#isStopping()) break;
      }
      move = messages.length > 0;
      if (!move) await this.#untilWoken();
    }
    if (move) await this.#storePosition();
  }

  /** Hands a batch over until it succeeds or the reader is stopped. */
  async #handle(messages: readonly StoredMessage[], name: string): Promise<void> {
    const { options, log } = this.context;
    const { topic, partition } = this.held;
    const last = messages.at(-1);
    if (last === undefined) return;
    for (let attempt = 1; !this.#isStopping(); attempt++) {
      try {
        await options.onBatch({ topic, partition, messages, heartbeat: () => Promise.resolve() });
        this.#position = last.offset + 1;
        return;
      } catch (error) {
        log.warn({ err: error, partition: name, attempt }, 'event log: a batch failed, trying again');
        await this.#pause(backoffMs(retry, attempt, Math.random()));
      }
    }
  }

  async #storePosition(): Promise<void> {
    const { database, member, options, log } = this.context;
    const request = { group: options.group, member, from: this.held, position: this.#position, move: true };
    try {
      await readBatches(database, { ...request, messagesMax: 0, bytesMax: 0 });
    } catch (error) {
      log.warn({ err: error }, 'event log: the last position was not stored; the batch will come again');
    }
  }

  async #untilWoken(): Promise<void> {
    if (this.#woken) return;
    await this.#sleep((done) => {
      this.#wake = done;
    });
    this.#wake = undefined;
  }

  async #pause(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await this.#sleep((done) => {
      timer = setTimeout(done, ms);
    });
    clearTimeout(timer);
  }

  /** Waits for what `start` arranges, or until the reader is stopped. */
  async #sleep(start: (done: () => void) => void): Promise<void> {
    const { signal } = this.#stopping;
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        signal.removeEventListener('abort', done);
        resolve();
      };
      signal.addEventListener('abort', done, { once: true });
      start(done);
    });
  }
}
