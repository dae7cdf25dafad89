/** Socket Mode: the app connects, and each envelope goes to one of its connections. */
import { randomBytes, randomUUID } from 'node:crypto';
import type http from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { done, type Method } from '../web-api/method.js';
import { acknowledgeMsMax, socketsMax } from '../shape/limits.js';
import type { SlackState } from '../state/slack-state.js';
import type { Courier, Letter, Parcel, Reply } from './parcel.js';
import { Socket, type Acknowledgement } from './socket.js';

/** Slack's own pings; apps take a connection without any for dead after 30 s. */
const pingMs = 5000;

export class SocketMode {
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Set<string>();
  readonly #open: Socket[] = [];
  #turn = 0;
  readonly #pings: NodeJS.Timeout;

  constructor(private readonly state: SlackState) {
    this.#pings = setInterval(() => {
      for (const socket of this.#open) socket.ping();
    }, pingMs).unref();
  }

  /** The connections, the oldest first. */
  get connections(): readonly Socket[] {
    return this.#open;
  }

  /** `apps.connections.open`: a URL that works once. */
  readonly method: Method = {
    token: 'app',
    scopes: () => ['connections:write'],
    rate: 4,
    run: () => {
      const ticket = randomBytes(16).toString('hex');
      this.#tickets.add(ticket);
      return done({ url: `${this.state.origin.replace(/^http/u, 'ws')}/link/?ticket=${ticket}` });
    },
  };

  upgrade(request: http.IncomingMessage, stream: Duplex, head: Buffer): void {
    const url = new URL(request.url ?? '/', this.state.origin);
    if (url.pathname !== '/link/' || !this.#tickets.delete(url.searchParams.get('ticket') ?? '')) {
      stream.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
      return;
    }
    this.#server.handleUpgrade(request, stream, head, (webSocket) => {
      const socket = new Socket(`applink-${this.state.ids.short()}`, webSocket);
      if (this.#open.length >= socketsMax) {
        socket.disconnect('too_many_websockets');
        webSocket.close();
        return;
      }
      this.#open.push(socket);
      webSocket.on('close', () => {
        this.#open.splice(this.#open.indexOf(socket), 1);
        this.state.changes.tell();
      });
      webSocket.on('error', () => webSocket.terminate());
      socket.hello(this.#open.length);
      this.state.changes.tell();
    });
  }

  get courier(): Courier {
    return { write: (parcel, forgery) => this.#write(parcel, forgery), send: (letter) => this.#give(letter) };
  }

  stop(): void {
    clearInterval(this.#pings);
    for (const socket of [...this.#open]) socket.cut();
    this.#server.close();
  }

  #write(parcel: Parcel, forgery: string | undefined): Letter {
    if (forgery !== undefined) throw new Error('envelopes are not signed, and cannot be forged');
    const id = randomUUID();
    const envelope = {
      envelope_id: id,
      type: parcel.kind,
      accepts_response_payload: parcel.acceptsAnswer,
      payload: parcel.payload,
      ...(parcel.kind === 'events_api'
        ? { retry_attempt: parcel.retry?.attempt ?? 0, retry_reason: parcel.retry?.reason ?? '' }
        : {}),
    };
    return { id, headers: {}, body: JSON.stringify(envelope) };
  }

  /** Slack gives an envelope to any connection; here they take turns, so that tests see all of them used. */
  async #give({ id, body }: Letter): Promise<Reply> {
    const startedMs = performance.now();
    const ready = this.#open.filter(({ leaving }) => !leaving);
    const socket = ready[this.#turn++ % Math.max(ready.length, 1)];
    const answer = socket === undefined ? 'closed' : await withinTime(socket.ask(id, body));
    const afterMs = performance.now() - startedMs;
    const nothing = { status: undefined, headers: {}, body: undefined, afterMs };
    if (answer === 'timeout') return { ...nothing, outcome: 'timeout' };
    if (answer === 'closed') return { ...nothing, outcome: 'unreachable' };
    return { ...nothing, outcome: 'acknowledged', body: contentOf(answer) };
  }
}

/** The SDK acknowledges with an empty object where there is nothing to say, and wraps a text as `{text}`. */
function contentOf({ payload }: Acknowledgement): Reply['body'] {
  const isEmpty = typeof payload === 'object' && payload !== null && Object.keys(payload).length === 0;
  return isEmpty ? undefined : payload;
}

async function withinTime(
  answer: Promise<Acknowledgement | 'closed'>,
): Promise<Acknowledgement | 'closed' | 'timeout'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), acknowledgeMsMax);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
