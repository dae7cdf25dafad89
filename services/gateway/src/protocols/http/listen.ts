/** The HTTP listener: node's server with strict parsing and our limits; what the parser refuses becomes an answer and an event. */
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer, type ServerOptions as TlsServerOptions } from 'node:https';
import { Socket, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { answerError } from './answer-error.js';
import { errorRow, type RefusalCode } from '../../core/error-table.js';
import { parseErrorCode, writeParseError } from './parse-error.js';
import { ClientConnection } from './client-connection.js';
import type { Door } from './door.js';
import { handleRequest } from './handle-request.js';
import { mayUpgrade } from '../websocket/may-upgrade.js';
import { takeUpgrade } from '../websocket/take-upgrade.js';

export interface Listener {
  readonly server: Server;
  readonly address: AddressInfo;
  readonly url: string;
}

/** @param tls certificates, for HTTPS; absent for plain HTTP. */
export async function listen(
  door: Door,
  host: string,
  port: number,
  tls?: TlsServerOptions,
): Promise<Listener> {
  const { limits } = door;
  const options: ServerOptions = {
    insecureHTTPParser: false,
    maxHeaderSize: limits.headerBytesMax,
    headersTimeout: limits.headersMsMax,
    // Bodies have a limit on silence instead of one on their whole time: a long upload is no attack.
    requestTimeout: 0,
    keepAliveTimeout: limits.keepAliveIdleMsMax,
    connectionsCheckingInterval: Math.min(1_000, limits.headersMsMax),
    // Checked in `accept`, with an answer of our own.
    requireHostHeader: false,
    noDelay: true,
    shouldUpgradeCallback: mayUpgrade,
  };
  const server = tls === undefined ? createServer(options) : createTlsServer({ ...options, ...tls });
  // All headers are seen, so that too many are refused instead of silently dropped.
  server.maxHeadersCount = 0;
  server.maxConnections = limits.connectionsMax;
  server.on('request', (request, response) => take(door, request, response, false));
  server.on('checkContinue', (request, response) => take(door, request, response, true));
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    const requestId = door.newId(Date.now());
    refuseUnread(door, request.socket, 'EXPECTATION_REFUSED', requestId);
    answerError(request, response, 'EXPECTATION_REFUSED', requestId, limits);
  });
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    if (socket instanceof Socket) refuseRaw(door, socket, 'METHOD_REFUSED');
    else socket.destroy();
  });
  server.on('upgrade', (request: IncomingMessage, _socket: Duplex, head: Buffer) =>
    takeUpgrade(door, request, head),
  );
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => unreadable(door, error, socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return { server, address, url: `${tls === undefined ? 'http' : 'https'}://${shown}:${address.port}` };
}

function take(door: Door, request: IncomingMessage, response: ServerResponse, awaitsContinue: boolean): void {
  const client = ClientConnection.of(request.socket, door.trustedProxies);
  door.counters.inFlight++;
  client.answers(response);
  response.on('close', () => {
    door.counters.inFlight--;
    client.answered(response);
  });
  handleRequest(door, request, response, awaitsContinue).catch((error: unknown) => {
    const requestId = door.newId(Date.now());
    door.failed(requestId, error);
    if (response.headersSent) response.destroy();
    else answerError(request, response, 'INTERNAL', requestId, door.limits);
  });
}

/** The parser gave up. In the middle of an exchange, that one is cut; before an answer, the client is told why. */
function unreadable(door: Door, error: NodeJS.ErrnoException, socket: Duplex): void {
  const code = parseErrorCode(error);
  if (!(socket instanceof Socket) || code === undefined) {
    socket.destroy();
    return;
  }
  const client = ClientConnection.known(socket);
  client?.gone(error.code !== 'HPE_INVALID_EOF_STATE');
  // What was answered already is not answered twice: the rest of its bytes goes out, and the connection ends.
  if (client?.isAnswering === true) socket.destroySoon();
  else refuseRaw(door, socket, code);
}

function refuseUnread(door: Door, socket: Socket, code: RefusalCode, requestId: string): void {
  const { network, forwarded } = ClientConnection.of(socket, door.trustedProxies).peer();
  door.counters.refuse(code);
  door.refusals.anonymous({
    code,
    status: errorRow(code).status,
    requestId,
    claimedIssuer: '',
    source: { network, forwarded },
    policyVersion: door.policy()?.version ?? '',
    nowMs: Date.now(),
  });
}

/** Answers on a socket whose request never became one for node's server. */
function refuseRaw(door: Door, socket: Socket, code: RefusalCode): void {
  const requestId = door.newId(Date.now());
  refuseUnread(door, socket, code, requestId);
  writeParseError(socket, code, requestId);
}
