/** What the contracts call the words of the core. */
import {
  ApprovalState,
  GrantEnd,
  LockTarget,
  VoteChannel,
  VoteChoice,
} from '@sallyport/contracts/generated/sallyport/events/v1/approval';
import type { GrantEnding } from './grant.js';
import type { LockTargetName } from './lock.js';
import type { ApprovalStanding } from './states.js';
import type { Channel, Choice } from './vote.js';

export const stateOf = {
  pending: ApprovalState.PENDING,
  unattended: ApprovalState.PENDING,
  approved: ApprovalState.APPROVED,
  denied: ApprovalState.DENIED,
  expired: ApprovalState.EXPIRED,
  cancelled: ApprovalState.CANCELLED,
  consumed: ApprovalState.CONSUMED,
  revoked: ApprovalState.REVOKED,
} as const satisfies Record<ApprovalStanding, ApprovalState>;

export const choiceOf = {
  approve: VoteChoice.APPROVE,
  deny: VoteChoice.DENY,
  withdraw: VoteChoice.WITHDRAW,
} as const satisfies Record<Choice | 'withdraw', VoteChoice>;

export const channelOf = {
  slack: VoteChannel.SLACK,
  rest: VoteChannel.REST,
} as const satisfies Record<Channel, VoteChannel>;

export const grantEndOf = {
  expired: GrantEnd.EXPIRED,
  spent: GrantEnd.SPENT,
  revoked: GrantEnd.REVOKED,
} as const satisfies Record<GrantEnding, GrantEnd>;

export const lockTargetOf = {
  session: LockTarget.SESSION,
  identity: LockTarget.IDENTITY,
  agent: LockTarget.AGENT,
  token: LockTarget.TOKEN,
  connection: LockTarget.CONNECTION,
  group: LockTarget.GROUP,
} as const satisfies Record<LockTargetName, LockTarget>;
