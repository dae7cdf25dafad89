/** How a message's stream ends by policy: the error event that Anthropic's libraries raise as their APIError. */
import type { DialectError } from '../dialect.js';

const types: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
};

export const streamError = ({ code, message, requestId, status }: DialectError) => ({
  type: 'error',
  error: { type: types[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error'), code, message },
  request_id: requestId,
});
