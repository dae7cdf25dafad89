/** Applies what stands in the inbox, several people's acts at once, on every replica. */
import type { Part } from '@sallyport/service-kit/service/service-definition';
import { backoffMs } from '@sallyport/service-kit/event-log/backoff';
import type { Logger } from 'pino';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { Wake } from '../../store/wake.js';
import { actBackoff, actTriesMax, appliersMax, idleMs } from '../limits.js';
import type { Act } from './act.js';
import { forgetApplied, markApplied, takeAct, tryAgain } from './inbox.js';

export interface AppliersOptions {
  readonly database: DataSource;
  readonly wake: Wake;
  readonly log: Logger;
  /** Throws where it should be tried again; told whether it may have been applied before. */
  readonly apply: (act: Act, again: boolean) => Promise<void>;
}

export class Appliers implements Part {
  readonly name = 'slack inbox';
  private readonly stopping = new AbortController();
  private running: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: AppliersOptions) {}

  start(): Promise<void> {
    this.running = Promise.all(Array.from({ length: appliersMax }, () => this.run()));
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { wake, log, database } = this.options;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        if (await this.applyOne()) continue;
        await forgetApplied(database);
        await wake.next(idleMs, signal);
      } catch (err) {
        log.warn({ err }, 'the inbox of Slack cannot be read; trying again');
        await pause(idleMs, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** False when there is nothing to apply now. */
  async applyOne(): Promise<boolean> {
    const { database, apply, log } = this.options;
    const taken = await takeAct(database);
    if (taken === undefined) return false;
    const { key, act, tries } = taken;
    try {
      await apply(act, tries > 1);
      await markApplied(database, key);
    } catch (err) {
      const over = tries >= actTriesMax;
      log.warn({ err, kind: act.kind, tries, over }, 'what somebody did in Slack could not be applied');
      if (over) await markApplied(database, key);
      else await tryAgain(database, key, backoffMs(actBackoff, tries, Math.random()));
    }
    return true;
  }
}
