/** One pass over a request's headers: what goes on to the upstream, what the door needs to know, what is recorded. */
import { connectionTokens, hopByHopHeaders } from './hop-by-hop.js';
import { withoutOwnCookies } from './cookies.js';
import type { FramingHeaders } from './framing.js';
import { HeaderRecord, recordedRequestHeaders } from '@sallyport/contracts/recorded-headers';
import { codingOf } from './coding-of.js';
import { recordedText } from '@sallyport/contracts/recorded-text';

/** Headers that carry the caller's token. They are always stripped, also when another one of them was used. */
export const tokenHeaders = ['authorization', 'x-api-key', 'api-key'] as const;

/** Headers by which some servers run another method than the request's own. */
const methodHeaders: ReadonlySet<string> = new Set([
  'x-http-method',
  'x-http-method-override',
  'x-method-override',
]);

/** Set by the gateway for the upstream, or words of a proxy before us that name hosts or addresses: never passed on. */
export const replacedHeaders: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'expect',
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-prefix',
  'x-forwarded-proto',
  'x-forwarded-server',
  'x-host',
  'x-http-host-override',
  'x-original-host',
  'x-original-url',
  'x-real-ip',
  'x-rewrite-url',
  ...methodHeaders,
  ...tokenHeaders,
]);

const ownPrefix = 'x-sallyport-';

/** What one pass found. Names are compared in lower case; the client's spelling is kept for what goes on. */
export class RequestHeaders implements FramingHeaders {
  authorization: string | undefined;
  contentLength: string | undefined;
  contentLengthCount = 0;
  transferEncoding: string | undefined;
  transferEncodingCount = 0;
  hostCount = 0;
  connection = '';
  upgrade: string | undefined;
  trailer: string | undefined;
  contentEncoding = '';
  acceptsTrailers = false;
  forwarded: string | undefined;
  forwardedFor: string | undefined;
  traceparent = '';
  tracestate = '';
  /** Methods that headers ask for beside the request's own, in upper case. */
  readonly otherMethods: string[] = [];
  claimedSession: string | undefined;
  /** `x-sallyport-approval`: the approval that a request says it has; empty where it says none. */
  claimedApproval = '';
  /** `Prefer: respond-async` (RFC 7240 §4.1). */
  prefersAsync = false;
  claimedGraph = '';
  claimedNode = '';
  claimedRun = '';
  readonly #record = new HeaderRecord();
  /** Those of the allow-list, for the record. */
  readonly recorded = this.#record.headers;
  /** Indexes into `raw` of the names that go on, unless `Connection` names them. */
  readonly #passing: number[] = [];

  /** @param raw names and values by turns, as node's parser gives them. */
  constructor(
    readonly raw: readonly string[],
    readonly httpVersion: string,
  ) {
    for (let i = 0; i + 1 < raw.length; i += 2) {
      const name = (raw[i] ?? '').toLowerCase();
      const value = raw[i + 1] ?? '';
      this.#note(name, value);
      if (recordedRequestHeaders.has(name)) this.#record.add(name, value);
      if (!replacedHeaders.has(name) && !hopByHopHeaders.has(name) && !name.startsWith(ownPrefix))
        this.#passing.push(i);
    }
  }

  /**
   * The headers for the upstream, names and values by turns, without `host` and framing, which the caller adds.
   * A header that repeats the token anywhere in its value is left out, whatever it is called.
   * @param injected names in lower case of what the gateway sets itself: the client's are dropped.
   */
  forUpstream(token: string, injected: ReadonlySet<string>): string[] {
    const named = connectionTokens(this.connection);
    const out: string[] = [];
    for (const i of this.#passing) {
      const name = this.raw[i] ?? '';
      let value = this.raw[i + 1] ?? '';
      const lower = named.size > 0 || injected.size > 0 || name.length === 6 ? name.toLowerCase() : '';
      if (lower !== '' && (named.has(lower) || injected.has(lower))) continue;
      if (lower === 'cookie') {
        const cookies = withoutOwnCookies(value);
        if (cookies === undefined) continue;
        value = cookies;
      }
      if (token !== '' && value.length >= token.length && value.includes(token)) continue;
      out.push(name, value);
    }
    if (this.acceptsTrailers) out.push('te', 'trailers');
    return out;
  }

  #note(name: string, value: string): void {
    switch (name) {
      case 'authorization':
        this.authorization = value;
        return;
      case 'host':
        this.hostCount++;
        return;
      case 'content-length':
        this.contentLength = value;
        this.contentLengthCount++;
        return;
      case 'transfer-encoding':
        this.transferEncoding = value;
        this.transferEncodingCount++;
        return;
      case 'connection':
        this.connection = this.connection === '' ? value : `${this.connection},${value}`;
        return;
      case 'upgrade':
        this.upgrade = value;
        return;
      case 'te':
        this.acceptsTrailers ||= /(?:^|,)\s*trailers\s*(?:,|;|$)/i.test(value);
        return;
      case 'trailer':
        this.trailer = value;
        return;
      case 'content-encoding':
        this.contentEncoding = codingOf(value);
        return;
      case 'forwarded':
        this.forwarded = this.forwarded === undefined ? value : `${this.forwarded},${value}`;
        return;
      case 'x-forwarded-for':
        this.forwardedFor = this.forwardedFor === undefined ? value : `${this.forwardedFor},${value}`;
        return;
      case 'prefer':
        this.prefersAsync ||= /(?:^|,)\s*respond-async\s*(?:[,;]|$)/i.test(value);
        return;
      case 'x-sallyport-approval':
        this.claimedApproval = value;
        return;
      case 'traceparent':
        this.traceparent = recordedText(value, 64);
        return;
      case 'tracestate':
        this.tracestate = recordedText(value, 512);
        return;
      case 'x-sallyport-session':
        this.claimedSession = value;
        return;
      case 'x-sallyport-graph':
        this.claimedGraph = value;
        return;
      case 'x-sallyport-node':
        this.claimedNode = value;
        return;
      case 'x-sallyport-run':
        this.claimedRun = value;
        return;
      default:
        if (methodHeaders.has(name)) this.otherMethods.push(value.trim().toUpperCase());
    }
  }
}
