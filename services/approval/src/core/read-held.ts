/** Reads a held request: who asked, for what, and what is needed of people. */
import type { Envelope } from '@sallyport/contracts/generated/sallyport/events/v1/envelope';
import type { RequestHeld } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { Asked } from './approval.js';
import { clockSkewUsMax } from './limits.js';
import { requirementOf } from './requirement-contract.js';

const SHA256_BYTES = 32;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

export type ReadHeld =
  | { readonly kind: 'asked'; readonly requestId: string; readonly asked: Asked }
  /** What is wrong; nothing of the event is quoted. */
  | { readonly kind: 'unreadable'; readonly why: string };

/**
 * The time runs from the hold by the gateway's clock, as far as that can be believed: it may be ahead or behind by a few
 * minutes, and the event may have waited for the log much longer.
 */
export function readHeld(envelope: Envelope, held: RequestHeld, nowUs: number): ReadHeld {
  const { identity, session, connection } = envelope;
  const { requestId, requirement, requestSha256, rule, shape } = held;
  if (!UUID.test(requestId)) return { kind: 'unreadable', why: 'the request id is not a UUID' };
  if (identity === undefined) return { kind: 'unreadable', why: 'nobody was verified' };
  if (requirement === undefined) return { kind: 'unreadable', why: 'it does not say what is needed' };
  if (requestSha256.length !== SHA256_BYTES)
    return { kind: 'unreadable', why: 'the digest is not a SHA-256' };
  const { issuer, subject, agent, act, groups, tokenId } = identity;
  const asked: Asked = {
    requester: { issuer, subject, agent, act, groups, tokenId },
    ...{ session, connection, rule },
    requestSha256: Buffer.from(requestSha256).toString('hex'),
    requirement: requirementOf(requirement),
    ...(shape !== undefined &&
      shape.sha256.length === SHA256_BYTES && {
        shape: { summary: shape.summary, sha256: Buffer.from(shape.sha256).toString('hex') },
      }),
    askedUs: Math.min(nowUs, envelope.timeUs + clockSkewUsMax),
  };
  return { kind: 'asked', requestId, asked };
}
