/** What serving a call needs: the imitation behind it, reading a body, answering with JSON. */
import type http from 'node:http';
import type { JsonObject } from '../../provider/json.js';
import type { SlackState } from '../state/slack-state.js';
import type { Dispatch } from './dispatch.js';
import type { MischiefList } from './mischief.js';

export interface SeenCall {
  /** `chat.postMessage`, or `response_url`. */
  readonly method: string;
  /** Without the token. */
  readonly args: JsonObject;
  readonly team: string | undefined;
  /** `ok`, the error, or the kind of fault that met it. */
  readonly result: string;
  readonly atMs: number;
}

export interface WebApi {
  readonly state: SlackState;
  readonly dispatch: Dispatch;
  readonly mischief: MischiefList;
  readonly calls: SeenCall[];
}

const bodyBytesMax = 1024 * 1024;

export async function read(request: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) throw new RangeError(`a call has at most ${bodyBytesMax} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function sendJson(
  response: http.ServerResponse,
  status: number,
  body: JsonObject,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}
