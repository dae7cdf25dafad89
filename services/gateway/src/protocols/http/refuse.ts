/** Says no in the client's language, and makes the refusal an event. */
import type { HttpTarget, Verdict } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { Operation } from '@sallyport/contracts/generated/sallyport/events/v1/operation';
import type { Dialect } from '@sallyport/wire/llm/dialect';
import type { Caller } from '@sallyport/identity/caller';
import type { ErrorDetails } from '../../core/error-body.js';
import { errorRow, type RefusalCode } from '../../core/error-table.js';
import type { PolicyInForce } from '../../core/ports/policy-in-force.js';
import type { Prospect } from '../../core/session-desk.js';
import { answerError } from './answer-error.js';
import type { Arrival } from './arrival.js';
import { describeClaims, describeTarget, type RecordedWords } from './describe.js';
import type { Door } from './door.js';
import { identify, presentedToken } from './identify.js';
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

/**
 * A request whose form is refused: answered at once, before anything more of it is read. Its token is looked at all the same,
 * so that the record says who tried; the session that it names is not, because its form may be what is wrong.
 */
export async function refuseForm(door: Door, arrival: Arrival, code: RefusalCode): Promise<'refused'> {
  const { status } = errorRow(code);
  answerError(arrival.request, arrival.response, code, arrival.requestId, door.limits);
  const caller = await callerOf(door, arrival);
  const policy = door.policy();
  if (caller === undefined || policy === undefined) noteAnonymous(door, arrival, code, status, '');
  else {
    const prospect = prospectOf(door, arrival, caller, policy, undefined);
    noteCaller(door, arrival, prospect, code, status, { target: targetAsSent(door, arrival) });
  }
  return 'refused';
}

async function callerOf(door: Door, { request }: Arrival): Promise<Caller | undefined> {
  const presented = presentedToken(request.rawHeaders, request.url ?? '');
  if (presented.kind === 'refused') return undefined;
  const cached = door.verifier.cached(presented.token);
  if (cached !== undefined) return cached;
  const identified = await identify(door.verifier, presented.token);
  return identified.kind === 'caller' ? identified.caller : undefined;
}

function prospectOf(
  door: Door,
  { source, headers: { traceparent, tracestate }, receivedMs: nowMs }: Arrival,
  caller: Caller,
  policy: PolicyInForce,
  claimedSession: string | undefined,
): Prospect {
  return door.sessions.prospect({
    ...{ caller, policy, source, claimedSession, connection: '', traceparent, tracestate, nowMs },
  });
}

function targetAsSent(door: Door, arrival: Arrival): HttpTarget {
  const path = arrival.request.url?.split('?', 1)[0] ?? '';
  const words = wordsOf(door);
  return describeTarget(arrival.method, path, arrival.headers, door.limits.recordedPathCharactersMax, words);
}

/** A no of the gateway's own endpoints, which answer in their own words: an event like any other refusal. */
export function noteOwnRefusal(door: Door, arrival: Arrival, status: number, refusal: OwnRefusal): void {
  const { code, caller, claimedIssuer } = refusal;
  const policy = door.policy();
  if (caller === undefined || policy === undefined) {
    noteAnonymous(door, arrival, code, status, claimedIssuer);
    return;
  }
  const prospect = prospectOf(door, arrival, caller, policy, arrival.headers.claimedSession);
  noteCaller(door, arrival, prospect, code, status, { target: targetAsSent(door, arrival) });
}

export interface CallerRefusalFacts {
  readonly target: HttpTarget | undefined;
  readonly verdict: Verdict | undefined;
  readonly details?: ErrorDetails;
  readonly operation?: Operation | undefined;
  /** Whose clients are to understand the answer. */
  readonly dialect?: Dialect;
}

/** A refusal of a verified caller: told in its session, which it does not open. */
export function refuseCaller(
  door: Door,
  arrival: Arrival,
  prospect: Prospect,
  code: RefusalCode,
  facts: CallerRefusalFacts,
): 'refused' {
  const { details, dialect } = facts;
  answerError(arrival.request, arrival.response, code, arrival.requestId, door.limits, details, dialect);
  noteCaller(door, arrival, prospect, code, errorRow(code).status, facts);
  return 'refused';
}

function noteCaller(
  door: Door,
  arrival: Arrival,
  prospect: Prospect,
  code: RefusalCode,
  status: number,
  { target, verdict, operation }: Partial<Pick<CallerRefusalFacts, 'target' | 'verdict' | 'operation'>>,
): void {
  door.counters.refuse(code);
  door.refusals.caller(prospect, {
    code,
    status,
    requestId: arrival.requestId,
    target,
    verdict,
    operation,
    claimed: describeClaims(arrival.headers, wordsOf(door)),
    nowMs: arrival.receivedMs,
  });
}

/** Without a document nobody knows what to mask: then nothing of a request's own words is told. */
const wordsOf = (door: Door): RecordedWords => door.policy()?.recordedWords ?? (() => '');
