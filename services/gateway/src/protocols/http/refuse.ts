/** Says no in the client's language, and makes the refusal an event. */
import type { HttpTarget, Verdict } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { ErrorDetails } from '../../core/error-body.js';
import { errorRow, type RefusalCode } from '../../core/error-table.js';
import type { Prospect } from '../../core/session-desk.js';
import { answerError } from './answer-error.js';
import type { Arrival } from './arrival.js';
import { describeClaims, describeTarget } from './describe.js';
import type { Door } from './door.js';
import type { OwnRefusal } from './own-endpoint.js';

/** A refusal of somebody who is not verified. */
export function refuseAnonymous(
  door: Door,
  arrival: Arrival,
  code: RefusalCode,
  details?: ErrorDetails,
  claimedIssuer = '',
): 'refused' {
  answerError(arrival.request, arrival.response, code, arrival.requestId, door.limits, details);
  noteAnonymous(door, arrival, code, errorRow(code).status, claimedIssuer);
  return 'refused';
}

function noteAnonymous(
  door: Door,
  arrival: Arrival,
  code: RefusalCode,
  status: number,
  claimedIssuer: string,
): void {
  door.counters.refuse(code);
  door.refusals.anonymous({
    code,
    status,
    requestId: arrival.requestId,
    claimedIssuer,
    source: { network: arrival.source.network, forwarded: arrival.source.forwarded },
    policyVersion: door.policy()?.version ?? '',
    nowMs: arrival.receivedMs,
  });
}

/** A no of the gateway's own endpoints, which answer in their own words: an event like any other refusal. */
export function noteOwnRefusal(door: Door, arrival: Arrival, status: number, refusal: OwnRefusal): void {
  const { code, caller, claimedIssuer } = refusal;
  const policy = door.policy();
  if (caller === undefined || policy === undefined) {
    noteAnonymous(door, arrival, code, status, claimedIssuer);
    return;
  }
  const { claimedSession, traceparent, tracestate } = arrival.headers;
  const prospect = door.sessions.prospect({
    ...{ caller, policy, source: arrival.source, claimedSession, connection: '', traceparent, tracestate },
    nowMs: arrival.receivedMs,
  });
  const path = arrival.request.url?.split('?', 1)[0] ?? '';
  door.counters.refuse(code);
  door.refusals.caller(prospect, {
    code,
    status,
    requestId: arrival.requestId,
    target: describeTarget(arrival.method, path, arrival.headers, door.limits.recordedPathCharactersMax),
    verdict: undefined,
    claimed: describeClaims(arrival.headers),
    nowMs: arrival.receivedMs,
  });
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
