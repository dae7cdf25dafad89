/** Redirects through the door: one that stays at the upstream stays at the gateway. */

export interface LocationScope {
  readonly connection: string;
  readonly upstreamOrigin: string;
  readonly upstreamBasePath: string;
}

/**
 * A `Location` value as the client must see it. A redirect to the upstream's own origin, absolute or by path, leads back
 * through the connection, so that the client neither leaves the door nor sends its token to the upstream. Others, and
 * relative references without a leading slash, are right as they are.
 */
export function scopeLocation(value: string, scope: LocationScope): string {
  const absolute = value.startsWith(`${scope.upstreamOrigin}/`) || value === scope.upstreamOrigin;
  const path = absolute ? value.slice(scope.upstreamOrigin.length) || '/' : value;
  if (!path.startsWith('/') || path.startsWith('//')) return value;
  if (scope.upstreamBasePath === '') return `/${scope.connection}${path}`;
  const below = path === scope.upstreamBasePath || path.startsWith(`${scope.upstreamBasePath}/`);
  return below ? `/${scope.connection}${path.slice(scope.upstreamBasePath.length)}` : value;
}
