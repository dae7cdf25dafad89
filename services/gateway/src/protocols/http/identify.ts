/** Second step: the token that was presented, and whose it is. */
import type { AuthErrorCode, Caller, VerifyToken } from '@sallyport/identity/caller';
import { extractToken, type ExtractedToken } from '@sallyport/identity/extract-token';

export type Identified =
  | { readonly kind: 'caller'; readonly caller: Caller }
  | {
      readonly kind: 'refused';
      readonly code: AuthErrorCode;
      readonly message: string;
      readonly claimedIssuer: string;
    };

/**
 * The token of a request, from its headers. One that stands in the query as well is refused: the query goes on to the
 * upstream as it is, and into its logs.
 */
export function presentedToken(rawHeaders: readonly string[], target: string, query: string): ExtractedToken {
  const extracted = extractToken(rawHeaders, target);
  if (
    extracted.kind === 'token' &&
    query.length > extracted.token.length &&
    query.includes(extracted.token)
  ) {
    return {
      kind: 'refused',
      code: 'TOKEN_IN_QUERY',
      message: 'The request carries its token in the query, too.',
    };
  }
  return extracted;
}

/** Full verification, for tokens that are not in the cache. */
export async function identify(verifier: VerifyToken, token: string): Promise<Identified> {
  const result = await verifier.verify(token);
  if (result.kind === 'verified') return { kind: 'caller', caller: result.caller };
  return { kind: 'refused', code: result.code, message: result.message, claimedIssuer: result.claimedIssuer };
}
