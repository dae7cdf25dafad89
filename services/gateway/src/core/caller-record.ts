/** How a verified caller appears in records: the identity of every event, and the personal details that hang on it. */
import { createHmac } from 'node:crypto';
import { makePayload } from '@sallyport/contracts/event-codec';
import type { Identity } from '@sallyport/contracts/generated/sallyport/events/v1/envelope';
import {
  CallerDetails,
  PayloadKind,
  type Payload,
} from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import type { Caller } from '@sallyport/identity/caller';

export interface CallerRecord {
  readonly identity: Identity;
  /** Encoded CallerDetails; sent with the first event of a session that refers to it. */
  readonly details: Payload;
  /** Digest of the details as text, to remember that they were sent. */
  readonly digest: string;
}

/**
 * Identity and details of a caller at an address. The same caller, address and secret give the same digest.
 * @param secret random bytes that are kept nowhere: without them, whoever has a digest could try e-mail addresses until
 *   one fits, after the details were erased
 */
export function recordCaller(
  caller: Caller,
  address: string,
  groupsBytesMax: number,
  secret: Uint8Array,
): CallerRecord {
  const who = JSON.stringify([caller.issuer, caller.subject, address]);
  const salt = createHmac('sha256', secret).update(who).digest();
  const { ref, payload } = makePayload(
    PayloadKind.CALLER,
    CallerDetails.encode({ email: caller.email, name: caller.name, address, salt }).finish(),
  );
  return {
    identity: {
      issuer: caller.issuer,
      subject: caller.subject,
      agent: caller.agent,
      groups: boundedGroups(caller.groups, groupsBytesMax),
      act: caller.act.map(({ subject, issuer }) => ({ subject, issuer })),
      tokenId: caller.tokenId,
      caller: ref,
    },
    details: payload,
    digest: ref.sha256.toString('base64url'),
  };
}

/** Groups as long as they fit; then one entry that says how many are left out, so that a record never hides a cut. */
function boundedGroups(groups: readonly string[], bytesMax: number): string[] {
  let bytes = 0;
  const kept: string[] = [];
  for (const group of groups) {
    bytes += Buffer.byteLength(group) + 3;
    if (bytes > bytesMax) return [...kept, `(${groups.length - kept.length} more)`];
    kept.push(group);
  }
  return kept;
}
