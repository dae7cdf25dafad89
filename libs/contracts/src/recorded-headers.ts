/** Headers that may be recorded: an allow-list, so that a header nobody thought of is never kept. */
import type { Header } from './generated/sallyport/events/v1/request.js';
import { recordedText } from './recorded-text.js';

/** Longest recorded value in bytes: what the contract says of Header.value. */
export const headerValueBytesMax = 512;
/** Most recorded headers of one message: more than the lists below, with room for repeated ones. */
export const recordedHeadersMax = 64;

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

/** A value as a record shows it. */
export function recordedValue(value: string): string {
  return recordedText(value, headerValueBytesMax);
}

/**
 * Picks the recorded ones from node's `rawHeaders` (name, value, name, value, …), in their order, repeated ones each for
 * itself: names in lower case, control characters of values escaped, values cut at 512 bytes.
 */
export function recordedHeaders(direction: 'request' | 'response', rawHeaders: readonly string[]): Header[] {
  const allowed = direction === 'request' ? recordedRequestHeaders : recordedResponseHeaders;
  const recorded: Header[] = [];
  for (let index = 0; index + 1 < rawHeaders.length && recorded.length < recordedHeadersMax; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    if (allowed.has(name)) {
      recorded.push({ name, value: recordedValue(rawHeaders[index + 1] ?? '') });
    }
  }
  return recorded;
}
