/** The upstream's side of an upgrade: asked for as any request is, answered by a switch of protocols or by plain HTTP. */
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Dispatcher } from 'undici';
import { WebSocket, WebSocketServer, type ClientOptions } from 'ws';
import { streamLimits } from '@sallyport/wire/llm/sse/stream-limits';
import { forwardResponseHeaders } from '@sallyport/wire/http/response-headers';
import type { Joined } from '../../core/session-desk.js';
import type { AnswerFor } from '../http/answer-rules.js';
import type { UpgradedSocket } from '../http/arrival.js';
import type { Door } from '../http/door.js';
import type { Subject } from '../http/examined.js';
import type { Exchange } from '../http/exchange.js';
import { protocolsOf } from './may-upgrade.js';
import { SocketExchange } from './socket-exchange.js';

export interface Upgrading {
  readonly door: Door;
  readonly subject: Subject;
  readonly joined: Joined;
  readonly answer: AnswerFor;
  /** Of the caller: it goes nowhere. */
  readonly token: string;
  /** Has the request until the upstream switches. */
  readonly exchange: Exchange;
  readonly upgrade: UpgradedSocket;
}

/** Under the code that undici gives the same failure. */
class ConnectTimeout extends Error {
  override readonly name = 'ConnectTimeout';
  readonly code = 'ETIMEDOUT';
}

/** Speaks to its handler as undici does as long as there is no socket. */
export const socketRequest = (upgrading: Upgrading): Pick<Dispatcher, 'dispatch'> => ({
  dispatch: (options, handler) => {
    new SocketRequest(upgrading).dispatch(options, handler);
    return true;
  },
});

class SocketRequest implements Dispatcher.DispatchController {
  aborted = false;
  paused = false;
  reason: Error | null = null;
  #socket: WebSocket | undefined;
  #answer: IncomingMessage | undefined;
  #isOver = false;

  constructor(private readonly upgrading: Upgrading) {}

  dispatch({ path, headers }: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    const { connection } = this.upgrading.subject;
    const url = connection.origin.replace(/^http/, 'ws');
    const socket = new WebSocket(url, [...this.#protocols()], this.#options(path, headers));
    this.#socket = socket;
    let accepted: IncomingMessage | undefined;
    socket.on('upgrade', (answer) => {
      accepted = answer;
    });
    socket.on('open', () => {
      this.#isOver = true;
      if (accepted !== undefined) switchOver(this.upgrading, socket, accepted);
    });
    socket.on('unexpected-response', (_request, answer) => this.#relay(answer, handler));
    socket.on('error', (error) => {
      if (this.#isOver) return;
      this.#isOver = true;
      handler.onResponseError?.(this, failure(error));
    });
    handler.onRequestStart?.(this, undefined);
  }

  pause(): void {
    this.paused = true;
    this.#answer?.pause();
  }

  resume(): void {
    this.paused = false;
    this.#answer?.resume();
  }

  abort(reason: Error): void {
    this.aborted = true;
    this.reason = reason;
    this.#isOver = true;
    this.#answer?.destroy();
    this.#socket?.terminate();
  }

  /** None that repeats the caller's token: that is how browsers send one. */
  #protocols(): readonly string[] {
    const { token, subject } = this.upgrading;
    const offered = protocolsOf(subject.arrival.request.headers['sec-websocket-protocol']);
    return offered.filter((name) => !name.includes(token));
  }

  #options(path: string, headers: Dispatcher.DispatchOptions['headers']): ClientOptions {
    const { connection } = this.upgrading.subject;
    const { ca, cert, key, serverName } = connection.tls;
    return {
      headers: byName(headers),
      perMessageDeflate: false,
      followRedirects: false,
      maxPayload: streamLimits.frameBytesMax,
      maxFragments: this.upgrading.door.limits.socketFragmentsMax,
      finishRequest: (request: ClientRequest) => {
        // The path that was judged, as it is: a URL would spell it anew.
        request.path = path;
        this.#limitConnecting(request);
        request.end();
      },
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
      ...(serverName === undefined ? {} : { servername: serverName }),
    };
  }

  #limitConnecting(request: ClientRequest): void {
    const { connectMsMax, origin } = this.upgrading.subject.connection;
    const timer = setTimeout(() => request.destroy(new ConnectTimeout('no connection')), connectMsMax);
    const connected = (): void => clearTimeout(timer);
    const event = origin.startsWith('https:') ? 'secureConnect' : 'connect';
    request.once('socket', (socket) => socket.once(event, connected));
    request.once('close', connected);
  }

  /** The upstream stays with HTTP: its answer is an answer like any other. */
  #relay(answer: IncomingMessage, handler: Dispatcher.DispatchHandler): void {
    this.#answer = answer;
    handler.onResponseStart?.(this, answer.statusCode ?? 0, answer.headersDistinct, answer.statusMessage);
    answer.on('data', (chunk: Buffer) => handler.onResponseData?.(this, chunk));
    answer.on('end', () => {
      this.#isOver = true;
      if (answer.complete) handler.onResponseEnd?.(this, answer.trailersDistinct);
    });
    answer.on('error', (error) => {
      if (!this.#isOver) handler.onResponseError?.(this, error);
    });
    if (this.paused) answer.pause();
  }
}

/** Both sides speak WebSocket from here on. */
function switchOver(upgrading: Upgrading, upstream: WebSocket, answer: IncomingMessage): void {
  const { door, subject, exchange, upgrade } = upgrading;
  const { socket, head } = upgrade;
  if (!socket.readable || !socket.writable) exchange.clientGone(false);
  const handed = exchange.handOver();
  if (handed === undefined) {
    upstream.terminate();
    return;
  }
  const { request, response } = subject.arrival;
  const { headers, recorded } = forwardResponseHeaders(answer.headersDistinct, subject.connection);
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: subject.connection.reading.judgeBytesMax,
    maxFragments: door.limits.socketFragmentsMax,
    handleProtocols: () => upstream.protocol || false,
  });
  server.on('headers', (lines) => lines.push(...headerLines(upgrading, headers)));
  response.detachSocket(socket);
  // Called at once: `mayUpgrade` has seen all that could be wrong with the request.
  server.handleUpgrade(request, socket, head, (client) => {
    new SocketExchange({ ...upgrading, upstream, client, headers: recorded, ...handed });
  });
}

function headerLines({ subject, joined }: Upgrading, headers: readonly string[]): string[] {
  const lines: string[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at] ?? '';
    if (!name.startsWith('sec-websocket-')) lines.push(`${name}: ${headers[at + 1] ?? ''}`);
  }
  lines.push(`x-sallyport-request-id: ${subject.arrival.requestId}`);
  lines.push(`x-sallyport-session-id: ${joined.envelope.session}`);
  return lines;
}

/** Errors of ws without a code are about the answer. */
function failure(error: Error): Error {
  return 'code' in error ? error : new Error('bad upgrade', { cause: error });
}

/** What the handshake itself says is not the client's to say here. Repeated lines are one list (RFC 9110 §5.3). */
function byName(headers: Dispatcher.DispatchOptions['headers']): Record<string, string> {
  const flat = Array.isArray(headers) ? headers.map(String) : [];
  const named: Record<string, string> = {};
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const name = (flat[at] ?? '').toLowerCase();
    if (name.startsWith('sec-websocket-')) continue;
    const value = flat[at + 1] ?? '';
    const known = named[name];
    named[name] = known === undefined ? value : `${known}${name === 'cookie' ? '; ' : ', '}${value}`;
  }
  return named;
}
