/** Refusals of requests that were read, or that could not be recorded. */
import type { HttpTarget } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { RecordError } from '../../core/ports/recorder.js';
import type { Joined, Prospect } from '../../core/session-desk.js';
import { verdictMessage } from '../../core/verdict-record.js';
import type { Arrival } from './arrival.js';
import type { Door } from './door.js';
import type { Refusal, Subject } from './examined.js';
import { raiseAlerts } from './raise-alerts.js';
import { refuseCaller } from './refuse.js';

/** A no of policy, of a limit, or for want of reading. */
export function refuseExamined(
  door: Door,
  { arrival, prospect }: Subject,
  { code, details, verdict, dialect, operation }: Refusal,
  target: HttpTarget,
): 'refused' {
  raiseAlerts(door, { requestId: arrival.requestId, envelope: prospect.envelope }, verdict);
  return refuseCaller(door, arrival, prospect, code, {
    target,
    verdict: verdict && verdictMessage(verdict, prospect.words),
    operation,
    details,
    dialect,
  });
}

/** The request could not be recorded, so it does not pass. */
export function notRecorded(
  door: Door,
  arrival: Arrival,
  prospect: Prospect,
  joined: Joined,
  error: unknown,
): 'refused' {
  if (!(error instanceof RecordError)) door.failed(arrival.requestId, error);
  door.sessions.detailsLost(joined);
  door.sessions.leave(joined.session, arrival.receivedMs);
  const tooLarge = error instanceof RecordError && error.code === 'EVENT_TOO_LARGE';
  return refuseCaller(door, arrival, prospect, tooLarge ? 'HEADERS_TOO_LARGE' : 'AUDIT_UNAVAILABLE', {
    target: undefined,
    verdict: undefined,
  });
}
