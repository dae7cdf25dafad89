/** A bare Node proxy, as a process: node:http in front, undici's dispatch behind, nothing on. The yardstick of the bench. */
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';
import type { Dispatcher } from 'undici';
import { endWithParent } from './process-end.js';

const CONNECTIONS_MAX = 64; // As many as the load generator ever has.
const pool = new Pool(process.argv[2] ?? '', { connections: CONNECTIONS_MAX, pipelining: 1 });
const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'host']);

function relayTo(response: ServerResponse): Dispatcher.DispatchHandler {
  return {
    onRequestStart: () => undefined,
    onResponseStart: (controller, status, headers) => {
      for (const name of Object.keys(headers)) if (hopByHop.has(name)) Reflect.deleteProperty(headers, name);
      response.writeHead(status, headers);
      response.on('drain', () => controller.resume());
    },
    onResponseData: (controller, chunk) => {
      if (!response.write(chunk)) controller.pause();
    },
    onResponseEnd: () => response.end(),
    onResponseError: () => (response.headersSent ? response.destroy() : response.writeHead(502).end()),
  };
}

const server = createServer((request, response) => {
  const headers: string[] = [];
  const raw = request.rawHeaders;
  for (let at = 0; at < raw.length; at += 2) {
    const name = raw[at] ?? '';
    if (!hopByHop.has(name.toLowerCase())) headers.push(name, raw[at + 1] ?? '');
  }
  const { method = 'GET', url = '/' } = request;
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const body = parts.length === 1 ? (parts[0] ?? null) : Buffer.concat(parts);
    pool.dispatch({ path: url, method: method, headers, body }, relayTo(response));
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  process.send?.({ type: 'listening', http: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
endWithParent();
