/** Who waits for the answer: the same request again joins, a client that goes away leaves. */
import type { Approval, Waiting } from './approval.js';
import { waitingRequestsMax } from './limits.js';
import { done, moved } from './result.js';
import type { Result } from './result.js';
import { next } from './states.js';

export interface JoinApproval {
  readonly kind: 'join';
  readonly requestId: string;
}

export interface LeaveApproval {
  readonly kind: 'leave';
  readonly requestId: string;
}

/** A request that is known already changes nothing: it was held once. */
export function joinApproval(approval: Approval, { requestId }: JoinApproval): Result {
  if (approval.waiting.some((one) => one.requestId === requestId)) return { kind: 'unchanged' };
  const waiting = [...approval.waiting, { requestId, attended: true }].slice(-waitingRequestsMax);
  const joined = moved(approval, 'join', { waiting });
  return joined === undefined ? { kind: 'unchanged' } : done(joined, [{ kind: 'joined', requestId }]);
}

/** The approval stays open; gateways need not be told. */
export function leaveApproval(approval: Approval, { requestId }: LeaveApproval): Result {
  const known = approval.waiting.some((one) => one.requestId === requestId && one.attended);
  const left = next(approval.standing, 'leave');
  if (!known || left === undefined) return { kind: 'unchanged' };
  const waiting = approval.waiting.map((one): Waiting =>
    one.requestId === requestId ? { ...one, attended: false } : one,
  );
  if (waiting.some(({ attended }) => attended)) return done({ ...approval, waiting }, []);
  return done({ ...approval, waiting, standing: left }, [{ kind: 'unattended', requestId }]);
}
