/** The life of one request, from its headers to its completion: read it top to bottom. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BytesMasker } from '@sallyport/masking/stream/bytes-masker';
import { verdictMessage } from '../../core/verdict-record.js';
import { accept } from './accept.js';
import { arrive, shut } from './arrive.js';
import type { Arrival, UpgradedSocket } from './arrival.js';
import { answerOwn } from './answer-own.js';
import { bufferOf } from './buffer-of.js';
import { describeTarget } from './describe.js';
import type { Door } from './door.js';
import { examine } from './examine.js';
import { holdThenSend } from './hold.js';
import { identify, presentedToken } from './identify.js';
import { receivedDrafts, recorded } from './record.js';
import { refuseAnonymous, refuseCaller, refuseForm } from './refuse.js';
import { raiseAlerts } from './raise-alerts.js';
import { notRecorded, refuseExamined } from './refuse-examined.js';
import type { Passage } from './passage.js';
import { sendOn } from './send-on.js';
import { threadIn } from './session-of.js';
import { lockableOf, standingNo } from './standing-no.js';
import { takesUpgrade } from '../websocket/may-upgrade.js';

/**
 * One request: accept, identify, resolve, describe, decide, record, hold, forward, relay, complete. Between the cached token and
 * the recorder nothing is awaited but the body. Whatever is refused on the way is answered and recorded as refused.
 */
export async function handleRequest(
  door: Door,
  request: IncomingMessage,
  response: ServerResponse,
  awaitsContinue: boolean,
  upgrade?: UpgradedSocket,
): Promise<Passage> {
  // 1. Accept: limits and one reading of the request.
  const asked = arrive(door, request, response, awaitsContinue);
  const arrival: Arrival = upgrade === undefined ? asked : { ...asked, upgrade };
  const full = shut(door);
  if (full !== undefined) return refuseAnonymous(door, arrival, full);
  const form = accept(arrival, door.limits);
  if (form.kind === 'refused') return refuseForm(door, arrival, form.code);
  const { target } = form.accepted;
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
    thread: threadIn(target.path, connection),
    traceparent: arrival.headers.traceparent,
    tracestate: arrival.headers.tracestate,
    nowMs: arrival.receivedMs,
  });
  const path = connection === undefined ? pathAsSent(target) : connection.basePath + target.path;
  const described = describeTarget(
    arrival.method,
    path,
    arrival.headers,
    door.limits.recordedPathCharactersMax,
    policy.recordedWords,
  );
  if (connection === undefined) {
    return refuseCaller(door, arrival, prospect, 'CONNECTION_UNKNOWN', {
      target: described,
      verdict: undefined,
    });
  }

  if (upgrade !== undefined && !takesUpgrade(connection, target)) {
    return refuseCaller(door, arrival, prospect, 'UPGRADE_REFUSED', {
      target: described,
      verdict: undefined,
    });
  }

  const subject = { arrival, accepted: form.accepted, policy, caller, connection, prospect, path };
  const no = standingNo(door, lockableOf(subject), connection, policy);
  if (no !== undefined)
    return refuseCaller(door, arrival, prospect, no, { target: described, verdict: undefined });

  // 4. Describe, 5. decide by the document in force, 6. mask.
  const examined = await examine(door, subject);
  if (examined.kind === 'refused') return refuseExamined(door, subject, examined, described);
  if (connection.credential().kind === 'unavailable') {
    examined.admission?.end();
    return refuseCaller(door, arrival, prospect, 'CREDENTIAL_UNAVAILABLE', {
      target: described,
      verdict: verdictMessage(examined.verdict, policy.recordedWords),
    });
  }

  // 7. Record, in its session, which begins with the first that passes: what follows runs only when the request is durable.
  const isFull = connection.record === 'full';
  const joined = door.sessions.join(prospect);
  const { gathered } = examined.body;
  const masker =
    gathered.kind === 'open' && examined.plan !== undefined ? new BytesMasker(examined.plan) : undefined;
  const first =
    masker === undefined ? examined.body.recorded : bufferOf(masker.push(examined.body.sent).recorded);
  const events = receivedDrafts({
    arrival,
    joined,
    target: described,
    passing: examined,
    recorded: first,
    words: policy.recordedWords,
    full: isFull,
    inlineBytesMax: door.limits.requestInlineBytesMax,
    partBytesMax: door.limits.requestPartBytesMax,
  });
  const source = { requestId: arrival.requestId, envelope: joined.envelope };
  raiseAlerts(door, source, examined.verdict, examined.failures);
  try {
    await recorded(door.recorder, joined, events);
  } catch (error) {
    examined.admission?.end();
    return notRecorded(door, arrival, prospect, joined, error);
  }
  const durable = {
    subject,
    joined,
    examined,
    target: described,
    token,
    first,
    masker,
    requestBody: events.body,
  };
  // A hold: people are asked, and what they let through goes on as it is judged then.
  return examined.verdict.decision === 'hold' ? holdThenSend(door, durable) : sendOn(door, durable);
}

/** Of a request that names no connection we have. */
function pathAsSent({ connection, path }: { connection: string; path: string }): string {
  return connection === '' ? path : `/${connection}${path}`;
}
