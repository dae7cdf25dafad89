/** Fourth step: from the wire to what events show of a request. */
import type { Payload } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import { PayloadKind } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import type { Claimed, HttpTarget } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { makePayload } from '@sallyport/contracts/event-codec';
import { recordedText } from '@sallyport/contracts/recorded-text';
import type { RequestHeaders } from '@sallyport/wire/http/request-headers';

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
