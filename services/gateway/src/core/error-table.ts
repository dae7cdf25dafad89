/** Every error the gateway answers with: status, what happened, what to do, and whether a retry makes sense. */
import type { AuthErrorCode } from '@sallyport/identity/caller';

export type RefusalCode =
  | AuthErrorCode
  | 'ANSWER_TOO_LARGE'
  | 'ANSWER_UNREADABLE'
  | 'APPROVAL_DENIED'
  | 'APPROVAL_EXPIRED'
  | 'APPROVAL_PENDING'
  | 'APPROVAL_SPENT'
  | 'APPROVAL_UNAVAILABLE'
  | 'APPROVAL_UNKNOWN'
  | 'AUDIT_UNAVAILABLE'
  | 'BODY_TOO_LARGE'
  | 'CLIENT_STALLED'
  | 'CONNECTION_UNKNOWN'
  | 'CONTROL_STALE'
  | 'CREDENTIAL_UNAVAILABLE'
  | 'EXPECTATION_REFUSED'
  | 'HEADERS_TOO_LARGE'
  | 'INTERNAL'
  | 'LOCKED'
  | 'METHOD_AMBIGUOUS'
  | 'METHOD_REFUSED'
  | 'OVERLOADED'
  | 'PATH_REFUSED'
  | 'POLICY_DENIED'
  | 'POLICY_UNAVAILABLE'
  | 'RATE_LIMITED'
  | 'REQUEST_MALFORMED'
  | 'REQUEST_TIMEOUT'
  | 'SESSION_NAME_REFUSED'
  | 'STOPPING'
  | 'TARGET_TOO_LONG'
  | 'TOO_MANY_HELD'
  | 'UPGRADE_REFUSED'
  | 'UPSTREAM_BAD_RESPONSE'
  | 'UPSTREAM_REFUSED'
  | 'UPSTREAM_RESET'
  | 'UPSTREAM_TIMEOUT'
  | 'UPSTREAM_TLS_FAILED'
  | 'UPSTREAM_UNREACHABLE';

export interface ErrorRow {
  readonly status: number;
  /** `error.type` of the body, in the words that LLM providers use. */
  readonly type: string;
  /** What happened: one sentence. */
  readonly message: string;
  /** What to do: one sentence. */
  readonly remedy: string;
  /** Seconds for `Retry-After`; absent where waiting does not help. */
  readonly retryAfterS?: number;
  /** `x-should-retry: false`: SDKs that know it stop at once. */
  readonly final?: true;
}

const authentication = (message: string, remedy: string): ErrorRow => ({
  status: 401,
  type: 'authentication_error',
  message,
  remedy,
  final: true,
});
const invalid = (status: number, message: string, remedy: string): ErrorRow => ({
  status,
  type: 'invalid_request_error',
  message,
  remedy,
  final: true,
});
const permission = (message: string, remedy: string): ErrorRow => ({
  status: 403,
  type: 'permission_error',
  message,
  remedy,
  final: true,
});
const upstream = (status: number, message: string, remedy: string): ErrorRow => ({
  status,
  type: 'upstream_error',
  message,
  remedy,
});

const newToken = 'Get a new token from the identity provider or with `sallyport token`, and send that.';

