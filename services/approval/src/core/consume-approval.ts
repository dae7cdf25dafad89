/** A gateway spends an approval for one request: at most once, and the same answer for the same request. */
import type { Approval } from './approval.js';
import { requesterBearer, sameBearer } from './bearer.js';
import type { Bearer } from './bearer.js';
import { done, moved } from './result.js';
import type { Done } from './result.js';

export interface Spend {
  readonly requestId: string;
  /** Hexadecimal. */
  readonly requestSha256: string;
  readonly bearer: Bearer;
  readonly replica: string;
}

export type NotSpent = 'spent' | 'not-approved' | 'other-request' | 'unknown';

export type SpendResult = { readonly kind: 'consumed'; readonly done?: Done } | { readonly kind: NotSpent };

export function consumeApproval(approval: Approval, spend: Spend, nowUs: number): SpendResult {
  const { asked, consumedBy, standing, expiresUs } = approval;
  const { requestId, replica } = spend;
  if (asked.requestSha256 !== spend.requestSha256) return { kind: 'other-request' };
  if (!sameBearer(requesterBearer(asked.requester), spend.bearer)) return { kind: 'other-request' };
  if (standing === 'consumed')
    return {
      kind: consumedBy?.requestId === requestId && consumedBy.replica === replica ? 'consumed' : 'spent',
    };
  const after = moved(approval, 'consume', { consumedBy: { requestId, replica } });
  if (after === undefined || nowUs >= expiresUs) return { kind: 'not-approved' };
  return { kind: 'consumed', done: done(after, [{ kind: 'consumed', requestId, replica }]) };
}
