/** Headers that may be recorded: an allow-list, so that a header nobody thought of is never kept. */
import type { Header } from './generated/sallyport/events/v1/request.js';
import { recordedText } from './recorded-text.js';

/** Longest recorded value in bytes: what the contract says of Header.value. */
export const headerValueBytesMax = 512;
/** Most recorded headers of one message: more than the lists below, with room for repeated ones. */
export const recordedHeadersMax = 64;
/** All recorded headers of one message, encoded: a quarter of a record, so that identity, path and claims fit beside them. */
export const recordedHeadersBytesMax = 4_096;

/** A header as it is recorded, with its whole value where the record has another form of it: masks look at that. */
export interface NotedHeader extends Header {
  readonly whole?: string;
}

/** Encoded bytes of a header beside its text: tags and lengths of it, its name and its value. */
const headerFrameBytes = 8;
/** Encoded bytes kept free for the entry that counts what was left out. */
const markBytes = 32;

/** Of requests, in lower case. Nothing here carries a credential, a cookie, an address or a URL. */
export const recordedRequestHeaders: ReadonlySet<string> = new Set([
  ...['content-type', 'content-length', 'content-encoding', 'cache-control', 'trailer'],
  ...['accept', 'accept-encoding', 'user-agent', 'expect', 'range', 'prefer', 'te'],
  ...['if-modified-since', 'if-none-match', 'if-match', 'if-range', 'if-unmodified-since'],
  ...['openai-beta', 'openai-organization', 'openai-project', 'anthropic-version', 'anthropic-beta'],
  ...['x-stainless-lang', 'x-stainless-package-version', 'x-stainless-retry-count', 'x-stainless-timeout'],
  ...['x-stainless-runtime', 'x-stainless-runtime-version', 'x-request-id', 'x-correlation-id'],
]);

/** Of responses, in lower case. Content-Location carries LangGraph's run id; Location may carry signed URLs and is not here. */
export const recordedResponseHeaders: ReadonlySet<string> = new Set([
  ...['content-type', 'content-length', 'content-encoding', 'cache-control', 'trailer', 'content-range'],
  ...['accept-ranges', 'content-location', 'etag', 'last-modified', 'date', 'server', 'retry-after'],
  ...[
    'x-should-retry',
    'x-request-id',
    'request-id',
    'openai-model',
    'openai-processing-ms',
    'openai-version',
  ],
  ...['x-ratelimit-limit-requests', 'x-ratelimit-limit-tokens', 'x-ratelimit-remaining-requests'],
  ...['x-ratelimit-remaining-tokens', 'x-ratelimit-reset-requests', 'x-ratelimit-reset-tokens'],
  ...['anthropic-ratelimit-requests-remaining', 'anthropic-ratelimit-tokens-remaining'],
]);

/**
 * The headers of one message as its record shows them: values with control characters escaped and cut at 512 bytes, as
 * many as fit into 4 KiB; then one entry `(n more)`, so that a record never hides a cut.
 */
export class HeaderRecord {
  readonly headers: NotedHeader[] = [];
  #bytes = markBytes;
  #leftOut = 0;

  /** @param name in lower case, of the allow-list */
  add(name: string, value: string): void {
    const recorded = recordedText(value, headerValueBytesMax);
    const bytes = headerFrameBytes + name.length + recorded.length;
    const kept = this.#leftOut === 0 ? this.headers.length : this.headers.length - 1;
    if (kept < recordedHeadersMax && this.#bytes + bytes <= recordedHeadersBytesMax) {
      this.#bytes += bytes;
      const isWhole = recorded === value;
      this.headers.splice(kept, 0, isWhole ? { name, value } : { name, value: recorded, whole: value });
    } else {
      this.#leftOut++;
      this.headers[kept] = leftOutMark(this.#leftOut);
    }
  }
}

/** Stands in a record for headers that are not in it. */
export function leftOutMark(count: number): Header {
  return { name: `(${count} more)`, value: '' };
}

/** Picks the recorded ones from node's `rawHeaders` (name, value, name, value, …), in their order, repeated ones each for itself. */
export function recordedHeaders(
  direction: 'request' | 'response',
  rawHeaders: readonly string[],
): NotedHeader[] {
  const allowed = direction === 'request' ? recordedRequestHeaders : recordedResponseHeaders;
  const record = new HeaderRecord();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    if (allowed.has(name)) record.add(name, rawHeaders[index + 1] ?? '');
  }
  return record.headers;
}
