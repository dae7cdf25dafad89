/** All requests and tool calls of this replica that wait for people: bounded, and woken by what the approval service states. */
import { ApprovalState } from '@sallyport/contracts/generated/sallyport/events/v1/approval';
import type { Decision, LockStatement } from '@sallyport/contracts/generated/sallyport/control/v1/control';
import type { Change, ControlState } from '@sallyport/control/state/control-state';
import { lockHits, type Lockable } from '@sallyport/control/state/lock-match';
import type { BoundRequest } from '@sallyport/control/state/open-decisions';
import type { GrantedRequest } from '@sallyport/control/state/standing-grants';

/** What may release a request. */
export type Permit =
  | { readonly kind: 'approval'; readonly approvalId: string }
  | { readonly kind: 'grant'; readonly grantId: string };

/** What somebody who waits hears. */
export type Heard =
  | { readonly kind: 'permit'; readonly permit: Permit }
  | { readonly kind: 'refused'; readonly decision: Decision }
  | { readonly kind: 'locked'; readonly lock: LockStatement };

/** What a held request is looked up by. */
export interface Waited {
  readonly requestId: string;
  readonly bound: BoundRequest;
  readonly granted: GrantedRequest;
  readonly lockable: Lockable;
  /** Approval the client names; empty where it names none. */
  readonly claimed: string;
}

export interface Waiting {
  readonly waited: Waited;
  /** Issuer, subject and agent. */
  readonly owner: string;
  /** What it keeps in memory. */
  readonly bytes: number;
  heard(heard: Heard): void;
}

export interface HeldLimits {
  readonly heldRequestsMax: number;
  readonly heldRequestsPerIdentityMax: number;
  readonly heldBytesMax: number;
  readonly heldBytesPerIdentityMax: number;
}

interface Sum {
  requests: number;
  bytes: number;
}

export class HeldTable {
  readonly #waiting = new Set<Waiting>();
  readonly #byDigest = new Map<string, Set<Waiting>>();
  readonly #byOwner = new Map<string, Sum>();
  #bytes = 0;

  constructor(private readonly limits: HeldLimits) {}

  get size(): number {
    return this.#waiting.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** False where it is one too many, and then it is not in the table. */
  add(waiting: Waiting): boolean {
    const { limits } = this;
    const { owner, bytes } = waiting;
    const sum = this.#byOwner.get(owner) ?? { requests: 0, bytes: 0 };
    const isTooMany =
      this.#waiting.size >= limits.heldRequestsMax ||
      this.#bytes + bytes > limits.heldBytesMax ||
      sum.requests >= limits.heldRequestsPerIdentityMax ||
      sum.bytes + bytes > limits.heldBytesPerIdentityMax;
    if (isTooMany) return false;
    this.#waiting.add(waiting);
    this.#bytes += bytes;
    this.#byOwner.set(owner, { requests: sum.requests + 1, bytes: sum.bytes + bytes });
    const digest = digestKey(waiting.waited.bound.requestSha256);
    const same = this.#byDigest.get(digest);
    if (same === undefined) this.#byDigest.set(digest, new Set([waiting]));
    else same.add(waiting);
    return true;
  }

  remove(waiting: Waiting): void {
    if (!this.#waiting.delete(waiting)) return;
    const { owner, bytes, waited } = waiting;
    this.#bytes -= bytes;
    const sum = this.#byOwner.get(owner);
    if (sum !== undefined && sum.requests > 1)
      this.#byOwner.set(owner, { requests: sum.requests - 1, bytes: sum.bytes - bytes });
    else this.#byOwner.delete(owner);
    const digest = digestKey(waited.bound.requestSha256);
    const same = this.#byDigest.get(digest);
    same?.delete(waiting);
    if (same?.size === 0) this.#byDigest.delete(digest);
  }

  /** Wakes those whom a change concerns. Gives how many a lock refused. */
  changed(state: ControlState, change: Change): number {
    switch (change.kind) {
      case 'decision':
        this.#decided(change.decision);
        return 0;
      case 'decision-gone':
        this.#decided({ ...change.decision, state: ApprovalState.EXPIRED });
        return 0;
      case 'grant':
        if (!change.grant.ended) this.#granted(state, change.grant.grantId);
        return 0;
      case 'lock':
        return change.lock.lifted ? 0 : this.#locked(change.lock);
      case 'grant-gone':
      case 'lock-gone':
        return 0;
    }
  }

  #decided(decision: Decision): void {
    const heard = heardOf(decision);
    if (heard === undefined) return;
    for (const waiting of [...(this.#byDigest.get(digestKey(decision.requestSha256)) ?? [])])
      if (isFor(decision, waiting.waited)) waiting.heard(heard);
  }

  #granted(state: ControlState, grantId: string): void {
    for (const waiting of [...this.#waiting])
      if (state.grantsFor(waiting.waited.granted).some((grant) => grant.grantId === grantId))
        waiting.heard({ kind: 'permit', permit: { kind: 'grant', grantId } });
  }

  #locked(statement: LockStatement): number {
    const { lock } = statement;
    if (lock?.terminateLive !== true) return 0;
    const hit = [...this.#waiting].filter(({ waited }) => lockHits(lock, waited.lockable));
    for (const waiting of hit) waiting.heard({ kind: 'locked', lock: statement });
    return hit.length;
  }
}

/** What is known already of one who begins to wait. */
export function heardBefore(state: ControlState, waited: Waited): Heard | undefined {
  const lock = state.lockOn(waited.lockable);
  if (lock !== undefined) return { kind: 'locked', lock };
  const claimed = waited.claimed === '' ? undefined : state.decision(waited.claimed);
  const decision =
    claimed !== undefined && isFor(claimed, waited) ? claimed : state.decisionFor(waited.bound);
  if (decision?.state === ApprovalState.APPROVED)
    return { kind: 'permit', permit: { kind: 'approval', approvalId: decision.approvalId } };
  const [grant] = state.grantsFor(waited.granted);
  return grant && { kind: 'permit', permit: { kind: 'grant', grantId: grant.grantId } };
}

/** A decision is for the same request of the same caller, in the same session or claimed by its id. */
function isFor(decision: Decision, { bound, requestId, claimed }: Waited): boolean {
  const { bearer, session, requestSha256 } = bound;
  return (
    decision.bearer?.issuer === bearer.issuer &&
    decision.bearer.subject === bearer.subject &&
    decision.bearer.agent === bearer.agent &&
    Buffer.compare(decision.requestSha256, requestSha256) === 0 &&
    (decision.session === session ||
      decision.approvalId === claimed ||
      decision.requestIds.includes(requestId))
  );
}

function heardOf(decision: Decision): Heard | undefined {
  switch (decision.state) {
    case ApprovalState.APPROVED:
      return { kind: 'permit', permit: { kind: 'approval', approvalId: decision.approvalId } };
    case ApprovalState.DENIED:
    case ApprovalState.EXPIRED:
    case ApprovalState.CANCELLED:
    case ApprovalState.REVOKED:
      return { kind: 'refused', decision };
    default:
      // Pending, or spent by another: whoever spends it hears that from the spending.
      return undefined;
  }
}

const digestKey = (sha256: Uint8Array): string => Buffer.from(sha256).toString('base64');
