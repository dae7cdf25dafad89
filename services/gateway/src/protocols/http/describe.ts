/** Fourth step: from the wire to what events show of a request. */
import type { Payload } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import { PayloadKind } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import type { Claimed, Header, HttpTarget } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { makePayload } from '@sallyport/contracts/event-codec';
import { headerValueBytesMax, type NotedHeader } from '@sallyport/contracts/recorded-headers';
import { recordedText } from '@sallyport/contracts/recorded-text';
import type { RequestHeaders } from '@sallyport/wire/http/request-headers';

/** Short texts as events show them: without what the record masks. */
export type RecordedWords = (text: string) => string;

/** The recorded form of a target. The query is content: only its payload reference stands here, where it is recorded. */
export function describeTarget(
  method: string,
  path: string,
  headers: RequestHeaders,
  charactersMax: number,
  words: RecordedWords,
): HttpTarget {
  return {
    method: recordedText(method, 32),
    path: recordedText(words(path), charactersMax),
    query: undefined,
    headers: described(headers.recorded, words),
  };
}

/** Values that are lengths, times or counts where they are what they are called: only such ones are not looked at. */
const numbers: ReadonlySet<string> = new Set([
  ...['content-length', 'date', 'last-modified', 'if-modified-since', 'if-unmodified-since', 'retry-after'],
  ...['openai-processing-ms', 'x-stainless-timeout', 'x-stainless-retry-count'],
]);
const NUMBER_OR_DATE =
  /^(?:\d{1,15}(?:\.\d{1,6})?|[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT)$/;

/** Masked before it is cut, so that no part of what masks look for stays. The same list where nothing in it is masked. */
export function described(headers: NotedHeader[], words: RecordedWords): Header[] {
  const told = ({ name, value, whole = value }: NotedHeader): string => {
    if (numbers.has(name) && NUMBER_OR_DATE.test(value)) return value;
    const masked = words(whole);
    return masked === whole ? value : recordedText(masked, headerValueBytesMax);
  };
  return headers.every((header) => told(header) === header.value)
    ? headers
    : headers.map((header) => ({ name: header.name, value: told(header) }));
}

/** A query as a payload; the bytes as they came, without the question mark. */
export function describeQuery(query: string): Payload {
  return makePayload(PayloadKind.QUERY, Buffer.from(query.slice(1), 'latin1')).payload;
}

const nothingClaimed: Claimed = { graph: '', node: '', run: '' };

/** What the client says of itself; nobody verified it. */
export function describeClaims(headers: RequestHeaders, words: RecordedWords): Claimed {
  const { claimedGraph: graph, claimedNode: node, claimedRun: run } = headers;
  if (graph === '' && node === '' && run === '') return nothingClaimed;
  return { graph: claim(graph, words), node: claim(node, words), run: claim(run, words) };
}

const claimBytesMax = 256;
const claim = (text: string, words: RecordedWords): string => recordedText(words(text), claimBytesMax);
