/**
 * What a gateway knows of the control feed: locks, decisions and grants, and where in the feed it is. Statements are taken
 * once, in their order, and by revision; verify them first. No clock is asked: each state ends by a statement.
 */
import type {
  Decision,
  Grant,
  LockStatement,
  Statement,
} from '@sallyport/contracts/generated/sallyport/control/v1/control';
import { endedRemembered } from '../limits.js';
import type { Lockable } from './lock-match.js';
import { isOpen, OpenDecisions } from './open-decisions.js';
import type { BoundRequest } from './open-decisions.js';
import { Revisions } from './revisions.js';
import { StandingGrants } from './standing-grants.js';
import type { GrantedRequest } from './standing-grants.js';
import { StandingLocks } from './standing-locks.js';

export interface FeedPosition {
  /** Empty before the first snapshot. */
  readonly epoch: string;
  readonly sequence: number;
}

/** What is different now; `gone` are those that a snapshot no longer holds. */
export type Change =
  | { readonly kind: 'decision'; readonly decision: Decision }
  | { readonly kind: 'grant'; readonly grant: Grant }
  | { readonly kind: 'lock'; readonly lock: LockStatement }
  | { readonly kind: 'decision-gone'; readonly decision: Decision }
  | { readonly kind: 'grant-gone'; readonly grant: Grant }
  | { readonly kind: 'lock-gone'; readonly lock: LockStatement };

export type Applied =
  | { readonly kind: 'applied'; readonly change: Change }
  /** Nothing new. */
  | { readonly kind: 'known' }
  /** Statements are missing, or it is of another history: a snapshot is needed. */
  | { readonly kind: 'resync'; readonly why: 'gap' | 'other-epoch' | 'no-snapshot' };

export type Restored =
  | { readonly kind: 'restored'; readonly changes: readonly Change[] }
  /** It is of an earlier position than what is known: nothing was taken. */
  | { readonly kind: 'older' };

interface Known {
  readonly locks: StandingLocks;
  readonly decisions: OpenDecisions;
  readonly grants: StandingGrants;
}

export class ControlState {
  private locks = new StandingLocks();
  private decisions = new OpenDecisions();
  private grants = new StandingGrants();
  private revisions = new Revisions(endedRemembered);
  private at: FeedPosition = { epoch: '', sequence: 0 };

  get position(): FeedPosition {
    return this.at;
  }

  /** The next statement of the feed. */
  apply(statement: Statement): Applied {
    if (this.at.epoch === '') return { kind: 'resync', why: 'no-snapshot' };
    if (statement.epoch !== this.at.epoch) return { kind: 'resync', why: 'other-epoch' };
    if (statement.sequence <= this.at.sequence) return { kind: 'known' };
    if (statement.sequence !== this.at.sequence + 1) return { kind: 'resync', why: 'gap' };
    this.at = { ...this.at, sequence: statement.sequence };
    return this.take(statement);
  }

  /** A statement that came beside the feed, such as the answer of GetDecision. */
  learn(statement: Statement): Applied {
    if (statement.epoch !== this.at.epoch) return { kind: 'resync', why: 'other-epoch' };
    return this.take(statement);
  }

  /** Whether a sign of life speaks of statements that were not received. */
  behind(sequence: number): boolean {
    return sequence > this.at.sequence;
  }

  /** Takes a whole snapshot in the place of what was known, and says what is different. */
  restore(position: FeedPosition, statements: readonly Statement[]): Restored {
    const same = position.epoch === this.at.epoch;
    if (same && position.sequence < this.at.sequence) return { kind: 'older' };
    const before: Known = { locks: this.locks, decisions: this.decisions, grants: this.grants };
    if (!same) this.revisions = new Revisions(endedRemembered);
    this.locks = new StandingLocks();
    this.decisions = new OpenDecisions();
    this.grants = new StandingGrants();
    this.at = position;
    const changes: Change[] = [];
    for (const statement of statements.filter(({ epoch }) => epoch === position.epoch)) {
      const applied = this.take(statement);
      if (applied.kind === 'applied') changes.push(applied.change);
      else this.keep(statement, before);
    }
    return { kind: 'restored', changes: [...changes, ...this.gone(before)] };
  }

