/** Slack's side of HTTP: `/api/METHOD` and response URLs, on 127.0.0.1. */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebApi } from './exchange.js';
import { serveMethod } from './serve-method.js';
import { serveResponseUrl } from './serve-response-url.js';

export interface WebApiServer {
  readonly origin: string;
  readonly server: http.Server;
  /** From now on calls are answered. The address is known before, since URLs inside the state need it. */
  serve(api: WebApi): void;
  stop(): Promise<void>;
}

async function answer(
  api: WebApi,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://slack.invalid');
  const method = /^\/api\/([\w.]+)$/u.exec(pathname)?.[1];
  if (method !== undefined) await serveMethod(api, method, request, response);
  else if (/^\/(?:actions|commands)\//u.test(pathname))
    await serveResponseUrl(api, pathname, request, response);
  else response.writeHead(404).end();
}

export async function listen(port: number): Promise<WebApiServer> {
  const server = http.createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    server,
    serve: (api) => {
      server.on('request', (request, response) => {
        answer(api, request, response).catch(() => response.destroy());
      });
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
