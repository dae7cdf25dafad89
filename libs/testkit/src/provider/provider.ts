/** A local provider with the wires of OpenAI, Azure and Anthropic: it answers its own key only, and remembers what it saw. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { startControl } from './control.js';
import type { Delivery } from './delivery.js';
import { Exchange, type Answering } from './exchange.js';
import { Script, type ScriptLine } from './script.js';
import { SeenRequests, type SeenRequest } from './seen.js';

export interface ProviderOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** The only credential it accepts, in whatever header the vendor wants it. */
  readonly apiKey: string;
  /** How every answer goes out, unless the script says otherwise. */
  readonly delivery?: Delivery;
  /** Port of the control path; 0 takes any free one. None without. */
  readonly controlPort?: number;
}

export interface Provider {
  readonly url: string;
  /** Where scripts are set and requests are read over HTTP; undefined without a control path. */
  readonly controlUrl: string | undefined;
  readonly seen: readonly SeenRequest[];
  /** How many requests came in all. */
  readonly requests: number;
  script(line: ScriptLine): void;
  /** Forgets the script and what was seen. */
  reset(): void;
  stop(): Promise<void>;
}

const bodyBytesMax = 32 * 1024 * 1024;

async function read(request: http.IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= bodyBytesMax) chunks.push(chunk);
  }
  return bytes > bodyBytesMax ? undefined : Buffer.concat(chunks);
}

function hasKey({ headers }: http.IncomingMessage, key: string): boolean {
  return [headers.authorization, headers['x-api-key'], headers['api-key']].some(
    (sent) => sent === key || sent === `Bearer ${key}`,
  );
}

/** Starts it on 127.0.0.1. */
export async function startProvider(options: ProviderOptions): Promise<Provider> {
  const seen = new SeenRequests();
  const script = new Script();
  const responsesGiven = new Set<string>();

  const serve = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const url = request.url ?? '/';
    const { pathname: path } = new URL(url, 'http://provider.invalid');
    const body = await read(request);
    const entry: SeenRequest = {
      id: `req_${randomUUID()}`,
      method: request.method ?? 'GET',
      url,
      path,
      rawHeaders: request.rawHeaders,
      headers: request.headers,
      authorized: hasKey(request, options.apiKey),
      body: body ?? Buffer.alloc(0),
      abandoned: false,
    };
    seen.add(entry);
    response.on('close', () => (entry.abandoned = !response.writableFinished));
    const line = script.take(path, entry.body);
    const delivery = { ...options.delivery, ...line?.delivery };
    if (delivery.latencyMs !== undefined) await pause(delivery.latencyMs);
    const answering: Answering = { response, request: entry, line, delivery, responsesGiven };
    await new Exchange(answering).answer(body);
  };

  const server = http.createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  server.on('connection', (socket) => socket.setNoDelay(true));
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const control =
    options.controlPort === undefined ? undefined : await startControl(options.controlPort, seen, script);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    controlUrl: control?.url,
    seen: seen.list,
    get requests() {
      return seen.count;
    },
    script: (line) => script.add(line),
    reset: () => {
      script.clear();
      seen.clear();
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await control?.stop();
    },
  };
}