  /** Locks of an earlier life, until the first snapshot says what stands. */
  remember(locks: readonly LockStatement[]): void {
    for (const lock of locks) if (!lock.lifted) this.locks.place(lock);
  }

  /** Those that stand: what is kept for the next start. */
  standingLocks(): readonly LockStatement[] {
    return this.locks.all();
  }

  /** The lock that stops this, if there is one. */
  lockOn(what: Lockable): LockStatement | undefined {
    return this.locks.on(what);
  }

  /** The open approval that this request waits for. */
  decisionOfRequest(requestId: string): Decision | undefined {
    return this.decisions.ofRequest(requestId);
  }

  /** The open approval that is bound to the same request, whoever of its callers waits. */
  decisionFor(request: BoundRequest): Decision | undefined {
    return this.decisions.bindingTo(request);
  }

  decision(approvalId: string): Decision | undefined {
    return this.decisions.get(approvalId);
  }

  /** Grants that cover this request; whether a use is left is for ConsumeApproval to say. */
  grantsFor(request: GrantedRequest): readonly Grant[] {
    return this.grants.covering(request);
  }

  private take({ body }: Statement): Applied {
    switch (body?.$case) {
      case 'decision':
        return this.takeDecision(body.value);
      case 'grant':
        return this.takeGrant(body.value);
      case 'lock':
        return this.takeLock(body.value);
      default:
        return { kind: 'known' };
    }
  }

  private takeDecision(decision: Decision): Applied {
    if (!this.revisions.advance(`a:${decision.approvalId}`, decision.revision)) return { kind: 'known' };
    if (isOpen(decision)) this.decisions.put(decision);
    else {
      this.decisions.drop(decision.approvalId);
      this.revisions.end(`a:${decision.approvalId}`);
    }
    return { kind: 'applied', change: { kind: 'decision', decision } };
  }

  private takeGrant(grant: Grant): Applied {
    if (!this.revisions.advance(`g:${grant.grantId}`, grant.revision)) return { kind: 'known' };
    if (grant.ended) {
      this.grants.drop(grant.grantId);
      this.revisions.end(`g:${grant.grantId}`);
    } else this.grants.put(grant);
    return { kind: 'applied', change: { kind: 'grant', grant } };
  }

  private takeLock(lock: LockStatement): Applied {
    const id = lock.lock?.lockId ?? '';
    if (!this.revisions.advance(`l:${id}`, lock.revision)) return { kind: 'known' };
    if (lock.lifted) {
      this.locks.lift(id);
      this.revisions.end(`l:${id}`);
    } else this.locks.place(lock);
    return { kind: 'applied', change: { kind: 'lock', lock } };
  }

  /** What a snapshot repeats stays as it was known: the same, or newer where an answer beside the feed had come first. */
  private keep({ body }: Statement, before: Known): void {
    if (body?.$case === 'decision') {
      const known = before.decisions.get(body.value.approvalId);
      if (known !== undefined) this.decisions.put(known);
    }
    if (body?.$case === 'grant') {
      const known = before.grants.get(body.value.grantId);
      if (known !== undefined) this.grants.put(known);
    }
    if (body?.$case === 'lock') {
      const known = before.locks.get(body.value.lock?.lockId ?? '');
      if (known !== undefined) this.locks.place(known);
    }
  }

  private gone(before: Known): readonly Change[] {
    return [
      ...before.decisions
        .all()
        .filter(({ approvalId }) => this.decisions.get(approvalId) === undefined)
        .map((decision): Change => ({ kind: 'decision-gone', decision })),
      ...before.grants
        .all()
        .filter(({ grantId }) => this.grants.get(grantId) === undefined)
        .map((grant): Change => ({ kind: 'grant-gone', grant })),
      ...before.locks
        .all()
        .filter(({ lock }) => this.locks.get(lock?.lockId ?? '') === undefined)
        .map((lock): Change => ({ kind: 'lock-gone', lock })),
    ];
  }
}
