/** The error answer of a connection of plain HTTP, which is also the last event of a stream that is cut. */
import type { DialectError } from '../llm/dialect.js';

export const plainRefusal = ({ code, message, requestId }: DialectError): Uint8Array =>
  Buffer.from(JSON.stringify({ error: { code, message, request_id: requestId } }), 'utf8');
