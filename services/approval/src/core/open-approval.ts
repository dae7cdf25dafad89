/** Opens an approval for a held request. */
import { requesterBearer } from './bearer.js';
import type { Approval, Asked, Outcome } from './approval.js';
import type { ApprovalEvent } from './event.js';
import { done, moved } from './result.js';
import type { Done } from './result.js';
import { lifetimeMsMax } from './limits.js';
import type { Trigger } from './states.js';

export interface OpenApproval {
  readonly requestId: string;
  readonly asked: Asked;
  /** Approvals of the same identity that wait for people already, and the most there may be. */
  readonly openOfIdentity: number;
  readonly openOfIdentityMax: number;
  /** A lock that stands on the requester. */
  readonly lockId?: string;
}

/** It is there from now on, even if a lock, the number of open ones or its own time end it at once. */
export function openApproval(command: OpenApproval, nowUs: number): Done {
  const { requestId, asked, openOfIdentity, openOfIdentityMax, lockId } = command;
  const lifetimeMs = Math.min(asked.requirement.lifetimeMs, lifetimeMsMax);
  const opened: Approval = {
    id: requestId,
    standing: 'pending',
    revision: 1,
    asked,
    waiting: [{ requestId, attended: true }],
    votes: [],
    expiresUs: asked.askedUs + lifetimeMs * 1000,
    reminders: 0,
    refusedVotes: 0,
  };
  const ended = (trigger: Trigger, event: ApprovalEvent, outcome?: Outcome): Done => {
    const change = outcome === undefined ? {} : { outcome };
    return done(moved(opened, trigger, change) ?? opened, [{ kind: 'requested' }, event]);
  };
  if (lockId !== undefined) return ended('withdraw', { kind: 'cancelled', lockId });
  if (nowUs >= opened.expiresUs) return ended('time', { kind: 'expired', was: 'pending' });
  if (openOfIdentity >= openOfIdentityMax) {
    const { subject } = requesterBearer(asked.requester);
    const said = `${subject} has ${openOfIdentity} requests that wait for people already: no more are put to them.`;
    const event = { kind: 'decided', outcome: 'denied', deciders: [] } as const;
    return ended('refuse', event, { deciders: [], said });
  }
  return done(opened, [{ kind: 'requested' }]);
}
