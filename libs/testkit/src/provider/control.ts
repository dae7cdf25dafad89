/** The provider's control path, on a port of its own: scripts are set and requests are read over HTTP. */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { Script, ScriptLine } from './script.js';
import type { SeenRequest, SeenRequests } from './seen.js';

export interface Control {
  readonly url: string;
  stop(): Promise<void>;
}

const bodyBytesMax = 4 * 1024 * 1024;
const credentials = new Set(['authorization', 'x-api-key', 'api-key']);

const texts = z.record(z.string(), z.string());
const line: z.ZodType<ScriptLine> = z.strictObject({
  when: z
    .strictObject({ path: z.string().exactOptional(), includes: z.string().exactOptional() })
    .exactOptional(),
  times: z.int().positive().exactOptional(),
  plan: z
    .strictObject({
      reasoning: z.string().exactOptional(),
      text: z.string().exactOptional(),
      calls: z
        .array(
          z.strictObject({
            name: z.string(),
            arguments: z.union([z.string(), z.record(z.string(), z.json())]),
          }),
        )
        .exactOptional(),
      refusal: z.string().exactOptional(),
    })
    .exactOptional(),
  error: z
    .strictObject({
      status: z.int().min(400).max(599),
      message: z.string(),
      type: z.string().exactOptional(),
      code: z.string().nullable().exactOptional(),
      headers: texts.exactOptional(),
    })
    .exactOptional(),
  raw: z
    .strictObject({ status: z.int().min(200).max(599), headers: texts, body: z.base64() })
    .exactOptional(),
  delivery: z
    .strictObject({
      latencyMs: z.int().nonnegative().exactOptional(),
      pauseMs: z.int().nonnegative().exactOptional(),
      bytesPerWrite: z.int().positive().exactOptional(),
      lineEnd: z.enum(['\n', '\r\n']).exactOptional(),
      comments: z.boolean().exactOptional(),
      byteOrderMark: z.boolean().exactOptional(),
      cutAfterFrames: z.int().nonnegative().exactOptional(),
      errorAfterFrames: z.int().nonnegative().exactOptional(),
    })
    .exactOptional(),
});

/** What was seen, without the credentials. */
function shown(request: SeenRequest): object {
  return {
    ...request,
    body: request.body.toString('base64'),
    headers: Object.fromEntries(Object.entries(request.headers).filter(([name]) => !credentials.has(name))),
    rawHeaders: request.rawHeaders.map((value, at) =>
      at % 2 === 1 && credentials.has((request.rawHeaders[at - 1] ?? '').toLowerCase()) ? '' : value,
    ),
  };
}

async function read(request: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) throw new RangeError(`a script line has at most ${bodyBytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** `POST /script` adds a line, `DELETE /script` forgets all; `GET /seen` tells the requests, `DELETE /seen` forgets them. */
export async function startControl(port: number, seen: SeenRequests, script: Script): Promise<Control> {
  const answer = async (request: http.IncomingMessage): Promise<readonly [number, object]> => {
    switch (`${request.method ?? ''} ${request.url ?? ''}`) {
      case 'POST /script': {
        const parsed = line.safeParse(JSON.parse(await read(request)));
        if (!parsed.success) return [400, { message: z.prettifyError(parsed.error) }];
        script.add(parsed.data);
        return [200, {}];
      }
      case 'DELETE /script':
        script.clear();
        return [200, {}];
      case 'GET /seen':
        return [200, { requests: seen.count, items: seen.list.map(shown) }];
      case 'DELETE /seen':
        seen.clear();
        return [200, {}];
      default:
        return [404, { message: 'POST or DELETE /script, GET or DELETE /seen' }];
    }
  };
  const server = http.createServer((request, response) => {
    answer(request)
      .catch((error: unknown) => [400, { message: String(error) }] as const)
      .then(([status, value]) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(value));
      })
      .catch(() => response.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
