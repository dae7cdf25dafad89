/** What people, findings and gateways ask of locks. */
import type { NewId } from '@sallyport/contracts/uuid-v7';
import type { DataSource } from 'typeorm';
import { liftLock, placeLock } from '../core/lock.js';
import type { Lock, LockTargetName } from '../core/lock.js';
import type { Person } from '../core/person.js';
import { refused } from '../core/refusal.js';
import type { Refused } from '../core/refusal.js';
import { insertApplied, lockLock } from '../store/lock-rows.js';
import type { LockApplication } from '../store/lock-rows.js';
import { inTransaction, placeOfLock } from './work.js';

export interface WantedLock {
  readonly target: LockTargetName;
  readonly value: string;
  readonly issuer: string;
  /** Absent: until it is lifted. */
  readonly lastsMs?: number;
  readonly terminateLive: boolean;
  readonly reason: string;
  readonly by?: Person;
  readonly findingId?: string;
}

export type LockAnswer = { readonly kind: 'done'; readonly lock: Lock } | Refused;

export interface LockDeskOptions {
  readonly database: DataSource;
  readonly newId: NewId;
  /** Called after a lock was committed: what waits under it is ended then. */
  readonly placed: () => void;
}

export class LockDesk {
  constructor(private readonly options: LockDeskOptions) {}

  async place(wanted: WantedLock): Promise<LockAnswer> {
    const { target, value, issuer, terminateLive, reason, by, findingId = '', lastsMs } = wanted;
    const { database, newId } = this.options;
    const answer = await inTransaction(database, newId, async (work): Promise<LockAnswer> => {
      const nowUs = await work.nowUs();
      const lock = {
        ...{ id: newId(Math.floor(nowUs / 1000)), target, value, issuer, terminateLive, reason, findingId },
        ...{ placedUs: nowUs, expiresUs: lastsMs === undefined ? 0 : nowUs + lastsMs * 1000 },
        ...(by && { placedBy: by }),
      };
      const result = placeLock(lock, nowUs);
      if (result.kind === 'refused') return refused(result.code);
      await work.takeLock(result, nowUs);
      return { kind: 'done', lock: result.lock };
    });
    if (answer.kind === 'done') this.options.placed();
    return answer;
  }

  async lift(lockId: string, by: Person): Promise<LockAnswer> {
    return inTransaction(this.options.database, this.options.newId, async (work): Promise<LockAnswer> => {
      const before = await lockLock(work.tx, lockId);
      if (before === undefined) return refused('UNKNOWN');
      const result = liftLock(before, by);
      if (result.kind === 'refused') return refused(result.code);
      await work.takeLock(result, await work.nowUs());
      return { kind: 'done', lock: result.lock };
    });
  }

  /** What a gateway ended because of a lock; told again, it counts once. False when there is no such lock. */
  async applied(application: LockApplication): Promise<boolean> {
    return inTransaction(this.options.database, this.options.newId, async (work) => {
      const lock = await lockLock(work.tx, application.lockId);
      if (lock === undefined) return false;
      const nowUs = await work.nowUs();
      if (await insertApplied(work.tx, application, nowUs)) {
        const body = { $case: 'lockApplied' as const, value: { ...application } };
        work.changes.record({ body, payloads: [] }, placeOfLock(lock), nowUs);
      }
      return true;
    });
  }
}