export const errorTable = {
  TOKEN_MISSING: authentication(
    'The request carries no token.',
    'Send your token as `Authorization: Bearer …`, `x-api-key` or `api-key`.',
  ),
  TOKEN_IN_QUERY: authentication(
    'The request carries a token in its query, where logs would keep it.',
    'Send the token in a header, and consider the one in the query as known to others.',
  ),
  TOKEN_MALFORMED: authentication(
    'The token is not a well-formed JWT.',
    'Send the token exactly as it was issued.',
  ),
  TOKEN_ISSUER_UNKNOWN: authentication(
    'The token comes from an issuer that this gateway does not know.',
    'Use a token of a configured issuer, or have the issuer added to the policy document.',
  ),
  TOKEN_ALGORITHM_REFUSED: authentication(
    'The token is signed with an algorithm that is not accepted.',
    'Have the identity provider sign with RS256, PS256, ES256 or EdDSA.',
  ),
  TOKEN_KEY_UNKNOWN: authentication(
    'The token is signed with a key that its issuer does not publish.',
    newToken,
  ),
  TOKEN_SIGNATURE_INVALID: authentication('The signature of the token is not valid.', newToken),
  TOKEN_AUDIENCE_WRONG: authentication(
    'The token was issued for another audience.',
    'Ask the identity provider for a token whose audience is this gateway.',
  ),
  TOKEN_EXPIRED: authentication('The token has expired.', newToken),
  TOKEN_NOT_YET_VALID: authentication(
    'The token is not valid yet.',
    'Wait until it is, or set the clock of the machine that issued it.',
  ),
  TOKEN_CLAIM_MISSING: authentication(
    'The token lacks a claim that the gateway needs.',
    'Have the identity provider add the claim that the message names.',
  ),
  TOKEN_GROUPS_OVERAGE: {
    ...authentication(
      'The token names too many groups to carry them (group overage), so they cannot be judged.',
      'Have the identity provider send only the groups assigned to this application.',
    ),
    status: 403,
    type: 'permission_error',
  },
  ISSUER_UNAVAILABLE: {
    status: 503,
    type: 'api_error',
    message: 'The keys of the token’s issuer cannot be fetched at the moment.',
    remedy: 'Try again in a few seconds.',
    retryAfterS: 5,
  },
  POLICY_DENIED: {
    status: 403,
    type: 'permission_error',
    message: 'Policy does not allow this request.',
    remedy: 'Ask the owner of the policy document for access, giving the request id.',
    final: true,
  },
  APPROVAL_UNAVAILABLE: {
    status: 403,
    type: 'permission_error',
    message: 'Policy asks for approval of this request, and approvals are not available.',
    remedy: 'Ask the owner of the policy document, giving the request id.',
    final: true,
  },
  APPROVAL_PENDING: permission(
    'People have not decided on this request yet.',
    'Send it again, unchanged, with the header `x-sallyport-approval` and the id of the approval.',
  ),
  APPROVAL_UNKNOWN: {
    status: 404,
    type: 'not_found_error',
    message: 'You have asked for no approval with this id, or it was forgotten.',
    remedy: 'Send the request again to ask anew.',
    final: true,
  },
  APPROVAL_DENIED: permission(
    'People have refused this request.',
    'Ask those who decided, or change what you ask for.',
  ),
  APPROVAL_EXPIRED: permission(
    'Nobody has approved this request in time, or the approval was taken back.',
    'Send it again to ask anew.',
  ),
  APPROVAL_SPENT: permission(
    'The approval has released another request already: one approval is for one request.',
    'Send it again to ask anew.',
  ),
  LOCKED: permission(
    'This session, identity, agent, token, connection or group is locked.',
    'Ask an administrator, giving the request id.',
  ),
  TOO_MANY_HELD: {
    status: 429,
    type: 'rate_limit_error',
    message: 'Too many requests wait for people already.',
    remedy: 'Wait until some of them are decided.',
    retryAfterS: 30,
  },
  CONTROL_STALE: {
    status: 503,
    type: 'api_error',
    message: 'The gateway does not hear from the approval service, so that no lock could reach it.',
    remedy: 'Try again after Retry-After; if it lasts, tell the operator.',
    retryAfterS: 5,
  },
  CONNECTION_UNKNOWN: {
    status: 404,
    type: 'not_found_error',
    message: 'There is no connection of this name.',
    remedy: 'Put the name of a connection first in the path, such as `/openai/v1/models`.',
    final: true,
  },
  METHOD_REFUSED: invalid(405, 'This method is not taken here.', 'Use a method that the Allow header names.'),
  METHOD_AMBIGUOUS: invalid(
    400,
    'A header asks for another method than the request’s own.',
    'Send the request with the method that is meant, and without `x-http-method-override` and its like.',
  ),
  REQUEST_MALFORMED: invalid(
    400,
    'The request is not valid HTTP/1.1.',
    'Send a request that can be read in one way only.',
  ),
  PATH_REFUSED: invalid(
    400,
    'The path can be read in more than one way.',
    'Send a path without dot segments, empty segments, backslashes and escaped slashes.',
  ),
  SESSION_NAME_REFUSED: invalid(
    400,
    'The session name in `x-sallyport-session` is too long or empty.',
    'Send a name of 1 to 512 bytes, or none.',
  ),
  UPGRADE_REFUSED: invalid(
    400,
    'The gateway does not switch protocols here.',
    'Use plain HTTP requests; WebSocket is taken for the event streams of LangGraph threads.',
  ),
  EXPECTATION_REFUSED: invalid(
    417,
    'The only expectation that is met is 100-continue.',
    'Leave the Expect header out.',
  ),
  REQUEST_TIMEOUT: {
    status: 408,
    type: 'invalid_request_error',
    message: 'The request did not arrive in time.',
    remedy: 'Send headers within 10 seconds, and the body without long pauses.',
  },
  BODY_TOO_LARGE: invalid(413, 'The body of the request is too large.', 'Send at most 128 MiB.'),
  TARGET_TOO_LONG: invalid(414, 'The request target is too long.', 'Send at most 8 KiB of path and query.'),
  HEADERS_TOO_LARGE: invalid(
    431,
    'The headers are too large or too many.',
    'Send at most 128 headers and 32 KiB.',
  ),
  RATE_LIMITED: {
    status: 429,
    type: 'rate_limit_error',
    message: 'This caller has used up its share.',
    remedy: 'Wait as long as Retry-After says.',
    retryAfterS: 10,
  },
  AUDIT_UNAVAILABLE: {
    status: 503,
    type: 'api_error',
    message: 'The request cannot be recorded at the moment, so it is not forwarded.',
    remedy: 'Try again after Retry-After; if it lasts, tell the operator that the spool is full or broken.',
    retryAfterS: 5,
  },
  OVERLOADED: {
    status: 503,
    type: 'overloaded_error',
    message: 'The gateway is working on as many requests as it can.',
    remedy: 'Wait as long as Retry-After says, then try again.',
    retryAfterS: 2,
  },
  STOPPING: {
    status: 503,
    type: 'api_error',
    message: 'This replica of the gateway is stopping.',
    remedy: 'Try again: another replica, or the next start, will answer.',
    retryAfterS: 1,
  },
  POLICY_UNAVAILABLE: {
    status: 503,
    type: 'api_error',
    message: 'The gateway has no valid policy document.',
    remedy: 'Tell the operator; the log names line and column of what is wrong.',
    retryAfterS: 10,
  },
  CREDENTIAL_UNAVAILABLE: {
    status: 503,
    type: 'api_error',
    message: 'The credential of this connection is not available.',
    remedy: 'Tell the operator to set the variable or file that the connection names.',
    retryAfterS: 10,
  },
  UPSTREAM_UNREACHABLE: upstream(
    502,
    'The upstream could not be reached.',
    'Try again; if it lasts, tell the operator.',
  ),
  UPSTREAM_RESET: upstream(502, 'The upstream closed the connection before it answered.', 'Try again.'),
  UPSTREAM_TLS_FAILED: upstream(
    502,
    'The upstream’s certificate is not trusted, or TLS failed.',
    'Tell the operator to check `tls` of the connection.',
  ),
  UPSTREAM_BAD_RESPONSE: upstream(
    502,
    'The upstream’s answer was not valid HTTP.',
    'Tell the owner of the upstream.',
  ),
  UPSTREAM_REFUSED: {
    ...upstream(
      502,
      'The request was released, and the upstream answered with an error instead of a stream.',
      'Look at the event of the request for what it said.',
    ),
    final: true,
  },
  UPSTREAM_TIMEOUT: upstream(
    504,
    'The upstream did not answer in time.',
    'Try again, or ask for less at once.',
  ),
  ANSWER_UNREADABLE: {
    ...upstream(
      502,
      'The upstream’s answer cannot be read, and policy depends on what it says.',
      'Tell the operator; the event of the request says why it cannot be read.',
    ),
    final: true,
  },
  ANSWER_TOO_LARGE: {
    ...upstream(
      502,
      'The upstream’s answer is longer than what is read for the rules of this connection.',
      'Ask for less at once, or for a stream.',
    ),
    final: true,
  },
  CLIENT_STALLED: invalid(408, 'The client did not read its answer.', 'Read the answer without long pauses.'),
  INTERNAL: {
    status: 500,
    type: 'api_error',
    message: 'The gateway failed.',
    remedy: 'Tell the operator the request id.',
  },
} as const satisfies Record<RefusalCode, ErrorRow>;

/** The row of a code, with the optional columns visible. */
export function errorRow(code: RefusalCode): ErrorRow {
  return errorTable[code];
}
