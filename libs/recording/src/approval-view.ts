/** What people decided, granted and locked, as people and programs read it. */
import type { EventRecord } from '@sallyport/contracts/event-codec';
import {
  ApprovalState,
  GrantEnd,
  LockTarget,
  VoteChannel,
  VoteChoice,
} from '@sallyport/contracts/generated/sallyport/events/v1/approval';
import type {
  ApprovalRequested,
  ApprovalRequirement,
  ApprovalVoted,
  GrantBounds,
  Lock,
} from '@sallyport/contracts/generated/sallyport/events/v1/approval';

type Body = NonNullable<EventRecord['body']>;

/** Events of the decisions topic. */
export type DecisionBody = Extract<Body, { $case: `approval${string}` | `grant${string}` | `lock${string}` }>;

export interface ApprovalView {
  readonly rule?: string;
  /** SHA-256 of the request it is bound to, hexadecimal. */
  readonly digest?: string;
  /** What is needed of people, one way after the other: groups and how many. */
  readonly needs?: readonly (readonly string[])[];
  /** What requests like it have in common. */
  readonly shape?: string;
  /** Milliseconds since 1970. */
  readonly expiresMs?: number;
  /** `approve`, `deny` or `withdraw`. */
  readonly choice?: string;
  /** `slack` or `rest`. */
  readonly channel?: string;
  /** Why a vote did not count. */
  readonly refused?: string;
  /** What a vote permits beyond the one request. */
  readonly grant?: { readonly durationMs: number; readonly uses: number };
  readonly outcome?: string;
  /** How it stood when its time passed: `pending` or `approved`. */
  readonly was?: string;
  readonly deciders?: readonly string[];
  readonly grantId?: string;
  readonly uses?: number;
  readonly lock?: LockView;
  readonly lockId?: string;
  /** Finding that placed the lock. */
  readonly findingId?: string;
  readonly replica?: string;
  readonly applied?: { readonly streams: number; readonly held: number; readonly afterMs: number };
}

export interface LockView {
  readonly id: string;
  /** Such as `session` or `identity`. */
  readonly on: string;
  readonly value: string;
  readonly issuer?: string;
  readonly expiresMs?: number;
  readonly terminateLive: boolean;
}

interface Viewed {
  readonly requestId?: string;
  readonly approvalId?: string;
  readonly approval?: ApprovalView;
}

/** Enum names as words: `APPROVED` is `approved`. */
const word = (name: string | undefined): string => (name ?? 'unknown').toLowerCase().replaceAll('_', '-');

export function approvalView({ $case, value }: DecisionBody): Viewed {
  switch ($case) {
    case 'approvalRequested':
      return { approvalId: value.approvalId, approval: requestedView(value) };
    case 'approvalJoined':
    case 'approvalUnattended':
      return { approvalId: value.approvalId, requestId: value.requestId };
    case 'approvalVoted':
      return {
        approvalId: value.approvalId,
        approval: votedView(value),
      };
    case 'approvalDecided':
      return {
        approvalId: value.approvalId,
        approval: {
          outcome: word(ApprovalState[value.outcome]),
          deciders: value.deciders.map(({ subject }) => subject),
          ...(value.grantId !== '' && { grantId: value.grantId }),
        },
      };
    case 'approvalExpired':
      return {
        approvalId: value.approvalId,
        approval: { outcome: 'expired', was: word(ApprovalState[value.was]) },
      };
    case 'approvalCancelled':
    case 'approvalRevoked':
      return {
        approvalId: value.approvalId,
        approval: {
          outcome: $case === 'approvalRevoked' ? 'revoked' : 'cancelled',
          ...(value.lockId !== '' && { lockId: value.lockId }),
        },
      };
    case 'approvalConsumed':
      return {
        requestId: value.requestId,
        ...(value.approvalId !== '' && { approvalId: value.approvalId }),
        approval: {
          outcome: 'consumed',
          replica: value.replica,
          ...(value.grantId !== '' && { grantId: value.grantId }),
        },
      };
    case 'grantMade':
      return {
        approvalId: value.approvalId,
        approval: {
          grantId: value.grantId,
          rule: value.rule,
          expiresMs: value.expiresUs / 1000,
          uses: value.usesMax,
          ...(value.shape && { shape: value.shape.summary }),
        },
      };
    case 'grantEnded':
      return { approval: { grantId: value.grantId, outcome: word(GrantEnd[value.end]), uses: value.uses } };
    case 'lockPlaced':
      return value.lock === undefined
        ? {}
        : {
            approval: {
              lock: lockView(value.lock),
              ...(value.findingId !== '' && { findingId: value.findingId }),
            },
          };
    case 'lockLifted':
      return { approval: { lockId: value.lockId, outcome: value.expired ? 'expired' : 'lifted' } };
    case 'lockApplied':
      return {
        approval: {
          lockId: value.lockId,
          replica: value.replica,
          applied: {
            streams: value.streamsEnded,
            held: value.heldRefused,
            afterMs: value.afterUs / 1000,
          },
        },
      };
  }
}

function requestedView({
  rule,
  requestSha256,
  requirement,
  expiresUs,
  shape,
}: ApprovalRequested): ApprovalView {
  return {
    rule,
    digest: Buffer.from(requestSha256).toString('hex'),
    expiresMs: expiresUs / 1000,
    ...needsView(requirement),
    ...(shape && { shape: shape.summary }),
  };
}

/** Who is asked, as policy wants it of them. */
export function needsView(requirement: ApprovalRequirement | undefined): Pick<ApprovalView, 'needs'> {
  if (requirement === undefined) return {};
  return {
    needs: requirement.anyOf.map(({ steps }) =>
      steps.map(({ groups, people }) => `${people} of ${groups.join(' or ')}`),
    ),
  };
}

function votedView({ choice, channel, refused, grant }: ApprovalVoted): ApprovalView {
  return {
    choice: word(VoteChoice[choice]),
    channel: word(VoteChannel[channel]),
    ...(refused !== '' && { refused }),
    ...(grant && { grant: boundsView(grant) }),
  };
}

const boundsView = ({ durationMsMax, usesMax }: GrantBounds): NonNullable<ApprovalView['grant']> => ({
  durationMs: durationMsMax,
  uses: usesMax,
});

function lockView({ lockId, target, value, issuer, expiresUs, terminateLive }: Lock): LockView {
  return {
    id: lockId,
    on: word(LockTarget[target]),
    value,
    ...(issuer !== '' && { issuer }),
    ...(expiresUs > 0 && { expiresMs: expiresUs / 1000 }),
    terminateLive,
  };
}
