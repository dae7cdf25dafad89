/** How a stream of OpenAI's dialects ends by policy: the error object that its libraries raise as their APIError. */
import type { DialectError } from '../dialect.js';

const types: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  429: 'rate_limit_error',
};

export const streamError = ({ code, message, requestId, status }: DialectError) => ({
  message,
  type: types[status] ?? (status < 500 ? 'invalid_request_error' : 'server_error'),
  param: null,
  code,
  request_id: requestId,
});
