/** Redirects through the door: one that stays at the upstream stays at the gateway. */

export interface LocationScope {
  readonly name: string;
  readonly origin: string;
  readonly basePath: string;
}

/**
 * A `Location` value as the client must see it. A redirect to the upstream's own origin, absolute or by path, leads back
 * through the connection, so that the client neither leaves the door nor sends its token to the upstream. Others, and
 * relative references without a leading slash, are right as they are.
 */
export function scopeLocation(value: string, scope: LocationScope): string {
  const absolute = value.startsWith(`${scope.origin}/`) || value === scope.origin;
  const path = absolute ? value.slice(scope.origin.length) || '/' : value;
  if (!path.startsWith('/') || path.startsWith('//')) return value;
  if (scope.basePath === '') return `/${scope.name}${path}`;
  const below = path === scope.basePath || path.startsWith(`${scope.basePath}/`);
  return below ? `/${scope.name}${path.slice(scope.basePath.length)}` : value;
}
