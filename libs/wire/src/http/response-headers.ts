/** What of an upstream's response headers goes on to the client. */
import { codingOf } from './coding-of.js';
import { connectionTokens, hopByHopHeaders } from './hop-by-hop.js';
import { scopeCookie } from './cookies.js';
import { scopeLocation } from './location.js';
import { HeaderRecord, recordedResponseHeaders } from '@sallyport/contracts/recorded-headers';

/** Headers as the upstream's parser hands them over: names in lower case, repeated ones as an array. */
export type ParsedHeaders = Readonly<Record<string, string | string[] | undefined>>;

export interface ForwardedResponse {
  /** Names and values by turns, ready to be written. */
  readonly headers: string[];
  /** Those of the allow-list, for the record. */
  readonly recorded: { name: string; value: string }[];
  readonly contentEncoding: string;
}

/** Where the response goes: needed to keep cookies and redirects of one connection away from the others. */
export interface ResponseScope {
  readonly name: string;
  /** Scheme, host and port of the upstream, such as `https://api.example.com`. */
  readonly origin: string;
  /** Path prefix at the upstream, without a slash at its end; usually empty. */
  readonly basePath: string;
}

/** Only we speak in this name. */
const ownPrefix = 'x-sallyport-';

/** Drops hop-by-hop headers and ours; everything else leaves as it came, with cookies and redirects bound to the connection. */
export function forwardResponseHeaders(headers: ParsedHeaders, scope: ResponseScope): ForwardedResponse {
  const connection = headers['connection'];
  const named = connectionTokens(
    typeof connection === 'string' ? connection : connection === undefined ? '' : connection.join(','),
  );
  const out: string[] = [];
  const record = new HeaderRecord();
  let contentEncoding = '';
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || hopByHopHeaders.has(name) || named.has(name) || name.startsWith(ownPrefix))
      continue;
    if (typeof value === 'string') {
      out.push(name, scoped(name, value, scope));
      if (name === 'content-encoding') contentEncoding = codingOf(value);
    } else {
      for (const one of value) out.push(name, scoped(name, one, scope));
    }
    if (recordedResponseHeaders.has(name)) {
      record.add(name, typeof value === 'string' ? value : value.join(', '));
    }
  }
  return { headers: out, recorded: record.headers, contentEncoding };
}

function scoped(name: string, value: string, scope: ResponseScope): string {
  if (name === 'set-cookie') return scopeCookie(value, scope.name, scope.basePath);
  if (name === 'location') return scopeLocation(value, scope);
  return value;
}

/** Fields that a trailer may not carry (RFC 9110 §6.5.1): they frame, route or describe what has been read already. */
const notInTrailers =
  /^(?:content-.*|host|trailer|set-cookie|location|authorization|www-authenticate|cache-control|expires|vary|age|date)$/;

/** The trailers that go on, names and values by turns. */
export function forwardTrailers(trailers: ParsedHeaders): string[] {
  const out: string[] = [];
  for (const name in trailers) {
    const value = trailers[name];
    if (value === undefined || hopByHopHeaders.has(name) || name.startsWith(ownPrefix)) continue;
    if (notInTrailers.test(name)) continue;
    for (const one of typeof value === 'string' ? [value] : value) out.push(name, one);
  }
  return out;
}
