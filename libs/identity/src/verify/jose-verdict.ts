/** jose's errors as our closed list. */
import { errors } from 'jose';
import type { AuthErrorCode } from '../caller.js';

const BY_CLAIM: Readonly<Record<string, AuthErrorCode>> = {
  aud: 'TOKEN_AUDIENCE_WRONG',
  iss: 'TOKEN_ISSUER_UNKNOWN',
};

/** What jose does not name is a signature that could not be verified. */
export function codeOfJoseError(error: unknown): AuthErrorCode {
  if (error instanceof errors.JWTExpired) return 'TOKEN_EXPIRED';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'nbf' && error.reason === 'check_failed') return 'TOKEN_NOT_YET_VALID';
    return BY_CLAIM[error.claim] ?? 'TOKEN_CLAIM_MISSING';
  }
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) return 'TOKEN_MALFORMED';
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported) {
    return 'TOKEN_ALGORITHM_REFUSED';
  }
  return 'TOKEN_SIGNATURE_INVALID';
}
