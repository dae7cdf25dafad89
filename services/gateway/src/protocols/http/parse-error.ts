/** Answers to requests that node's parser refuses: written to the socket by hand, because there is no response object. */
import type { Socket } from 'node:net';
import { errorBody } from '../../core/error-body.js';
import { errorRow, type RefusalCode } from '../../core/error-table.js';
import { errorHeaders } from './answer-error.js';
import { STATUS_CODES } from 'node:http';

/** What a parser's error is called to the client; undefined when the socket itself failed and nobody listens. */
export function parseErrorCode(error: NodeJS.ErrnoException): RefusalCode | undefined {
  switch (error.code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return 'REQUEST_TIMEOUT';
    case 'HPE_HEADER_OVERFLOW':
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return 'HEADERS_TOO_LARGE';
    default:
      return error.code?.startsWith('HPE_') === true ? 'REQUEST_MALFORMED' : undefined;
  }
}

/** Writes the answer and closes. */
export function writeParseError(socket: Socket, code: RefusalCode, requestId: string): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const { status } = errorRow(code);
  const body = errorBody(code, requestId);
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}\r\nconnection: close\r\n`;
  const headers = errorHeaders(code, requestId, Buffer.byteLength(body));
  for (let i = 0; i + 1 < headers.length; i += 2) head += `${headers[i]}: ${headers[i + 1]}\r\n`;
  socket.end(`${head}\r\n${body}`);
  // A client that neither reads nor closes does not keep the socket.
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  timer.unref();
  socket.once('close', () => clearTimeout(timer));
}

const lingerMs = 2_000;
