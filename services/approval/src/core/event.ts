/** What came of a command: each is written to the decisions topic, and is what people are told by. */
import type { Shape } from './approval.js';
import type { Person } from './person.js';
import type { ApprovalStanding } from './states.js';
import type { Choice, Channel, Vote } from './vote.js';
import type { Grant, GrantEnding } from './grant.js';
import type { RefusalCode } from './refusal.js';

/** A vote that did not count, or was taken back. */
export interface VoteTried {
  readonly voter: Person;
  readonly choice: Choice | 'withdraw';
  readonly channel: Channel;
}

export type ApprovalEvent =
  | { readonly kind: 'requested' }
  | { readonly kind: 'joined'; readonly requestId: string }
  | { readonly kind: 'unattended'; readonly requestId: string }
  | { readonly kind: 'voted'; readonly vote: Vote }
  | { readonly kind: 'withdrawn'; readonly tried: VoteTried }
  | { readonly kind: 'vote-refused'; readonly tried: VoteTried; readonly code: RefusalCode }
  | {
      readonly kind: 'decided';
      readonly outcome: 'approved' | 'denied';
      readonly deciders: readonly Vote[];
      readonly grantId?: string;
    }
  | { readonly kind: 'reminded'; readonly share: number; readonly escalate: boolean }
  | { readonly kind: 'expired'; readonly was: ApprovalStanding }
  | { readonly kind: 'cancelled' | 'revoked'; readonly by?: Person; readonly lockId?: string }
  | { readonly kind: 'consumed'; readonly requestId: string; readonly replica: string }
  | { readonly kind: 'grant-made'; readonly grant: Grant; readonly shape: Shape };

export type GrantEvent =
  | { readonly kind: 'grant-used'; readonly requestId: string; readonly replica: string }
  | { readonly kind: 'grant-ended'; readonly ending: GrantEnding; readonly by?: Person };
