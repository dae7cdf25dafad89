/** `/api/METHOD` over HTTP, with the faults that a test ordered. */
import type http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { stringOf, type JsonObject } from '../../provider/json.js';
import { argumentsOf } from './arguments.js';
import type { Dispatched } from './dispatch.js';
import { read, sendJson, type WebApi } from './exchange.js';
import { refused } from './method.js';
import type { Fault } from './mischief.js';

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

/** What a fault answers instead of the call; undefined where the call is done all the same. */
function insteadOf(fault: Fault | undefined): Dispatched | 'reset' | number | undefined {
  const nobody = { granted: undefined, accepted: [], team: undefined } as const;
  switch (fault?.kind) {
    case 'rate-limited':
      return { ...nobody, answer: refused('ratelimited'), retryAfterS: fault.retryAfterS };
    case 'error':
      return { ...nobody, answer: refused(fault.error) };
    case 'status':
      return fault.status;
    case 'reset':
      return 'reset';
    default:
      return undefined;
  }
}

export async function serveMethod(
  api: WebApi,
  name: string,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const sent = argumentsOf(request.headers['content-type'], await read(request));
  if (typeof sent === 'string') {
    sendJson(response, 200, { ok: false, error: sent });
    return;
  }
  const args = Object.fromEntries(Object.entries(sent).filter(([key]) => key !== 'token'));
  const fault = api.mischief.take(name, args);
  const note = (team: string | undefined, result: string): void => {
    api.calls.push({ method: name, args, team, result, atMs: api.state.now() });
    api.state.changes.tell();
  };
  const instead = insteadOf(fault);
  if (instead !== undefined) {
    note(undefined, fault?.kind ?? '');
    if (instead === 'reset') response.destroy();
    else if (typeof instead === 'number') response.writeHead(instead).end('<html>upstream</html>');
    else sendAnswer(response, instead);
    return;
  }
  if (fault?.kind === 'delay') await pause(fault.ms);
  const dispatched = api.dispatch.run(name, bearerOf(request, sent), args);
  note(dispatched.team, dispatched.answer.kind === 'done' ? 'ok' : dispatched.answer.error);
  if (fault?.kind === 'answer-lost') response.destroy();
  else if (fault?.kind !== 'silence') sendAnswer(response, dispatched);
}
