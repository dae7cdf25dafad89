/** Why a caller was refused, in one sentence each; none names a claim's value. */
import type { AuthErrorCode, VerifyResult } from './caller.js';

const SENTENCES = {
  TOKEN_MISSING: 'Send a token in `Authorization: Bearer`, `x-api-key` or `api-key`.',
  TOKEN_IN_QUERY: 'Tokens do not belong in a URL, where logs keep them: send it in `Authorization: Bearer`.',
  TOKEN_MALFORMED: 'The token is not a well-formed signed JWT.',
  TOKEN_ISSUER_UNKNOWN: 'The token comes from an issuer that is not configured here.',
  TOKEN_ALGORITHM_REFUSED: 'The token is signed with an algorithm that is not accepted from its issuer.',
  TOKEN_KEY_UNKNOWN: 'The token is signed with a key that its issuer does not publish.',
  TOKEN_SIGNATURE_INVALID: 'The signature of the token is not valid.',
  TOKEN_AUDIENCE_WRONG: 'The token was made for another audience.',
  TOKEN_EXPIRED: 'The token has expired: get a new one.',
  TOKEN_NOT_YET_VALID: 'The token is not valid yet: check the clocks.',
  TOKEN_CLAIM_MISSING: 'The token lacks a claim that is needed (`sub`, `exp`), or holds it in a wrong form.',
  TOKEN_GROUPS_OVERAGE:
    'The token does not hold all of the caller’s groups: let the issuer put fewer into it (groups assigned to the application).',
  ISSUER_UNAVAILABLE: 'The keys of the token’s issuer cannot be fetched now: try again soon.',
} as const satisfies Record<AuthErrorCode, string>;

export type Refusal = Extract<VerifyResult, { kind: 'refused' }>;

export function refuse(code: AuthErrorCode, claimedIssuer = '', message: string = SENTENCES[code]): Refusal {
  return { kind: 'refused', code, message, claimedIssuer };
}
