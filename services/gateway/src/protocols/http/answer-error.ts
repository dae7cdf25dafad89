/** Writes an answer of the gateway's own: JSON, with everything a client needs to decide whether to try again. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Dialect } from '@sallyport/wire/llm/dialect';
import type { DialectName } from '@sallyport/wire/llm/operation';
import { errorBody, errorMessage, type ErrorDetails } from '../../core/error-body.js';
import { errorRow, type RefusalCode } from '../../core/error-table.js';
import type { Limits } from '../../limits.js';

/** Methods that are passed on; CONNECT and TRACE are not. */
const passedMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Header lines of an error, names and values by turns. */
export function errorHeaders(
  code: RefusalCode,
  requestId: string,
  bodyBytes: number,
  { allow = passedMethods, retryAfterS }: Pick<ErrorDetails, 'allow' | 'retryAfterS'> = {},
): string[] {
  const row = errorRow(code);
  const headers = [
    'content-type',
    'application/json; charset=utf-8',
    'content-length',
    String(bodyBytes),
    'cache-control',
    'no-store',
    'x-sallyport-request-id',
    requestId,
    // Where the libraries of OpenAI and of Anthropic look for it.
    'x-request-id',
    requestId,
    'request-id',
    requestId,
    'x-sallyport-error',
    code,
  ];
  const waitS = retryAfterS ?? row.retryAfterS;
  if (waitS !== undefined) headers.push('retry-after', String(waitS));
  if (row.final === true) headers.push('x-should-retry', 'false');
  if (row.status === 401)
    headers.push('www-authenticate', `Bearer realm="sallyport", error="${bearerError(code)}"`);
  if (row.status === 405) headers.push('allow', allow.join(', '));
  return headers;
}

/** RFC 6750 §3.1: a request without a token is not told that its token is invalid. */
function bearerError(code: RefusalCode): string {
  return code === 'TOKEN_MISSING' || code === 'TOKEN_IN_QUERY' ? 'invalid_request' : 'invalid_token';
}

/**
 * Answers with an error, if nothing was sent yet. What the client is still sending is read for a while and thrown away:
 * closing at once would reset the connection, and the client might never see the answer.
 */
export function answerError(
  request: IncomingMessage,
  response: ServerResponse,
  code: RefusalCode,
  requestId: string,
  limits: Pick<Limits, 'refusedDrainBytesMax' | 'refusedDrainMsMax'>,
  details?: ErrorDetails,
  dialect?: Dialect,
): void {
  if (response.headersSent || response.destroyed) return;
  const body = errorIn(dialect, code, requestId, details);
  response.sendDate = true;
  response.writeHead(errorRow(code).status, errorHeaders(code, requestId, Buffer.byteLength(body), details));
  response.end(request.method === 'HEAD' ? undefined : body);
  if (!request.complete) drainRest(request, limits);
}

/** One shape is read by the libraries of OpenAI and of Anthropic alike, and is the default; others have their own. */
const hasOwnShape: ReadonlySet<DialectName> = new Set(['langgraph', 'chroma', 'qdrant']);

function errorIn(
  dialect: Dialect | undefined,
  code: RefusalCode,
  requestId: string,
  details: ErrorDetails | undefined,
): string | Uint8Array {
  if (dialect === undefined || !hasOwnShape.has(dialect.name)) return errorBody(code, requestId, details);
  return dialect.refusal({
    code,
    message: errorMessage(code, details),
    requestId,
    status: errorRow(code).status,
  });
}

/** Reads and drops the rest of a body, and breaks off when it is long or slow. */
export function drainRest(
  request: IncomingMessage,
  limits: Pick<Limits, 'refusedDrainBytesMax' | 'refusedDrainMsMax'>,
): void {
  let bytes = 0;
  const { socket } = request;
  const timer = setTimeout(() => socket.destroy(), limits.refusedDrainMsMax);
  timer.unref();
  request.removeAllListeners('data');
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > limits.refusedDrainBytesMax) socket.destroy();
  });
  request.once('close', () => clearTimeout(timer));
  request.once('end', () => clearTimeout(timer));
  request.resume();
}
