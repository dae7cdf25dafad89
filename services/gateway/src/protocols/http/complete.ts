/** Last step: the event that says how a request ended. It always follows a recorded request. */
import type { Payload } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import type { Body, Header, Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { AnswerFacts } from '../../core/answer/answer.js';
import { judgedCalls } from '../../core/answer-record.js';
import type { RefusalCode } from '../../core/error-table.js';
import { meter } from '../../core/metering.js';
import type { PolicyInForce } from '../../core/ports/policy-in-force.js';
import { verdictMessage } from '../../core/verdict-record.js';
import type { EventDraft } from '../../core/ports/recorder.js';
import { RecordError } from '../../core/ports/recorder.js';
import { everSmaller, type CompletionDraft } from '../../core/smaller-completion.js';
import type { LiveSession } from '../../core/live-sessions.js';
import type { Arrival } from './arrival.js';
import type { Door } from './door.js';
import type { Passing } from './examined.js';
import { raiseAlerts } from './raise-alerts.js';

export interface Completion {
  readonly outcome: Outcome;
  /** Status the client got; 0 when it got none. */
  readonly status: number;
  /** Empty unless the gateway answered itself or cut the exchange. */
  readonly code: RefusalCode | '';
  readonly headers: Header[];
  readonly requestBody: Body;
  readonly responseBody: Body;
  readonly payloads: readonly Payload[];
  /** Readings of the monotonic clock in milliseconds; 0 when it never happened. */
  readonly forwardedMs: number;
  readonly firstByteMs: number;
  readonly endedMs: number;
  /** What was read of the answer; undefined where nothing was. */
  readonly answer: AnswerFacts | undefined;
  readonly examined: Passing;
  readonly policy: PolicyInForce;
  /** Part events of the answer are missing: they could not be written. */
  readonly incomplete: boolean;
}

/** Records the completion and leaves the session. */
export function complete(
  door: Door,
  arrival: Arrival,
  session: LiveSession,
  envelope: EventDraft['envelope'],
  completion: Completion,
): void {
  const { outcome, status, code, headers, requestBody, responseBody, incomplete, endedMs } = completion;
  const { answer, examined, policy } = completion;
  const metered = meter(policy, envelope.connection, examined, answer?.usage);
  const calls = judgedCalls(answer, policy.recordedWords);
  const draft: CompletionDraft = {
    envelope,
    body: {
      $case: 'requestCompleted',
      value: {
        requestId: arrival.requestId,
        outcome,
        status,
        code,
        headers,
        requestBody,
        responseBody,
        receivedUs: arrival.receivedMs * 1000,
        forwardedAfterUs: microseconds(arrival, completion.forwardedMs),
        firstByteAfterUs: microseconds(arrival, completion.firstByteMs),
        durationUs: microseconds(arrival, endedMs),
        incomplete,
        usage: metered.usage,
        cost: metered.cost,
        masked: answer === undefined ? [] : [...answer.masked],
        answerVerdict: answer?.verdict && verdictMessage(answer.verdict, policy.recordedWords),
        toolCalls: calls.messages,
        toolCallCount: answer?.callCount ?? 0,
      },
    },
    payloads: calls.payloads.length === 0 ? completion.payloads : [...completion.payloads, ...calls.payloads],
  };
  const nowMs = Date.now();
  examined.admission?.charge(metered.charged, nowMs);
  examined.admission?.end();
  if (metered.usage !== undefined) door.counters.meter(envelope.connection, metered);
  door.counters.mask(envelope.connection, examined.masked);
  if (answer !== undefined) door.counters.mask(envelope.connection, answer.masked);
  const source = { requestId: arrival.requestId, envelope };
  raiseAlerts(door, source, answer?.verdict, answer?.failures);
  for (const { verdict } of answer?.calls ?? []) raiseAlerts(door, source, verdict);
  door.sessions.leave(session, nowMs);
  door.counters.complete(envelope.connection, outcome, status);
  door.counters.requestBytes += requestBody.size;
  door.counters.responseBytes += responseBody.size;
  door.recorder.record(draft).catch((error: unknown) => void recordSmaller(door, draft, error));
}

/**
 * A completion that does not fit is made smaller until it does: without it the request would stay open for ever. One that
 * cannot be stored now is owed by the recorder, which writes it as soon as it can.
 */
async function recordSmaller(door: Door, draft: CompletionDraft, why: unknown): Promise<void> {
  let refused = why;
  for (const candidate of everSmaller(draft)) {
    if (!(refused instanceof RecordError && refused.code === 'EVENT_TOO_LARGE')) break;
    try {
      await door.recorder.record(candidate);
      return;
    } catch (error) {
      refused = error;
    }
  }
  door.counters.completionsLate++;
  if (!(refused instanceof RecordError)) door.failed(draft.body.value.requestId, refused);
}

function microseconds(arrival: Arrival, readingMs: number): number {
  return readingMs === 0 ? 0 : Math.max(1, Math.round((readingMs - arrival.startedMs) * 1000));
}
