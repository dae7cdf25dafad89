/** Lets time pass, by the database's clock: reminders, ends of approvals, grants and locks, and what waits under a new lock. */
import type { NewId } from '@sallyport/contracts/uuid-v7';
import type { Part } from '@sallyport/service-kit/service/service-definition';
import type { Logger } from 'pino';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { endGrant } from '../core/grant.js';
import { expireLock } from '../core/lock.js';
import { takeBack } from '../core/take-back.js';
import { dueRowsPerTransaction, timeWatchMs } from '../limits.js';
import {
  claimDueApprovals,
  claimDueGrants,
  claimDueLocks,
  claimUnsweptLock,
  isAnythingDue,
  markSwept,
} from '../store/claim-due.js';
import { openApprovalIds, standingGrantIds } from '../store/read-open.js';
import { lockApproval } from '../store/approval-rows.js';
import { lockGrant } from '../store/grant-rows.js';
import { hits } from './lock-on.js';
import { lockableOf, lockableOfGrant } from './lockable.js';
import { inTransaction } from './work.js';

export interface TimeWatchOptions {
  readonly database: DataSource;
  readonly newId: NewId;
  readonly log: Logger;
}

export class TimeWatch implements Part {
  readonly name = 'time watch';
  private readonly stopping = new AbortController();
  private hurry = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(private readonly options: TimeWatchOptions) {}

  start(): Promise<void> {
    this.running = this.run();
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.hurry.abort();
    await this.running;
  }

  /** Looks at once: a lock was placed. */
  wake(): void {
    this.hurry.abort();
  }

  /** One look at everything that is due; several replicas may look at once, and none waits for another. */
  async look(): Promise<void> {
    let done: number;
    do {
      if (!(await isAnythingDue(this.options.database))) return;
      done = (await this.sweep()) + (await this.expireApprovals()) + (await this.expireOthers());
      // What is due and was not claimed is in the hands of another replica.
    } while (done > 0 && !this.stopping.signal.aborted);
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      this.hurry = new AbortController();
      await this.look().catch((err: unknown) => {
        this.options.log.warn({ err }, 'could not look for what is due; trying again');
      });
      await pause(timeWatchMs, undefined, { signal: this.hurry.signal }).catch(() => undefined);
    }
  }

  private expireApprovals(): Promise<number> {
    const { database, newId } = this.options;
    return inTransaction(database, newId, async (work) => {
      const due = await claimDueApprovals(work.tx, dueRowsPerTransaction);
      const nowUs = await work.nowUs();
      for (const approval of due) await work.expire(approval, nowUs);
      return due.length;
    });
  }

  private expireOthers(): Promise<number> {
    const { database, newId } = this.options;
    return inTransaction(database, newId, async (work) => {
      const grants = await claimDueGrants(work.tx, dueRowsPerTransaction);
      const locks = await claimDueLocks(work.tx, dueRowsPerTransaction);
      const nowUs = await work.nowUs();
      for (const grant of grants) {
        const ended = endGrant(grant, 'expired');
        if (ended.kind === 'done') await work.takeGrant(grant, ended, nowUs);
      }
      for (const lock of locks) {
        const ended = expireLock(lock, nowUs);
        if (ended?.kind === 'done') await work.takeLock(ended, nowUs);
      }
      return grants.length + locks.length;
    });
  }

  /** Ends what waits, or was granted, under one lock; the lock itself stops gateways already. */
  private sweep(): Promise<number> {
    const { database, newId } = this.options;
    return inTransaction(database, newId, async (work) => {
      const lock = await claimUnsweptLock(work.tx);
      if (lock === undefined) return 0;
      for (const id of await openApprovalIds(work.tx, (asked) => hits(lock, lockableOf(asked)))) {
        const approval = await lockApproval(work.tx, id);
        if (approval === undefined) continue;
        await work.take(
          approval,
          takeBack(approval, { kind: 'take-back', lockId: lock.id }),
          await work.nowUs(),
        );
      }
      for (const id of await standingGrantIds(work.tx, (grant) => hits(lock, lockableOfGrant(grant)))) {
        const grant = await lockGrant(work.tx, id);
        const ended = grant && endGrant(grant, 'revoked');
        if (grant !== undefined && ended?.kind === 'done')
          await work.takeGrant(grant, ended, await work.nowUs());
      }
      await markSwept(work.tx, lock.id);
      return 1;
    });
  }
}
