/** `/api/METHOD` over HTTP, with the faults that a test ordered. */
import type http from 'node:http';
import { buffer } from 'node:stream/consumers';
import { stringOf, type JsonObject } from '../../provider/json.js';
import { argumentsOf } from './arguments.js';
import type { Dispatched } from './dispatch.js';
import { note, sendJson, type WebApi } from './exchange.js';
import { meetFault, swallows } from './meet-fault.js';

function bearerOf({ headers }: http.IncomingMessage, args: JsonObject): string {
  return /^Bearer (.+)$/iu.exec(headers.authorization ?? '')?.[1] ?? stringOf(args.token);
}

/** Slack answers 200 for everything but rate limits; what happened is in `ok` and `error`. */
function sendAnswer(response: http.ServerResponse, dispatched: Dispatched): void {
  const { answer, granted, accepted, retryAfterS } = dispatched;
  const headers = {
    ...(granted === undefined ? {} : { 'x-oauth-scopes': granted.join(',') }),
    ...(accepted.length === 0 ? {} : { 'x-accepted-oauth-scopes': accepted.join(',') }),
    ...(retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) }),
  };
  const body =
    answer.kind === 'done'
      ? { ok: true, ...answer.body }
      : { ok: false, error: answer.error, ...answer.more };
  sendJson(response, retryAfterS === undefined ? 200 : 429, body, headers);
}

export async function serveMethod(
  api: WebApi,
  method: string,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const sent = argumentsOf(request.headers['content-type'], await buffer(request));
  if (typeof sent === 'string') {
    sendJson(response, 200, { ok: false, error: sent });
    return;
  }
  const args = Object.fromEntries(Object.entries(sent).filter(([key]) => key !== 'token'));
  const fault = api.mischief.take(method, args);
  if (await meetFault(fault, response, 200)) {
    note(api, { method, args, team: undefined, result: fault?.kind ?? '' });
    return;
  }
  const dispatched = api.dispatch.run(method, bearerOf(request, sent), args);
  const { answer, team } = dispatched;
  note(api, { method, args, team, result: answer.kind === 'done' ? 'ok' : answer.error });
  if (!swallows(fault, response)) sendAnswer(response, dispatched);
}
