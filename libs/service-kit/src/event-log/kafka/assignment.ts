/** What one generation of the group gave this member: asks where to start, and says when that is known. */
import { backoffMs } from '../backoff.js';
import type { ConsumeOptions } from '../event-log.js';
import type { EventLogLogger } from '../event-log-logger.js';
import type { AnyTopic } from '@sallyport/contracts/topics';

export interface TopicPartition {
  readonly topic: AnyTopic;
  readonly partition: number;
}

export class Assignment {
  readonly #over = new AbortController();
  readonly #begun: Promise<boolean>;

  /**
   * @param ready called once with the offsets to start from, unless the assignment ends before
   * @param before resolves when the former assignment has been revoked
   */
  constructor(
    readonly partitions: readonly TopicPartition[],
    private readonly options: ConsumeOptions,
    private readonly log: EventLogLogger,
    before: Promise<void>,
    ready: (offsets: readonly (TopicPartition & { readonly offset: number })[]) => void,
  ) {
    this.#begun = before.then(async () => {
      for (let attempt = 1; !this.#isOver() && partitions.length > 0; attempt++) {
        try {
          const offsets = await options.onAssigned(partitions);
          if (!this.#isOver()) ready(offsets);
          return true;
        } catch (error) {
          log.warn({ err: error, attempt }, 'event log: positions are not known yet, trying again');
          await this.#pause(backoffMs({ firstMs: 100, mostMs: 3_000 }, attempt, Math.random()));
        }
      }
      return false;
    });
  }

  #isOver(): boolean {
    return this.#over.signal.aborted;
  }

  /** Ends the assignment; the caller of `consume` hears of it when it had heard of the beginning. */
  async end(): Promise<void> {
    this.#over.abort();
    if (!(await this.#begun)) return;
    await this.options
      .onRevoked(this.partitions)
      .catch((error: unknown) => this.log.warn({ err: error }, 'event log: revocation was not handled'));
  }

  async #pause(ms: number): Promise<void> {
    const { signal } = this.#over;
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done);
    });
  }
}
