/** A relay before a server that can fall silent: what is open then never carries anything again, and is not closed either. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export class SilentRelay {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #silent = false;
  /** Connections that the other side has closed or reset. */
  dropped = 0;
  /** Connections that the server has closed or reset. */
  parted = 0;

  private constructor(target: { readonly host: string; readonly port: number }) {
    this.#server = createServer((near) => {
      this.#keep(near);
      near.on('close', () => (this.dropped += 1));
      if (this.#silent) {
        near.resume();
        return;
      }
      const far = this.#keep(connect(target));
      far.on('close', () => (this.parted += 1));
      near.pipe(far);
      far.pipe(near);
    });
  }

  static async before(url: string): Promise<SilentRelay> {
    const { hostname: host, port } = new URL(url);
    const relay = new SilentRelay({ host, port: Number(port) });
    relay.#server.listen(0, '127.0.0.1');
    await once(relay.#server, 'listening');
    return relay;
  }

  /** `url` by way of the relay. */
  urlOf(url: string): string {
    const { port } = this.#server.address() as AddressInfo;
    return Object.assign(new URL(url), { hostname: '127.0.0.1', port: String(port) }).href;
  }

  /** From now on connections, open and new ones, are read and never answered. */
  fallSilent(): void {
    this.#silent = true;
    for (const socket of this.#sockets) {
      socket.unpipe();
      socket.resume();
    }
  }

  /** New connections are relayed again; those of the silence stay silent. */
  recover(): void {
    this.#silent = false;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    return socket;
  }
}
