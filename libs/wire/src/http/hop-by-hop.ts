/** Headers that belong to one connection and end there (RFC 9110 §7.6.1), and the names a message adds to them. */

/** Always dropped, in both directions, in lower case. */
export const hopByHopHeaders: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]);

/** Framing headers: naming one of them in `Connection` must not take them away from a message that needs them. */
const kept: ReadonlySet<string> = new Set(['content-length', 'content-type', 'content-encoding', 'host']);

const none: ReadonlySet<string> = new Set();

/**
 * The header names that `Connection` names, in lower case. `close` and `keep-alive`, which nearly every message has, cost
 * no set. Headers that describe the body are never taken: dropping `content-encoding` would change what the body means.
 */
export function connectionTokens(value: string): ReadonlySet<string> {
  if (value === '' || value === 'keep-alive' || value === 'close' || value === 'Keep-Alive') return none;
  const named = new Set<string>();
  for (const part of value.split(',')) {
    const name = part.trim().toLowerCase();
    if (name !== '' && !kept.has(name)) named.add(name);
  }
  return named;
}
