/** Sends the outbox to the decisions topic: in order, at least once, by one replica at a time. */
import type { EventLog } from '@sallyport/service-kit/event-log/event-log';
import { backoffMs } from '@sallyport/service-kit/event-log/backoff';
import type { Part } from '@sallyport/service-kit/service/service-definition';
import type { Logger } from 'pino';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { outboxBatchMessages, outboxIdleMs } from '../limits.js';
import { forgetOutbox, readOutbox, takeTurn } from '../store/outbox.js';
import type { Wake } from '../store/wake.js';

const BACKOFF = { firstMs: 200, mostMs: 5_000 };

export interface OutboxPublisherOptions {
  readonly database: DataSource;
  readonly eventLog: EventLog;
  readonly wake: Wake;
  readonly log: Logger;
}

export class OutboxPublisher implements Part {
  readonly name = 'outbox publisher';
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private failures = 0;

  constructor(private readonly options: OutboxPublisherOptions) {}

  start(): Promise<void> {
    this.running = this.run();
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Sends one batch; false when there was none, or another replica is sending. */
  async sendSome(): Promise<boolean> {
    const { database, eventLog } = this.options;
    return database.transaction(async (tx) => {
      if (!(await takeTurn(tx))) return false;
      const batch = await readOutbox(tx, outboxBatchMessages);
      if (batch === undefined) return false;
      await eventLog.append('sallyport.decisions.v1', batch.messages);
      await forgetOutbox(tx, batch.last);
      return true;
    });
  }

  private async run(): Promise<void> {
    const { log, wake } = this.options;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        let sent: boolean;
        do sent = await this.sendSome();
        while (sent && !this.stopping.signal.aborted);
        this.failures = 0;
        await wake.next(outboxIdleMs, signal);
      } catch (err) {
        this.failures += 1;
        log.warn(
          { err, failures: this.failures },
          'decisions could not be sent to the event log; trying again',
        );
        await pause(backoffMs(BACKOFF, this.failures, Math.random()), undefined, { signal }).catch(
          () => undefined,
        );
      }
    }
  }
}
