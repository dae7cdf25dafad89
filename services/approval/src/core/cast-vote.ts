/** A person votes: who may, with which reason and bounds, and whether that decides. */
import type { Approval } from './approval.js';
import { refusedVotesRecordedMax, reasonCharactersMax } from './limits.js';
import { partIn, personKey } from './person.js';
import type { Part, Person } from './person.js';
import { needsReason, narrow } from './requirement.js';
import type { Bounds } from './requirement.js';
import { settle } from './settle.js';
import type { FreshGroups } from './settle.js';
import type { RefusalCode } from './refusal.js';
import type { Result } from './result.js';
import { isPending } from './states.js';
import { eligibility } from './tally.js';
import type { Channel, Choice, GroupSource, Vote } from './vote.js';

/** A verified person, as they are at the moment of the vote. */
export interface Voter extends Person {
  readonly name: string;
  readonly groups: readonly string[];
  readonly groupSource: GroupSource;
  /** True when somebody acts for them (`act`). */
  readonly delegated: boolean;
}

export interface CastVote {
  readonly kind: 'vote';
  readonly voter: Voter;
  readonly choice: Choice;
  readonly channel: Channel;
  /** Empty when nothing is said. */
  readonly reason: string;
  /** What the voter would grant beyond this request; what is left out of it is as offered. */
  readonly bounds?: Partial<Bounds>;
  /** Groups that were read again for the outcome. */
  readonly fresh: FreshGroups;
  /** Id of the grant, should one come of it. */
  readonly grantId: string;
}

export interface WithdrawVote {
  readonly kind: 'withdraw';
  readonly voter: Person;
  readonly channel: Channel;
}

const refusalOfPart = {
  requester: 'OWN_REQUEST',
  agent: 'AGENTS_REQUEST',
  delegate: 'DELEGATED_REQUEST',
} as const satisfies Record<Part, RefusalCode>;

export function castVote(approval: Approval, command: CastVote, nowUs: number): Result {
  const vote = admit(approval, command, nowUs);
  if (typeof vote === 'string') return refuseVote(approval, command, vote);
  const others = approval.votes.filter(({ voter }) => personKey(voter) !== personKey(vote.voter));
  return settle({ ...approval, votes: [...others, vote] }, vote, command, nowUs);
}

/** The vote, or why it does not count. */
function admit(approval: Approval, command: CastVote, nowUs: number): Vote | RefusalCode {
  const { voter, choice, channel } = command;
  const { requirement, requester } = approval.asked;
  const closed = closedFor(approval, nowUs);
  if (closed !== undefined) return closed;
  const part = partIn(requester, voter);
  if (part !== undefined) return refusalOfPart[part];
  if (voter.delegated) return 'DELEGATED_VOTE';
  const reason = command.reason.trim();
  if (reason === '' && needsReason(requirement.reasonRequired, choice)) return 'REASON_REQUIRED';
  if (reason.length > reasonCharactersMax) return 'REASON_TOO_LONG';
  const asked =
    choice === 'approve' && command.bounds !== undefined
      ? narrow(requirement.grant, command.bounds)
      : undefined;
  if (asked?.kind === 'refused') return asked.code;
  const vote: Vote = {
    voter: { issuer: voter.issuer, subject: voter.subject },
    ...{ name: voter.name, choice, groups: voter.groups, groupSource: voter.groupSource, channel, reason },
    ...(asked !== undefined && { bounds: asked.bounds }),
    atUs: nowUs,
  };
  return placed(approval, vote);
}

/** Keeps its place in the order of steps when the same answer is given again and the earlier one counts. */
function placed(approval: Approval, vote: Vote): Vote | RefusalCode {
  const { requirement } = approval.asked;
  const earlier = approval.votes.find(({ voter }) => personKey(voter) === personKey(vote.voter));
  if (earlier?.choice === vote.choice) {
    const kept = { ...vote, atUs: earlier.atUs };
    if (eligibility(requirement, approval.votes, kept) === 'counts') return kept;
  }
  switch (eligibility(requirement, approval.votes, vote)) {
    case 'counts':
      return vote;
    case 'not-yet':
      return 'NOT_YOUR_TURN';
    case 'never':
      return 'NOT_ELIGIBLE';
  }
}

/** Why no vote counts any more. */
export function closedFor(approval: Approval, nowUs: number): 'EXPIRED' | 'ALREADY_DECIDED' | undefined {
  if (approval.standing === 'expired' && approval.outcome === undefined) return 'EXPIRED';
  if (!isPending(approval.standing)) return 'ALREADY_DECIDED';
  return nowUs >= approval.expiresUs ? 'EXPIRED' : undefined;
}

/** Attempts are events too, up to a number. */
function refuseVote(approval: Approval, { voter, choice, channel }: CastVote, code: RefusalCode): Result {
  if (approval.refusedVotes >= refusedVotesRecordedMax) return { kind: 'refused', code, events: [] };
  const tried = { voter: { issuer: voter.issuer, subject: voter.subject }, choice, channel };
  return {
    kind: 'refused',
    code,
    approval: { ...approval, refusedVotes: approval.refusedVotes + 1 },
    events: [{ kind: 'vote-refused', tried, code }],
  };
}
