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
  readonly exchanges = new Set<OnConnection>();
  /** Responses that are not over, refusals included. */
  readonly responses = new Set<ServerResponse>();
  #direct: SourceAddress | undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly trusted: TrustedProxies,
  ) {
    socket.once('close', () => {
      for (const exchange of this.exchanges) exchange.clientGone(false);
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
