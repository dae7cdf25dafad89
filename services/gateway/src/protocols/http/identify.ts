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
 * Whether a JWS in compact form stands anywhere in a text: three parts, the first of which begins with `{"`, which is
 * `eyJ`. Read part by part, because one expression for it would take quadratic time on a hostile text.
 */
function holdsJws(text: string): boolean {
  if (!text.includes('eyJ')) return false;
  return text.split(/[^\w.-]/).some((run) => {
    const parts = run.split('.');
    return parts.some((part, at) => part.includes('eyJ') && parts[at + 1] !== '' && at + 2 < parts.length);
  });
}

/**
 * The token of a request, from its headers. One that stands in the path or query as well is refused, however it is
 * escaped: both go on to the upstream as they are, into its logs and into the record. So is any other token there.
 */
export function presentedToken(rawHeaders: readonly string[], target: string): ExtractedToken {
  const extracted = extractToken(rawHeaders, target);
  if (extracted.kind !== 'token' || !holdsToken(target, extracted.token)) return extracted;
  return {
    kind: 'refused',
    code: 'TOKEN_IN_QUERY',
    message: 'The request carries a token in its path or query, where logs would keep it.',
  };
}

function holdsToken(target: string, token: string): boolean {
  if (target.length > token.length && target.includes(token)) return true;
  // Nearly all targets end here: a token begins with `eyJ`, and needs no escape.
  if (holdsJws(target)) return true;
  if (!target.includes('%')) return false;
  let text = target;
  for (let round = 0; round < escapeRoundsMax; round++) {
    const decoded = decodeEscapes(text);
    if (decoded === text) return false;
    text = decoded;
    if (text.includes(token) || holdsJws(text)) return true;
  }
  return false;
}

/** Escaped again by each of several proxies is seen; nobody undoes more by accident. */
const escapeRoundsMax = 3;

/** Escapes of ASCII, byte by byte; a token has no other characters, and what is malformed stays as it is. */
function decodeEscapes(text: string): string {
  return text.replace(/%([0-7][\da-f])/gi, (_escape, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}

/** Full verification, for tokens that are not in the cache. */
export async function identify(verifier: VerifyToken, token: string): Promise<Identified> {
  const result = await verifier.verify(token);
  if (result.kind === 'verified') return { kind: 'caller', caller: result.caller };
  return { kind: 'refused', code: result.code, message: result.message, claimedIssuer: result.claimedIssuer };
}
