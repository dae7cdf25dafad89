/** What people are to be told, wherever that is: the port between approvals and senders such as Slack or a webhook. */
import type { Approval } from './approval.js';
import type { ApprovalEvent } from './event.js';
import { isPending } from './states.js';

export type Announcement =
  /** A question waits: put it to those who may answer. */
  | { readonly kind: 'posted' }
  /** Something about it is different: bring what was posted up to date. */
  | { readonly kind: 'updated' }
  | { readonly kind: 'reminded'; readonly share: number; readonly escalate: boolean };

/** At most one of each kind: whoever sends reads how the approval stands by then. */
export function announcementsOf(
  approval: Approval,
  events: readonly ApprovalEvent[],
): readonly Announcement[] {
  const opened = events.some(({ kind }) => kind === 'requested');
  // What was over when it was opened was never put to anybody.
  if (opened) return isPending(approval.standing) ? [{ kind: 'posted' }] : [];
  const reminded = events.find((event) => event.kind === 'reminded');
  if (reminded !== undefined)
    return [{ kind: 'reminded', share: reminded.share, escalate: reminded.escalate }];
  return events.some(({ kind }) => kind !== 'vote-refused') ? [{ kind: 'updated' }] : [];
}
