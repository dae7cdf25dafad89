/** A grant: requests of one shape, of one identity, for a while and a number of times. */
import { sameBearer } from './bearer.js';
import type { Bearer } from './bearer.js';
import type { Shape } from './approval.js';
import type { GrantEvent } from './event.js';
import type { NotSpent } from './consume-approval.js';
import type { Person } from './person.js';
import type { Refused } from './refusal.js';

export type GrantEnding = 'expired' | 'spent' | 'revoked';

export interface Grant {
  readonly id: string;
  readonly approvalId: string;
  readonly bearer: Bearer;
  /** Of the request that was approved; a grant is for any session. */
  readonly session: string;
  readonly connection: string;
  readonly rule: string;
  readonly shape: Shape;
  readonly expiresUs: number;
  readonly usesMax: number;
  readonly uses: number;
  readonly ended?: GrantEnding;
  readonly revision: number;
}

export interface GrantUse {
  readonly requestId: string;
  readonly shapeSha256: string;
  readonly bearer: Bearer;
  readonly replica: string;
  /** This request has used it already. */
  readonly known: boolean;
}

export interface GrantDone {
  readonly kind: 'done';
  readonly grant: Grant;
  readonly events: readonly GrantEvent[];
}

export type GrantUseResult =
  { readonly kind: 'consumed'; readonly done?: GrantDone } | { readonly kind: NotSpent };

export function useGrant(grant: Grant, use: GrantUse, nowUs: number): GrantUseResult {
  const { requestId, replica } = use;
  if (grant.shape.sha256 !== use.shapeSha256 || !sameBearer(grant.bearer, use.bearer))
    return { kind: 'other-request' };
  if (use.known) return { kind: 'consumed' };
  if (grant.ended === 'spent') return { kind: 'spent' };
  if (grant.ended !== undefined || nowUs >= grant.expiresUs) return { kind: 'not-approved' };
  const uses = grant.uses + 1;
  const used: GrantEvent = { kind: 'grant-used', requestId, replica };
  if (uses < grant.usesMax)
    return { kind: 'consumed', done: { kind: 'done', grant: { ...grant, uses }, events: [used] } };
  const spent: Grant = { ...grant, uses, ended: 'spent', revision: grant.revision + 1 };
  return {
    kind: 'consumed',
    done: { kind: 'done', grant: spent, events: [used, { kind: 'grant-ended', ending: 'spent' }] },
  };
}

export function endGrant(grant: Grant, ending: GrantEnding, by?: Person): GrantDone | Refused {
  if (grant.ended !== undefined) return { kind: 'refused', code: 'NOT_OPEN' };
  const event: GrantEvent = { kind: 'grant-ended', ending, ...(by && { by }) };
  return { kind: 'done', grant: { ...grant, ended: ending, revision: grant.revision + 1 }, events: [event] };
}
