/** The lock that stops something, by the database's clock. */
import { lockHits } from '@sallyport/control/state/lock-match';
import type { Lockable } from '@sallyport/control/state/lock-match';
import type { EntityManager } from 'typeorm';
import type { Lock } from '../core/lock.js';
import { lockTargetOf } from '../core/names.js';
import { standingLocks } from '../store/lock-rows.js';

export function hits(lock: Lock, what: Lockable): boolean {
  return lockHits({ ...lock, target: lockTargetOf[lock.target] }, what);
}

export async function lockOn(tx: EntityManager, what: Lockable): Promise<Lock | undefined> {
  return (await standingLocks(tx)).find((lock) => hits(lock, what));
}
