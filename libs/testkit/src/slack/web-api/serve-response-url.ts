/** Response URLs over HTTP. */
import type http from 'node:http';
import { buffer } from 'node:stream/consumers';
import { argumentsOf } from './arguments.js';
import { note, sendJson, type WebApi } from './exchange.js';
import { meetFault, swallows } from './meet-fault.js';
import { respond } from './respond.js';

/**
 * Slack documents `used_url` and `expired_url` without a status; libraries report 404 for both, and 500 with the
 * error for content that it does not take. Success is the text `ok`.
 */
export async function serveResponseUrl(
  api: WebApi,
  path: string,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  const args = argumentsOf(request.headers['content-type'], await buffer(request));
  if (typeof args === 'string') {
    sendJson(response, 404, { ok: false, error: 'invalid_payload' });
    return;
  }
  const fault = api.mischief.take('response_url', args);
  const call = { method: 'response_url', args };
  if (await meetFault(fault, response, 500)) {
    note(api, { ...call, team: undefined, result: fault?.kind ?? '' });
    return;
  }
  const place = api.state.responseUrls.use(path);
  if (typeof place === 'string') {
    note(api, { ...call, team: undefined, result: place });
    sendJson(response, 404, { ok: false, error: place });
    return;
  }
  const answer = respond(api.state, place, args);
  note(api, { ...call, team: place.team, result: answer.kind === 'done' ? 'ok' : answer.error });
  if (swallows(fault, response)) return;
  if (answer.kind === 'done') response.writeHead(200, { 'content-type': 'text/html' }).end('ok');
  else sendJson(response, 500, { ok: false, error: answer.error, ...answer.more });
}
