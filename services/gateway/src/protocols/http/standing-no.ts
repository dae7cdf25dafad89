/** What the approval service has forbidden until further notice, or can no longer forbid: for new requests and for live ones. */
import { Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { Change } from '@sallyport/control/state/control-state';
import { lockHits, type Lockable } from '@sallyport/control/state/lock-match';
import type { RefusalCode } from '../../core/error-table.js';
import type { ConnectionInForce, PolicyInForce } from '../../core/ports/policy-in-force.js';
import type { Door } from './door.js';
import type { Subject } from './examined.js';

/** Why nothing of this may pass now; undefined where it may be judged. */
export function standingNo(
  { control }: Pick<Door, 'control'>,
  lockable: Lockable,
  connection: Pick<ConnectionInForce, 'servesStale'>,
  policy: Pick<PolicyInForce, 'approvals'>,
): Extract<RefusalCode, 'LOCKED' | 'CONTROL_STALE'> | undefined {
  if (control === undefined) return undefined;
  if (control.state.lockOn(lockable) !== undefined) return 'LOCKED';
  return !connection.servesStale && control.silentMs() > policy.approvals.feedStaleMsMax
    ? 'CONTROL_STALE'
    : undefined;
}

/** What a lock on a request may be on. */
export const lockableOf = ({ caller, connection, prospect }: Subject): Lockable => ({
  caller,
  session: prospect.envelope.session,
  connection: connection.name,
});

/** Wakes what waits, and ends at once what a new lock is on. */
export function carryOut(door: Door, change: Change): void {
  if (door.control === undefined) return;
  const startedMs = performance.now();
  const heldRefused = door.held.changed(door.control.state, change);
  if (change.kind !== 'lock' || change.lock.lifted) return;
  const { lock } = change.lock;
  if (lock === undefined) return;
  let streamsEnded = 0;
  if (lock.terminateLive) {
    for (const exchange of door.exchanges) {
      if (!lockHits(lock, exchange.lockable)) continue;
      exchange.end(Outcome.CUT, 'LOCKED');
      streamsEnded += 1;
    }
  }
  const tokensDropped = door.verifier.drop((caller) =>
    lockHits(lock, { caller, session: '', connection: '' }),
  );
  const afterUs = Math.round((performance.now() - startedMs) * 1000);
  door.control.reportApplied({ lockId: lock.lockId, streamsEnded, heldRefused, tokensDropped, afterUs });
}

/** Without a sign of life no lock could reach what is live: it ends. What waits for people goes on waiting. */
export function endUnreachable(door: Door): void {
  const policy = door.policy();
  if (door.control === undefined || policy === undefined) return;
  if (door.control.silentMs() <= policy.approvals.feedStaleMsMax) return;
  for (const exchange of door.exchanges) {
    const connection = policy.connection(exchange.lockable.connection);
    if (connection?.servesStale !== true) exchange.end(Outcome.CUT, 'CONTROL_STALE');
  }
}
