/** An approval: what was put to people, who waits for it, what they said, what came of it. */
import { requesterBearer } from './bearer.js';
import type { Bearer } from './bearer.js';
import type { Requester } from './person.js';
import type { Requirement } from './requirement.js';
import { isOpen, isPending } from './states.js';
import type { ApprovalStanding } from './states.js';
import type { Vote } from './vote.js';

export interface Shape {
  /** One line for people. */
  readonly summary: string;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** What was put to people; it never changes. */
export interface Asked {
  readonly requester: Requester;
  readonly session: string;
  readonly connection: string;
  readonly rule: string;
  /** Of the canonical request the approval is bound to, hexadecimal. */
  readonly requestSha256: string;
  readonly requirement: Requirement;
  /** What a grant would cover; absent where nothing may be granted. */
  readonly shape?: Shape;
  /** Microseconds since 1970, as all times here. */
  readonly askedUs: number;
}

/** A request that waits, or waited, for the answer. */
export interface Waiting {
  readonly requestId: string;
  /** Whether its client is still there. */
  readonly attended: boolean;
}

export interface Outcome {
  /** Empty when not people but a limit refused it. */
  readonly deciders: readonly Vote[];
  readonly said: string;
  readonly grantId?: string;
}

export interface Approval {
  /** Id of the request that opened it. */
  readonly id: string;
  readonly standing: ApprovalStanding;
  /** Rises with every change that gateways are told. */
  readonly revision: number;
  readonly asked: Asked;
  /** The latest last. */
  readonly waiting: readonly Waiting[];
  readonly votes: readonly Vote[];
  /** When an open standing ends by itself. */
  readonly expiresUs: number;
  readonly outcome?: Outcome;
  readonly consumedBy?: { readonly requestId: string; readonly replica: string };
  /** How many of the reminders were given. */
  readonly reminders: number;
  /** How many refused votes were written down. */
  readonly refusedVotes: number;
}

/** What ties a request to an approval: equal for the same identity, session and bytes. */
export interface Binding {
  readonly bearer: Bearer;
  readonly session: string;
  readonly requestSha256: string;
}

export function bindingOf({ requester, session, requestSha256 }: Asked): Binding {
  return { bearer: requesterBearer(requester), session, requestSha256 };
}

/** Shares of an approval's time at which people are reminded; with the last, the escalation group is told. */
export const reminderShares = [0.5, 0.8] as const;

export function reminderUs({ asked, expiresUs }: Approval, reminder: number): number | undefined {
  const share = reminderShares[reminder];
  return share === undefined ? undefined : asked.askedUs + Math.ceil((expiresUs - asked.askedUs) * share);
}

/** When time next changes something; undefined when it does no more. */
export function nextDueUs(approval: Approval): number | undefined {
  if (!isOpen(approval.standing)) return undefined;
  const reminder = isPending(approval.standing) ? reminderUs(approval, approval.reminders) : undefined;
  return Math.min(reminder ?? approval.expiresUs, approval.expiresUs);
}
