/** A relay between clients and the gateway that passes bytes on untouched and reads along: what was sent, and how often. */
import http from 'node:http';
import net from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Duplex } from 'node:stream';

export interface TappedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Tap {
  /** `http://127.0.0.1:port`, in place of the gateway's address. */
  readonly url: string;
  /** Every request whose body was complete. */
  readonly requests: TappedRequest[];
  stop(): Promise<void>;
}

/** Reads requests of a connection without ever answering them. */
function reader(requests: TappedRequest[]): http.Server {
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      requests.push({ method, url, headers, body: Buffer.concat(chunks) });
      response.end();
    });
  });
  Object.assign(server, { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 });
  return server;
}

export async function startTap(target: string): Promise<Tap> {
  const { hostname, port } = new URL(target);
  const requests: TappedRequest[] = [];
  const along = reader(requests);
  const sockets = new Set<net.Socket>();
  const server = net.createServer((client) => {
    const gateway = net.connect({ host: hostname, port: Number(port), noDelay: true });
    const copy = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
    along.emit('connection', copy);
    client.setNoDelay(true);
    client.on('data', (chunk: Buffer) => copy.push(chunk));
    client.on('close', () => copy.push(null));
    client.pipe(gateway).pipe(client);
    for (const [socket, other] of [
      [client, gateway],
      [gateway, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
