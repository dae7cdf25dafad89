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

/**
 * A refusal where nothing was sent yet, else a broken connection. Gives the status of the refusal.
 * @param sentBytes of the upstream's answer
 */
export function cutAnswer(
  arrival: Arrival,
  limits: Limits,
  told: Told,
  sentBytes: number,
): number | undefined {
  const { request, response, requestId, opened } = arrival;
  const { code, details, dialect } = told;
  if (response.headersSent) {
    // A stream that had begun while its request waited, and that nothing was passed on in yet.
    if (opened === undefined || sentBytes > 0) breakOff(arrival);
    else
      opened.refuse({ code, message: errorMessage(code, details), requestId, status: errorRow(code).status });
    return undefined;
  }
  answerError(request, response, code, requestId, limits, details, dialect);
  return errorRow(code).status;
}

/** Like `cutAnswer`, but what is in the middle of a stream ends with its dialect's own error, where it has one. */
export function stopAnswer(
  arrival: Arrival,
  limits: Limits,
  flow: AnswerFlow,
  told: Told,
  sentBytes: number,
): number | undefined {
  if (arrival.response.headersSent && (arrival.opened === undefined || sentBytes > 0)) {
    const { code, details = {} } = told;
    const message = errorMessage(code, details);
    if (flow.cut({ code, message, requestId: arrival.requestId, status: errorRow(code).status }))
      return undefined;
  }
  return cutAnswer(arrival, limits, told, sentBytes);
}

/** A body without length and chunks (HTTP/1.0) ends with the connection: only a reset tells the client that it was cut. */
function breakOff({ request, response }: Arrival): void {
  if (request.httpVersion === '1.0') request.socket.resetAndDestroy();
  response.destroy();
}
