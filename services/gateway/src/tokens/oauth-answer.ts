/** Answers in the shapes of OAuth: RFC 6749 §5.1 and §5.2, RFC 8693 §2.2. */
import type { AuthErrorCode, Caller } from '@sallyport/identity/caller';
import type { OwnAnswer } from '../protocols/http/own-endpoint.js';

export type OauthErrorCode =
  | 'invalid_request'
  | 'invalid_target'
  | 'invalid_scope'
  | 'unsupported_grant_type'
  | 'temporarily_unavailable';

export interface OauthError {
  readonly kind: 'error';
  readonly status: 400 | 404 | 415 | 501 | 503;
  readonly error: OauthErrorCode;
  /** One sentence; holds no token and no claim. */
  readonly description: string;
  /** Why a token was refused, from our own list. */
  readonly code?: AuthErrorCode;
  /** The issuer that a refused token names, if it is a configured one. */
  readonly claimedIssuer?: string;
  /** Whose subject token it was, where that was verified before the refusal. */
  readonly caller?: Caller;
}

/** How soon to ask again when an issuer's keys cannot be had. */
const RETRY_AFTER_S = 5;

export const oauthError = (
  error: OauthErrorCode,
  description: string,
  more: Partial<Pick<OauthError, 'status' | 'code' | 'claimedIssuer'>> = {},
): OauthError => ({ kind: 'error', status: 400, error, description, ...more });

export function errorAnswer({ status, error, description, code }: OauthError): OwnAnswer {
  const retry = status === 503 ? { 'retry-after': String(RETRY_AFTER_S) } : {};
  const body = { error, error_description: description, ...(code && { code }) };
  return { ...jsonAnswer(status, body), headers: { ...NOT_STORED, ...retry } };
}

const NOT_STORED = { 'content-type': 'application/json', 'cache-control': 'no-store', pragma: 'no-cache' };

export const jsonAnswer = (status: number, body: object): OwnAnswer => ({
  status,
  headers: NOT_STORED,
  body: JSON.stringify(body),
});
