/** Refusals in the words of a LangGraph server, as bodies, as frames, and as answers to commands. */
import type { DialectError } from '../llm/dialect.js';
import { writeSse } from '../llm/sse/write-sse.js';

const encode = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value), 'utf8');

/** The Python library shows `message`, the one for JavaScript the whole body; `detail` is what servers write. */
export const refusal = ({ code, message, requestId }: DialectError): Uint8Array =>
  encode({ error: code, message, detail: message, request_id: requestId });

/**
 * What ends a stream, for both protocols at once: the older reads `error` and `message` of a frame named `error` (libraries
 * hand it to the caller and do not connect again after it), the newer a document of type `error` without a command's id.
 */
export const errorDocument = ({ code, message, requestId }: DialectError): string =>
  JSON.stringify({ type: 'error', id: null, error: code, message, request_id: requestId });

export const errorFrame = (error: DialectError): Uint8Array => writeSse('error', errorDocument(error));

/** Of the protocol's closed list of errors: what a status of ours is called in it. */
const commandError = (status: number): string => {
  if (status === 401 || status === 403) return 'permission_denied';
  return status === 400 || status === 413 ? 'invalid_argument' : 'unknown_error';
};

/**
 * The answer to a command that does not pass: `ErrorResponse` of @langchain/protocol.
 * @param id JSON of the command's id; `null` where it has none that could be read
 */
export const commandRefusal = (id: string, { code, message, requestId, status }: DialectError): Uint8Array =>
  Buffer.from(
    `{"type":"error","id":${id},${JSON.stringify({
      error: commandError(status),
      message,
      code,
      request_id: requestId,
    }).slice(1)}`,
    'utf8',
  );
