/** Cookies through the door: ours never go out, and an upstream's cookie is bound to its connection. */

/** Cookies of Sallyport itself; browsers allow the `__Host-` and `__Secure-` prefixes before a name. */
const ours = /^(?:__Host-|__Secure-)?sallyport/i;

/** A `Cookie` header without our cookies; undefined when nothing is left. */
export function withoutOwnCookies(value: string): string | undefined {
  if (!/sallyport/i.test(value)) return value;
  const left = value
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '' && !ours.test(pair));
  return left.length === 0 ? undefined : left.join('; ');
}

/**
 * A `Set-Cookie` value with `Path` below the connection and without `Domain`: all connections share the gateway's host,
 * and a cookie of one upstream must not be sent to another.
 */
export function scopeCookie(value: string, connection: string, upstreamBasePath: string): string {
  const attributes = value.split(';');
  let path = '/';
  const kept = attributes.filter((attribute, index) => {
    if (index === 0) return true;
    const [name = '', ...rest] = attribute.split('=');
    const lower = name.trim().toLowerCase();
    if (lower === 'path') path = rest.join('=').trim();
    return lower !== 'path' && lower !== 'domain';
  });
  if (!path.startsWith('/')) path = '/';
  if (upstreamBasePath !== '' && (path === upstreamBasePath || path.startsWith(`${upstreamBasePath}/`))) {
    path = path.slice(upstreamBasePath.length);
  }
  return `${kept.map((attribute) => attribute.trim()).join('; ')}; Path=/${connection}${path === '/' ? '' : path}`;
}
