/** A person or a lock takes an approval back: what waits is cancelled, what was agreed to is revoked. */
import type { Approval } from './approval.js';
import type { Person } from './person.js';
import { done, moved } from './result.js';
import type { Result } from './result.js';

export interface TakeBack {
  readonly kind: 'take-back';
  /** Who did it; whether they may is for the caller to know. */
  readonly by?: Person;
  readonly lockId?: string;
}

export function takeBack(approval: Approval, { by, lockId }: TakeBack): Result {
  const after = moved(approval, 'withdraw');
  if (after === undefined) return { kind: 'refused', code: 'NOT_OPEN', events: [] };
  const kind = after.standing === 'revoked' ? 'revoked' : 'cancelled';
  return done(after, [{ kind, ...(by && { by }), ...(lockId !== undefined && { lockId }) }]);
}
