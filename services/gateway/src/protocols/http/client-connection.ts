/** What is known of one client socket: its source, worked out once, and the exchanges that run on it. */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { RequestHeaders } from '@sallyport/wire/http/request-headers';
import { sourceAddress, type SourceAddress, type TrustedProxies } from './source-address.js';

/** An exchange as its connection sees it. */
export interface OnConnection {
  /** The client is gone; `malformed` when what it sent could not be read any further. */
  clientGone(malformed: boolean): void;
}

export class ClientConnection {
  /** One, or as many as the client has pipelined: short lists, which a `Set` for each would cost more than to search. */
  readonly #exchanges: OnConnection[] = [];
  readonly #responses: ServerResponse[] = [];
  #direct: SourceAddress | undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly trusted: TrustedProxies,
  ) {
    socket.once('close', () => {
      this.gone(false);
    });
  }

  static readonly #known = new WeakMap<Socket, ClientConnection>();

  static of(socket: Socket, trusted: TrustedProxies): ClientConnection {
    let connection = ClientConnection.#known.get(socket);
    if (connection === undefined) {
      connection = new ClientConnection(socket, trusted);
      ClientConnection.#known.set(socket, connection);
    }
    return connection;
  }

  /** The connection of a socket that had a request already. */
  static known(socket: Socket): ClientConnection | undefined {
    return ClientConnection.#known.get(socket);
  }

  begins(exchange: OnConnection): void {
    this.#exchanges.push(exchange);
  }

  ends(exchange: OnConnection): void {
    remove(this.#exchanges, exchange);
  }

  /** Tells all exchanges that the client is gone. */
  gone(malformed: boolean): void {
    for (const exchange of [...this.#exchanges]) exchange.clientGone(malformed);
  }

  /** A response that is not over until `answered`, refusals included. */
  answers(response: ServerResponse): void {
    this.#responses.push(response);
  }

  answered(response: ServerResponse): void {
    remove(this.#responses, response);
  }

  /** Whether a request is not answered whole. */
  get isBusy(): boolean {
    return this.#responses.length > 0;
  }

  /** Whether the head of an answer went out that is not over. */
  get isAnswering(): boolean {
    return this.#responses.some(({ headersSent }) => headersSent);
  }

  /** The source of a request; without trusted proxies it is the same for all requests of the socket. */
  source(headers: RequestHeaders): SourceAddress {
    if (this.trusted.none) return (this.#direct ??= this.peer());
    return sourceAddress(this.socket.remoteAddress, headers, this.trusted);
  }

  /** The peer itself, where no header could be read. */
  peer(): SourceAddress {
    return sourceAddress(
      this.socket.remoteAddress,
      { forwarded: undefined, forwardedFor: undefined },
      this.trusted,
    );
  }
}

function remove<Item>(list: Item[], item: Item): void {
  const at = list.indexOf(item);
  if (at < 0) return;
  const last = list.pop();
  if (last !== undefined && last !== item) list[at] = last;
}
