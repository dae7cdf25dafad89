/** What serving a call needs: the imitation behind it, a note of what was called, an answer in JSON. */
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

/** Notes what was called, and lets everybody who waits look again. */
export function note(api: WebApi, call: Omit<SeenCall, 'atMs'>): void {
  api.calls.push({ ...call, atMs: api.state.now() });
  api.state.changes.tell();
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
