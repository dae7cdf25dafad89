/** Says no in the client's language, and makes the refusal an event. */
import type { HttpTarget, Verdict } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { ErrorDetails } from '../../core/error-body.js';
import { errorRow, type RefusalCode } from '../../core/error-table.js';
import type { Prospect } from '../../core/session-desk.js';
import { answerError } from './answer-error.js';
import type { Arrival } from './arrival.js';
import { describeClaims } from './describe.js';
import type { Door } from './door.js';

/** A refusal of somebody who is not verified. */
export function refuseAnonymous(
  door: Door,
  arrival: Arrival,
  code: RefusalCode,
  details?: ErrorDetails,
  claimedIssuer = '',
): 'refused' {
  door.counters.refuse(code);
  answerError(arrival.request, arrival.response, code, arrival.requestId, door.limits, details);
  door.refusals.anonymous({
    code,
    status: errorRow(code).status,
    requestId: arrival.requestId,
    claimedIssuer,
    source: { network: arrival.source.network, forwarded: arrival.source.forwarded },
    policyVersion: door.policy()?.version ?? '',
    nowMs: arrival.receivedMs,
  });
  return 'refused';
}

export interface CallerRefusalFacts {
  readonly target: HttpTarget | undefined;
  readonly verdict: Verdict | undefined;
  readonly details?: ErrorDetails;
}

/** A refusal of a verified caller: told in its session, which it does not open. */
export function refuseCaller(
  door: Door,
  arrival: Arrival,
  prospect: Prospect,
  code: RefusalCode,
  facts: CallerRefusalFacts,
): 'refused' {
  door.counters.refuse(code);
  answerError(arrival.request, arrival.response, code, arrival.requestId, door.limits, facts.details);
  door.refusals.caller(prospect, {
    code,
    status: errorRow(code).status,
    requestId: arrival.requestId,
    target: facts.target,
    verdict: facts.verdict,
    claimed: describeClaims(arrival.headers),
    nowMs: arrival.receivedMs,
  });
  return 'refused';
}
