/** A real HTTP upstream inside the test process: remembers what it saw, answers what the path asks for. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Upstream {
  readonly url: string;
  /** Every request whose head arrived, in order; the body is filled in as it ends. */
  readonly seen: readonly Seen[];
  close(): Promise<void>;
}

type Answer = (request: http.IncomingMessage, body: Buffer, response: http.ServerResponse) => void;

/** Starts an upstream; `answer` is called when the request's body has ended. */
export async function startUpstream(answer: Answer): Promise<Upstream> {
  const seen: Seen[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    const at =
      seen.push({
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.alloc(0),
      }) - 1;
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const entry = seen[at];
      if (entry) seen[at] = { ...entry, body };
      answer(request, body, response);
    });
    response.on('error', () => request.destroy());
  });
  server.listen(0, '127.0.0.1');
  await new Promise<void>((resolve) => server.once('listening', () => resolve()));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
