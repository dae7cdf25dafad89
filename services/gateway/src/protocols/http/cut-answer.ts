/** How a client hears that its answer does not come, or goes no further: never so that a cut answer looks complete. */
import type { Dialect } from '@sallyport/wire/llm/dialect';
import { errorMessage, type ErrorDetails } from '../../core/error-body.js';
import { errorRow, type RefusalCode } from '../../core/error-table.js';
import type { Limits } from '../../limits.js';
import { answerError } from './answer-error.js';
import type { AnswerFlow } from './answer-flow.js';
import type { Arrival } from './arrival.js';

/** What the client is told, and in whose words. */
export interface Told {
  readonly dialect: Dialect;
  readonly code: RefusalCode;
  readonly details?: ErrorDetails;
}

/** A refusal where nothing was sent yet, else a broken connection. Gives the status of the refusal. */
export function cutAnswer(arrival: Arrival, limits: Limits, told: Told): number | undefined {
  const { request, response, requestId } = arrival;
  if (response.headersSent) {
    breakOff(arrival);
    return undefined;
  }
  const { code, details, dialect } = told;
  answerError(request, response, code, requestId, limits, details, dialect);
  return errorRow(code).status;
}

/** Like `cutAnswer`, but what is in the middle of a stream ends with its dialect's own error, where it has one. */
export function stopAnswer(
  arrival: Arrival,
  limits: Limits,
  flow: AnswerFlow,
  told: Told,
): number | undefined {
  if (arrival.response.headersSent) {
    const { code, details = {} } = told;
    const message = errorMessage(code, details);
    if (flow.cut({ code, message, requestId: arrival.requestId, status: errorRow(code).status }))
      return undefined;
  }
  return cutAnswer(arrival, limits, told);
}

/** A body without length and chunks (HTTP/1.0) ends with the connection: only a reset tells the client that it was cut. */
function breakOff({ request, response }: Arrival): void {
  if (request.httpVersion === '1.0') request.socket.resetAndDestroy();
  response.destroy();
}
