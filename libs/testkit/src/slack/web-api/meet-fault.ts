/** Faults that a test ordered, as a client of the Web API or of a response URL meets them. */
import type http from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { sendJson } from './exchange.js';
import type { Fault } from './mischief.js';

/** Before the call is done: true where the fault took its place, and nothing is to be done any more. */
export async function meetFault(
  fault: Fault | undefined,
  response: http.ServerResponse,
  errorStatus: 200 | 500,
): Promise<boolean> {
  switch (fault?.kind) {
    case 'rate-limited':
      sendJson(
        response,
        429,
        { ok: false, error: 'ratelimited' },
        { 'retry-after': String(fault.retryAfterS) },
      );
      return true;
    case 'error':
      sendJson(response, errorStatus, { ok: false, error: fault.error });
      return true;
    case 'status':
      response.writeHead(fault.status, { 'content-type': 'text/html' }).end('<html>upstream</html>');
      return true;
    case 'reset':
      response.destroy();
      return true;
    case 'delay':
      await pause(fault.ms);
      return false;
    case 'answer-lost':
    case 'silence':
    case undefined:
      return false;
  }
}

/** After the call was done: true where its answer does not leave. */
export function swallows(fault: Fault | undefined, response: http.ServerResponse): boolean {
  if (fault?.kind === 'answer-lost') response.destroy();
  return fault?.kind === 'answer-lost' || fault?.kind === 'silence';
}
