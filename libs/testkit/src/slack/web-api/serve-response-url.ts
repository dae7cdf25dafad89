/** Response URLs over HTTP. */
import type http from 'node:http';
import { isObject } from '../../provider/json.js';
import { argumentsOf } from './arguments.js';
import { read, sendJson, type WebApi } from './exchange.js';
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
  const args = argumentsOf(request.headers['content-type'], await read(request));
  const place = api.state.responseUrls.use(path);
  const fault = isObject(args) ? api.mischief.take('response_url', args) : undefined;
  if (fault?.kind === 'reset') {
    response.destroy();
    return;
  }
  if (typeof args === 'string' || typeof place === 'string') {
    sendJson(response, 404, { ok: false, error: typeof place === 'string' ? place : 'invalid_payload' });
    return;
  }
  const answer = respond(api.state, place, args);
  const result = answer.kind === 'done' ? 'ok' : answer.error;
  api.calls.push({ method: 'response_url', args, team: place.team, result, atMs: api.state.now() });
  api.state.changes.tell();
  if (answer.kind === 'done') response.writeHead(200, { 'content-type': 'text/html' }).end('ok');
  else sendJson(response, 500, { ok: false, error: answer.error, ...answer.more });
}
