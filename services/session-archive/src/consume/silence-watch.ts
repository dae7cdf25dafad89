/** Looks, at a steady pace, for open requests of silent gateways in the logs this process owns, and ends them. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { EventLog } from '@sallyport/service-kit/event-log/event-log';
import type { Part } from '@sallyport/service-kit/service/service-definition';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { CaughtUp } from '../core/caught-up.js';
import { isTraffic } from '../core/logs.js';
import { silenceCheckMs } from '../limits.js';
import { StaleOwnerError } from '../store/append-events.js';
import { completeSilentRequests } from '../store/complete-silent-requests.js';
import { archiveGroup, clientOf } from './archive-handler.js';
import type { OwnedLogs } from './owned-logs.js';

export interface SilenceWatchOptions {
  readonly database: DataSource;
  readonly eventLog: EventLog;
  readonly owned: OwnedLogs;
  readonly silenceMs: number;
  /** Name of this replica: the archive writes completions as a producer of its own. */
  readonly replica: string;
  readonly log: Logger;
}

export class SilenceWatch implements Part {
  readonly name = 'silence watch';
  private readonly stopping = new AbortController();
  private readonly caughtUp = new CaughtUp();
  private bootEpoch: string = randomUUID();
  private sequence = 0;
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: SilenceWatchOptions) {}

  start(): Promise<void> {
    this.running = this.run();
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const paceMs = Math.min(silenceCheckMs, this.options.silenceMs / 4);
    while (!this.stopping.signal.aborted) {
      await this.look().catch((err: unknown) => {
        this.caughtUp.lost();
        this.options.log.warn({ err }, 'could not look for silent gateways; trying again');
      });
      await pause(paceMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  /** One look; completes nothing until the archive has kept up for as long as a gateway must be silent. */
  async look(nowMs = Date.now()): Promise<void> {
    const lag = await this.options.eventLog.lag(archiveGroup, 'sallyport.traffic.v1');
    const since = this.caughtUp.look(nowMs, lag);
    if (since === undefined || nowMs - since < this.options.silenceMs) return;
    const logs = this.options.owned.list().filter(({ partition }) => isTraffic(partition));
    for (const log of logs) await this.completeIn(log, nowMs);
  }

  private async completeIn(
    log: { readonly partition: number; readonly epoch: number },
    nowMs: number,
  ): Promise<void> {
    let count: number;
    do {
      try {
        count = await this.completeSome(log, nowMs);
      } catch (error) {
        // Whether the numbers were used is not known any more: go on as a new producer.
        this.bootEpoch = randomUUID();
        this.sequence = 0;
        if (!(error instanceof StaleOwnerError)) throw error;
        this.options.owned.drop(log.partition);
        return;
      }
      if (count > 0) {
        this.options.log.warn(
          { partition: log.partition, count },
          'completed requests of silent gateways as unknown',
        );
      }
    } while (count > 0 && !this.stopping.signal.aborted);
  }

  private async completeSome(
    log: { readonly partition: number; readonly epoch: number },
    nowMs: number,
  ): Promise<number> {
    const { database, silenceMs, replica } = this.options;
    const producer = { replica, bootEpoch: this.bootEpoch, sequence: this.sequence };
    const count = await database.transaction(async (tx) =>
      completeSilentRequests(await clientOf(tx), { log, silenceMs, nowUs: nowMs * 1000, producer }),
    );
    this.sequence += count;
    return count;
  }
}
