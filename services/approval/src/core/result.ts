/** What comes of a command. */
import type { Approval } from './approval.js';
import type { ApprovalEvent } from './event.js';
import type { Grant } from './grant.js';
import type { Person } from './person.js';
import type { RefusalCode } from './refusal.js';
import { next } from './states.js';
import type { Trigger } from './states.js';

export type Result =
  | Done
  /** Nothing changed, and nothing was wrong. */
  | { readonly kind: 'unchanged' }
  /** The attempt may be an event of its own; `approval` then counts it. */
  | {
      readonly kind: 'refused';
      readonly code: RefusalCode;
      readonly approval?: Approval;
      readonly events: readonly ApprovalEvent[];
    }
  /** The groups of these people must be read again before the outcome: ask once more with them. */
  | { readonly kind: 'reread'; readonly people: readonly Person[] };

export interface Done {
  readonly kind: 'done';
  readonly approval: Approval;
  readonly events: readonly ApprovalEvent[];
  /** Made with the approval. */
  readonly grant?: Grant;
}

export function done(approval: Approval, events: readonly ApprovalEvent[]): Done {
  return { kind: 'done', approval, events };
}

/** The approval moved by a trigger, as gateways are told; undefined when the trigger means nothing where it stands. */
export function moved(
  approval: Approval,
  trigger: Trigger,
  change: Partial<Omit<Approval, 'id' | 'standing' | 'revision' | 'asked'>> = {},
): Approval | undefined {
  const standing = next(approval.standing, trigger);
  if (standing === undefined) return undefined;
  return { ...approval, ...change, standing, revision: approval.revision + 1 };
}
