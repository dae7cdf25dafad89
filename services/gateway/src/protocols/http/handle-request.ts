/** The life of one request, from its headers to its completion: read it top to bottom. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Outcome, type Body } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { Reason } from '@sallyport/policy/verdict';
import { RequestHeaders } from '@sallyport/wire/http/request-headers';
import type { RefusalCode } from '../../core/error-table.js';
import type { ConnectionInForce } from '../../core/ports/policy-in-force.js';
import { RecordError } from '../../core/ports/recorder.js';
import type { Joined, Prospect } from '../../core/session-desk.js';
import { verdictMessage } from '../../core/verdict-record.js';
import { accept } from './accept.js';
import type { Arrival } from './arrival.js';
import { answerOwn } from './answer-own.js';
import { ClientConnection } from './client-connection.js';
import { describeTarget, judgedRequest } from './describe.js';
import type { Door } from './door.js';
import { Exchange } from './exchange.js';
import { dispatchOptions } from './forward.js';
import { gatherBody } from './gather-body.js';
import { identify, presentedToken } from './identify.js';
import { receivedDraft, recorded } from './record.js';
import { refuseAnonymous, refuseCaller, refuseForm } from './refuse.js';
import { TrailingRequest } from './trailing-request.js';
import { Upload } from './upload.js';

/** How a request left: no, the gateway's own answer, recorded but not forwarded, or on its way upstream. */
export type Passage = 'refused' | 'answered' | 'prevented' | 'forwarded';

/**
 * One request: accept, identify, resolve, describe, decide, record, forward, relay, complete. Between the cached token and
 * the recorder nothing is awaited but the body. Whatever is refused on the way is answered and recorded as refused.
 */
export async function handleRequest(
  door: Door,
  request: IncomingMessage,
  response: ServerResponse,
  awaitsContinue: boolean,
): Promise<Passage> {
  // 1. Accept: limits and one reading of the request.
  const arrival = arrive(door, request, response, awaitsContinue);
  const full = shut(door);
  if (full !== undefined) return refuseAnonymous(door, arrival, full);
  const form = accept(arrival, door.limits);
  if (form.kind === 'refused') return refuseForm(door, arrival, form.code);
  const { target, framing } = form.accepted;
  const own = door.ownEndpoints.get(request.url?.split('?', 1)[0] ?? '');
  if (own !== undefined) return answerOwn(door, arrival, form.accepted, own);
  const policy = door.policy();
  if (policy === undefined) return refuseAnonymous(door, arrival, 'POLICY_UNAVAILABLE');

  // 2. Identify: from the cache without waiting, else by a full verification.
  const presented = presentedToken(request.rawHeaders, request.url ?? '');
  if (presented.kind === 'refused') {
    return refuseAnonymous(door, arrival, presented.code, { message: presented.message });
  }
  const { token } = presented;
  let caller = door.verifier.cached(token);
  if (caller === undefined) {
    const identified = await identify(door.verifier, token);
    if (identified.kind === 'refused') {
      const { code, message, claimedIssuer } = identified;
      return refuseAnonymous(door, arrival, code, { message }, claimedIssuer);
    }
    caller = identified.caller;
  }

  // 3. Resolve the connection and the session.
  const connection = policy.connection(target.connection);
  const prospect = door.sessions.prospect({
    caller,
    policy,
    source: arrival.source,
    claimedSession: arrival.headers.claimedSession,
    connection: connection?.name ?? '',
    traceparent: arrival.headers.traceparent,
    tracestate: arrival.headers.tracestate,
    nowMs: arrival.receivedMs,
  });

  // 4. Describe.
  const path = connection === undefined ? pathAsSent(target) : connection.basePath + target.path;
  const described = describeTarget(
    arrival.method,
    path,
    arrival.headers,
    door.limits.recordedPathCharactersMax,
  );
  if (connection === undefined) {
    return refuseCaller(door, arrival, prospect, 'CONNECTION_UNKNOWN', {
      target: described,
      verdict: undefined,
    });
  }

  // 5. Decide: in process, by the document in force. 6. Hold comes with approvals; until then it is a no.
  const verdict = policy.judge(judgedRequest(caller, connection.name, arrival.method, path));
  if (verdict.decision !== 'allow') {
    const code: RefusalCode = verdict.decision === 'hold' ? 'APPROVAL_UNAVAILABLE' : 'POLICY_DENIED';
    const { sentence: message, rule, reasons } = verdict;
    return refuseCaller(door, arrival, prospect, code, {
      target: described,
      verdict: verdictMessage(verdict),
      details: { message, rule, reasons, ...(ofToken(reasons) && { remedy: widerToken }) },
    });
  }
  const credential = connection.credential();
  if (credential.kind === 'unavailable') {
    return refuseCaller(door, arrival, prospect, 'CREDENTIAL_UNAVAILABLE', {
      target: described,
      verdict: verdictMessage(verdict),
    });
  }

  // 7. Record, in its session, which begins with the first that passes: what follows runs only when the request is durable.
  if (awaitsContinue) response.writeContinue();
  const gathered = await gatherBody(request, framing, door.limits);
  const isFull = connection.record === 'full';
  const joined = door.sessions.join(prospect);
  const { draft, sha256 } = receivedDraft({
    arrival,
    joined,
    target: described,
    verdict: verdictMessage(verdict),
    query: target.query,
    gathered,
    full: isFull,
  });
  try {
    await recorded(door.recorder, joined, draft);
  } catch (error) {
    return notRecorded(door, arrival, prospect, joined, error);
  }
  const bytes = gathered.kind === 'whole' ? gathered.bytes : gathered.first;
  const encoding = arrival.headers.contentEncoding;
  const requestBody = { size: bytes.length, sha256, inline: undefined, parts: 0, encoding };
  const prevented = response.destroyed || (request.destroyed && !request.complete) ? 'gone' : door.closed;
  if (prevented !== undefined) return prevent(door, arrival, joined, connection, prevented, requestBody);

  // 8. Forward, 9. relay, 10. complete: the exchange lives until one of its sides ends it.
  let upload: Upload | undefined;
  if (gathered.kind === 'open') {
    upload = new Upload(
      request,
      {
        requestId: arrival.requestId,
        envelope: joined.envelope,
        recorder: door.recorder,
        full: isFull,
        encoding,
        partBytesMax: door.limits.requestPartBytesMax,
        bodyBytesMax: door.limits.requestBodyBytesMax,
        gatherBytesMax: door.limits.requestPartGatherBytesMax,
        gatherMsMax: door.limits.requestPartGatherMsMax,
        failed: (code) => exchange.end(Outcome.CUT, code),
      },
      gathered.first,
    );
  }
  const exchange: Exchange = new Exchange(door, arrival, joined, connection, upload ?? requestBody);
  const body = upload ?? bytes;
  exchange.start(
    // undici sends no trailers; a request that announces some goes another way.
    () =>
      arrival.headers.trailer !== undefined && framing.kind === 'chunked'
        ? new TrailingRequest(connection, request, token, credential.kind === 'header' ? credential.name : '')
        : door.pools.of(connection),
    dispatchOptions({ arrival, accepted: form.accepted, credential, token, path, body }),
  );
  return 'forwarded';
}

