/** The body of an error answer, as Anthropic's API writes it: `{type: 'error', error: {type, message}, request_id}`. */
import type { DialectError } from '../dialect.js';

/** `type` by status (docs.claude.com/en/api/errors). */
const types: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

/** The shape has no member for a code: ours stands in front of the message. */
export function anthropicRefusal(error: DialectError): Uint8Array {
  const type = types[error.status] ?? (error.status < 500 ? 'invalid_request_error' : 'api_error');
  const message = `${error.code}: ${error.message}`;
  return Buffer.from(
    JSON.stringify({ type: 'error', error: { type, message }, request_id: error.requestId }),
    'utf8',
  );
}
