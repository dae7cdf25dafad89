/** Errors as the vendors write them. */
import type { SentEvent } from './delivery.js';
import type { JsonObject } from './json.js';

export type Vendor = 'openai' | 'azure' | 'anthropic';

export interface VendorError {
  readonly status: number;
  readonly message: string;
  /** Default: what the vendor says with this status. */
  readonly type?: string;
  /** OpenAI's and Azure's only. */
  readonly code?: string | null;
}

const openaiTypes: Readonly<Record<number, string>> = {
  401: 'invalid_request_error',
  403: 'permission_error',
  429: 'rate_limit_error',
};
const anthropicTypes: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

export function errorBody(vendor: Vendor, error: VendorError, requestId: string): JsonObject {
  const { status, message } = error;
  switch (vendor) {
    case 'anthropic': {
      const type =
        error.type ?? anthropicTypes[status] ?? (status < 500 ? 'invalid_request_error' : 'api_error');
      return { type: 'error', error: { type, message }, request_id: requestId };
    }
    case 'azure':
      return { error: { code: error.code ?? String(status), message } };
    case 'openai': {
      const type =
        error.type ?? openaiTypes[status] ?? (status < 500 ? 'invalid_request_error' : 'server_error');
      return { error: { message, type, param: null, code: error.code ?? null } };
    }
  }
}

/** What is said to a key that is not the right one. */
export const wrongKey: Readonly<Record<Vendor, VendorError>> = {
  openai: { status: 401, message: 'Incorrect API key provided.', code: 'invalid_api_key' },
  azure: {
    status: 401,
    message: 'Access denied due to invalid subscription key or wrong API endpoint.',
    code: '401',
  },
  anthropic: { status: 401, message: 'invalid x-api-key' },
};

/** The event that ends a stream that went wrong. */
export function streamError(vendor: Vendor, isResponses: boolean): SentEvent {
  const message = 'The server had an error while processing your request.';
  if (vendor === 'anthropic') {
    const error = { type: 'overloaded_error', message: 'Overloaded' };
    return { name: 'error', data: JSON.stringify({ type: 'error', error }) };
  }
  if (isResponses) {
    const error = { type: 'error', sequence_number: 0, code: 'server_error', message, param: null };
    return { name: 'error', data: JSON.stringify(error) };
  }
  return { data: JSON.stringify({ error: { message, type: 'server_error', param: null, code: null } }) };
}
