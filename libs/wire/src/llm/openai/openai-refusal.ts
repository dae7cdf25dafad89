/** The body of an error answer, as the OpenAI API writes it: `{error: {message, type, param, code}}`. */
import type { DialectError } from '../dialect.js';

/** `type` by status (platform.openai.com/docs/guides/error-codes). */
const types: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'invalid_request_error',
  413: 'invalid_request_error',
  429: 'rate_limit_error',
};

export function openaiRefusal(error: DialectError): Uint8Array {
  const type = types[error.status] ?? (error.status < 500 ? 'invalid_request_error' : 'server_error');
  return Buffer.from(
    JSON.stringify({ error: { message: error.message, type, param: null, code: error.code } }),
    'utf8',
  );
}
