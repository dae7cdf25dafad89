/** A pass-through in front of a server: bytes go both ways unchanged, and every request is remembered. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface TappedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  /** Whole when the request has ended. */
  body: string;
}

export interface Tap {
  readonly url: string;
  readonly seen: TappedRequest[];
  close(): Promise<void>;
}

/** @param port of the server on 127.0.0.1, which may start later */
export async function startTap(port: number): Promise<Tap> {
  const seen: TappedRequest[] = [];
  const server = http.createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    const entry: TappedRequest = { method, url, headers, body: '' };
    seen.push(entry);
    const onward = http.request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    request.setEncoding('utf8').on('data', (chunk: string) => {
      entry.body += chunk;
      onward.write(chunk);
    });
    request.on('end', () => onward.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