/** Of a request that names no connection we have. */
function pathAsSent({ connection, path }: { connection: string; path: string }): string {
  return connection === '' ? path : `/${connection}${path}`;
}

function arrive(
  door: Door,
  request: IncomingMessage,
  response: ServerResponse,
  awaitsContinue: boolean,
): Arrival {
  const receivedMs = Date.now();
  const client = ClientConnection.of(request.socket, door.trustedProxies);
  const headers = new RequestHeaders(request.rawHeaders, request.httpVersion);
  return {
    request,
    response,
    client,
    requestId: door.newId(receivedMs),
    receivedMs,
    startedMs: performance.now(),
    method: request.method ?? '',
    headers,
    source: client.source(headers),
    awaitsContinue,
  };
}

/** The caller may, his session token may not: then it is the token that has to be another. */
const widerToken = 'Ask for a session token that includes it, for example with `sallyport token`.';

function ofToken(reasons: readonly Reason[]): boolean {
  return reasons.includes('TOKEN_CONNECTION_NOT_ALLOWED') || reasons.includes('TOKEN_OPERATION_NOT_ALLOWED');
}

/** Why nobody is let in at the moment, if so. */
function shut(door: Door): RefusalCode | undefined {
  if (door.closed !== undefined) return door.closed;
  if (door.counters.inFlight > door.limits.inFlightRequestsMax) return 'OVERLOADED';
  return door.recorder.unavailable() === undefined ? undefined : 'AUDIT_UNAVAILABLE';
}

/** The request could not be recorded, so it does not pass. */
function notRecorded(
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

/** Recorded, and then not forwarded after all: the client went away while its event was written, or the stop began. */
function prevent(
  door: Door,
  arrival: Arrival,
  joined: Joined,
  connection: ConnectionInForce,
  why: 'gone' | RefusalCode,
  requestBody: Body,
): 'prevented' {
  const exchange = new Exchange(door, arrival, joined, connection, requestBody);
  if (why === 'gone') exchange.clientGone(false);
  else exchange.end(Outcome.CUT, why);
  return 'prevented';
}
