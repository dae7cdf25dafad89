/** Fourth step: from the wire to the neutral facts that policy judges and events show. */
import type { Payload } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import { PayloadKind } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import type { Claimed, HttpTarget } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { makePayload } from '@sallyport/contracts/event-codec';
import type { Caller } from '@sallyport/identity/caller';
import type { JudgedRequest } from '@sallyport/policy/verdict';
import { recordedText } from '@sallyport/contracts/recorded-text';
import type { RequestHeaders } from '@sallyport/wire/http/request-headers';

/** What policy judges. `path` is the path that will be sent, base path included, byte for byte. */
export function judgedRequest(
  caller: Caller,
  connection: string,
  method: string,
  path: string,
): JudgedRequest {
  const { subject, groups, agent, narrowing } = caller;
  return narrowing === undefined
    ? { subject, groups, agent, connection, method, path }
    : { subject, groups, agent, connection, method, path, narrowing };
}

/** The recorded form of a target. The query is content: only its payload reference stands here, where it is recorded. */
export function describeTarget(
  method: string,
  path: string,
  headers: RequestHeaders,
  charactersMax: number,
): HttpTarget {
  return {
    method: recordedText(method, 32),
    path: recordedText(path, charactersMax),
    query: undefined,
    headers: headers.recorded,
  };
}

/** A query as a payload; the bytes as they came, without the question mark. */
export function describeQuery(query: string): Payload {
  return makePayload(PayloadKind.QUERY, Buffer.from(query.slice(1), 'latin1')).payload;
}

const nothingClaimed: Claimed = { graph: '', node: '', run: '' };

/** What the client says of itself; nobody verified it. */
export function describeClaims(headers: RequestHeaders): Claimed {
  const { claimedGraph: graph, claimedNode: node, claimedRun: run } = headers;
  return graph === '' && node === '' && run === '' ? nothingClaimed : { graph, node, run };
}
