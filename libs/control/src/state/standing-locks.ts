/** The locks that stand, found by what a request is part of. A lock stands until it is said to be lifted: no clock ends it here. */
import type { LockStatement } from '@sallyport/contracts/generated/sallyport/control/v1/control';
import { keysOf, lockKey } from './lock-match.js';
import type { Lockable } from './lock-match.js';

export class StandingLocks {
  private readonly byId = new Map<string, LockStatement>();
  private readonly byKey = new Map<string, Map<string, LockStatement>>();

  get size(): number {
    return this.byId.size;
  }

  all(): readonly LockStatement[] {
    return [...this.byId.values()];
  }

  get(lockId: string): LockStatement | undefined {
    return this.byId.get(lockId);
  }

  place(statement: LockStatement): void {
    const { lock } = statement;
    const key = lock && lockKey(lock);
    if (lock === undefined || key === undefined) return;
    this.lift(lock.lockId);
    this.byId.set(lock.lockId, statement);
    const same = this.byKey.get(key) ?? new Map<string, LockStatement>();
    this.byKey.set(key, same.set(lock.lockId, statement));
  }

  lift(lockId: string): void {
    const lock = this.byId.get(lockId)?.lock;
    const key = lock && lockKey(lock);
    if (key === undefined) return;
    this.byId.delete(lockId);
    const same = this.byKey.get(key);
    same?.delete(lockId);
    if (same?.size === 0) this.byKey.delete(key);
  }

  /** A lock that stops this; one that ends what is live comes first. */
  on(what: Lockable): LockStatement | undefined {
    if (this.byId.size === 0) return undefined;
    let found: LockStatement | undefined;
    for (const key of keysOf(what)) {
      for (const statement of this.byKey.get(key)?.values() ?? []) {
        if (statement.lock?.terminateLive === true) return statement;
        found ??= statement;
      }
    }
    return found;
  }
}
