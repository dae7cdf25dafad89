/** A local stand-in for the LLM provider with OpenAI's wire: it answers its own key only, and remembers what it saw. */
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import {
  apiError,
  chatChunks,
  chatCompletion,
  embeddings,
  isObject,
  modelList,
  modelResponse,
  type Json,
  type JsonObject,
} from './answers.js';

export interface DemoLlmOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** The only credential it accepts. */
  readonly apiKey: string;
  /** Wait before the answer. Default: none. */
  readonly latencyMs?: number;
  /** Wait between the frames of a stream. Default: none. */
  readonly chunkPauseMs?: number;
}

/** One request that reached it, with a good credential or not. The credential itself is not kept. */
export interface SeenRequest {
  /** The answer's `x-request-id`. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly authorized: boolean;
  /** Header names, as they came. */
  readonly headers: readonly string[];
  /** The first 64 KiB of the body. */
  readonly body: string;
}

export interface DemoLlm {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
  /** How many requests came in all. */
  readonly requests: number;
  stop(): Promise<void>;
}

/** Enough for a test to look at; a demo that runs for weeks must not grow. */
const seenMax = 10_000;
const seenBodyCharsMax = 65_536;
const bodyBytesMax = 32 * 1024 * 1024;

const endpoints: Readonly<Record<string, (body: JsonObject) => JsonObject>> = {
  '/v1/chat/completions': chatCompletion,
  '/v1/embeddings': embeddings,
  '/v1/responses': modelResponse,
};

async function read(request: http.IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= bodyBytesMax) chunks.push(chunk);
  }
  return bytes > bodyBytesMax ? undefined : Buffer.concat(chunks);
}

function parse(body: Buffer): JsonObject | undefined {
  try {
    const value = JSON.parse(body.toString()) as Json;
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Starts it on 127.0.0.1. */
export async function startDemoLlm(options: DemoLlmOptions): Promise<DemoLlm> {
  const seen: SeenRequest[] = [];
  let requests = 0;

  const send = (response: http.ServerResponse, status: number, value: object): void => {
    const text = JSON.stringify(value);
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    });
    response.end(text);
  };
  const stream = async (response: http.ServerResponse, chunks: readonly JsonObject[]): Promise<void> => {
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
    });
    for (const chunk of chunks) {
      if (response.destroyed) return;
      response.write(`data: ${JSON.stringify(chunk)}\n\n`);
      if (options.chunkPauseMs !== undefined) await pause(options.chunkPauseMs);
    }
    response.end('data: [DONE]\n\n');
  };

  const answer = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://demo.invalid');
    const method = request.method ?? 'GET';
    if (method === 'GET' && pathname === '/_seen') {
      send(response, 200, { requests, items: seen });
      return;
    }
    const body = await read(request);
    const authorized = request.headers.authorization === `Bearer ${options.apiKey}`;
    const id = `req_${randomUUID()}`;
    requests++;
    const text = body?.subarray(0, seenBodyCharsMax).toString() ?? '';
    seen.push({
      id,
      method,
      path: request.url ?? '/',
      authorized,
      headers: Object.keys(request.headers),
      body: text,
    });
    if (seen.length > seenMax) seen.shift();
    response.setHeader('x-request-id', id);
    if (options.latencyMs !== undefined) await pause(options.latencyMs);
    if (!authorized) {
      send(
        response,
        401,
        apiError('Incorrect API key provided.', 'invalid_request_error', 'invalid_api_key'),
      );
    } else if (body === undefined) {
      send(response, 413, apiError('The request is too large.', 'invalid_request_error', null));
    } else if (pathname === '/v1/models' && (method === 'GET' || method === 'HEAD')) {
      send(response, 200, modelList());
    } else {
      const endpoint = method === 'POST' ? endpoints[pathname] : undefined;
      const value = parse(body);
      if (endpoint === undefined) {
        send(
          response,
          404,
          apiError(`Unknown request URL: ${method} ${pathname}.`, 'invalid_request_error', 'unknown_url'),
        );
      } else if (value === undefined) {
        send(
          response,
          400,
          apiError('We could not parse the JSON body of your request.', 'invalid_request_error', null),
        );
      } else if (endpoint === chatCompletion && value['stream'] === true) {
        await stream(response, chatChunks(value));
      } else {
        send(response, 200, endpoint(value));
      }
    }
  };

  const server = http.createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(options.port, '127.0.0.1');
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    get requests() {
      return requests;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
