/** What locks see of approvals and grants. */
import type { Lockable } from '@sallyport/control/state/lock-match';
import type { Asked } from '../core/approval.js';
import type { Grant } from '../core/grant.js';

export function lockableOf({ requester, session, connection }: Asked): Lockable {
  return { caller: requester, session, connection };
}

/** A grant does not know groups, tokens or delegates: its requests are looked at one by one. */
export function lockableOfGrant({ bearer, session, connection }: Grant): Lockable {
  return { caller: { ...bearer, groups: [], act: [], tokenId: '' }, session, connection };
}
