/**
 * Guards a service's REST: the caller, or the JSON answer that says why not.
 *
 *     const guard = createRestGuard({ verifier, groups: () => document().roles.auditor });
 *     const result = await guard(request.raw.rawHeaders, request.raw.url ?? '/');
 *     if (result.kind === 'refused') return reply.code(result.status).headers(result.headers).send(result.body);
 */
import type { AuthErrorCode, Caller, VerifyToken } from './caller.js';
import { extractToken } from './extract-token.js';

export interface RestGuardOptions {
  readonly verifier: VerifyToken;
  /** Members of any of these may pass, or anyone who is verified; read anew for each request, as the policy document may change. */
  readonly groups: () => readonly string[] | 'anyone';
}

export interface RestRefusal {
  readonly kind: 'refused';
  readonly status: 401 | 403 | 503;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: {
    readonly error: { readonly code: AuthErrorCode | 'NOT_PERMITTED'; readonly message: string };
  };
}

export type RestGuardResult = { readonly kind: 'allowed'; readonly caller: Caller } | RestRefusal;

export type RestGuard = (rawHeaders: readonly string[], url: string) => Promise<RestGuardResult>;

/** How soon clients may ask again when the issuer's keys cannot be had. */
const RETRY_AFTER_S = 5;

export function createRestGuard({ verifier, groups }: RestGuardOptions): RestGuard {
  return async (rawHeaders, url) => {
    const extracted = extractToken(rawHeaders, url);
    if (extracted.kind === 'refused') return refused(401, extracted.code, extracted.message);
    const result = await verifier.verify(extracted.token);
    if (result.kind === 'refused') {
      return refused(result.code === 'ISSUER_UNAVAILABLE' ? 503 : 401, result.code, result.message);
    }
    const { caller } = result;
    if (caller.narrowing !== undefined) {
      return refused(
        403,
        'NOT_PERMITTED',
        'Session tokens are for connections: use your identity provider’s token here.',
      );
    }
    const permitted = groups();
    if (permitted !== 'anyone' && !caller.groups.some((group) => permitted.includes(group))) {
      return refused(
        403,
        'NOT_PERMITTED',
        'You are in none of the groups that may do this: ask an administrator.',
      );
    }
    return { kind: 'allowed', caller };
  };
}

function refused(
  status: RestRefusal['status'],
  code: RestRefusal['body']['error']['code'],
  message: string,
): RestRefusal {
  // RFC 6750 §3: a request without a token is told the scheme only.
  const challenge = code === 'TOKEN_MISSING' ? 'Bearer' : 'Bearer error="invalid_token"';
  const headers: Record<string, string> = {
    'cache-control': 'no-store',
    ...(status === 401 && { 'www-authenticate': challenge }),
    ...(status === 503 && { 'retry-after': String(RETRY_AFTER_S) }),
  };
  return { kind: 'refused', status, headers, body: { error: { code, message } } };
}
