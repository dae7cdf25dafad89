/** Wakes live tails when logs grow, also when the other archive replica writes: one small query for all followers together. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Part } from '@sallyport/service-kit/service/service-definition';
import type { Logger } from 'pino';
import type { LogHead } from '../store/read-status.js';
import { followPollMs } from '../limits.js';

export type Wake = 'grown' | 'quiet' | 'gone' | 'stopping';

interface Waiter {
  readonly sizes: ReadonlyMap<number, number>;
  readonly wake: (why: Wake) => void;
}

export class LogWatch implements Part {
  readonly name = 'log watch';
  private readonly waiters = new Set<Waiter>();
  private polling = false;
  private stopped = false;
  private failing = false;

  constructor(
    private readonly heads: () => Promise<readonly LogHead[]>,
    private readonly log: Logger,
  ) {}

  start(): Promise<void> {
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.stopped = true;
    for (const waiter of this.waiters) waiter.wake('stopping');
    return Promise.resolve();
  }

  get stopping(): boolean {
    return this.stopped;
  }

  /** Resolves when one of the logs is larger than in `sizes`, after `quietMs`, or when the follower or the service goes. */
  async grown(sizes: ReadonlyMap<number, number>, quietMs: number, gone: AbortSignal): Promise<Wake> {
    if (this.stopped) return 'stopping';
    if (gone.aborted) return 'gone';
    return new Promise((resolve) => {
      const wake = (why: Wake): void => {
        clearTimeout(timer);
        gone.removeEventListener('abort', leave);
        this.waiters.delete(waiter);
        resolve(why);
      };
      const waiter: Waiter = { sizes, wake };
      const leave = (): void => wake('gone');
      const timer = setTimeout(() => wake('quiet'), quietMs);
      gone.addEventListener('abort', leave, { once: true });
      this.waiters.add(waiter);
      if (!this.polling) void this.poll();
    });
  }

  private async poll(): Promise<void> {
    this.polling = true;
    while (this.waiters.size > 0) {
      try {
        this.tell(await this.heads());
        this.failing = false;
      } catch (err) {
        if (!this.failing) this.log.warn({ err }, 'live tails wait for the database');
        this.failing = true;
      }
      await pause(followPollMs);
    }
    this.polling = false;
  }

  private tell(heads: readonly LogHead[]): void {
    for (const waiter of [...this.waiters]) {
      if (heads.some(({ partition, size }) => size > (waiter.sizes.get(partition) ?? Infinity)))
        waiter.wake('grown');
    }
  }
}
