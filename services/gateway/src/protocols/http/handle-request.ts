/** The life of one request, from its headers to its completion: read it top to bottom. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Outcome, type Body } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { BytesMasker } from '@sallyport/masking/stream/bytes-masker';
import type { RefusalCode } from '../../core/error-table.js';
import type { Joined } from '../../core/session-desk.js';
import { verdictMessage } from '../../core/verdict-record.js';
import { accept } from './accept.js';
import { arrive, shut } from './arrive.js';
import type { Arrival, UpgradedSocket } from './arrival.js';
import { answerOwn } from './answer-own.js';
import { bufferOf } from './buffer-of.js';
import { describeTarget } from './describe.js';
import type { Door } from './door.js';
import { examine, type Subject } from './examine.js';
import type { AnswerFor } from './answer-rules.js';
import { Exchange } from './exchange.js';
import { dispatchOptions } from './forward.js';
import type { GatheredBody } from './gather-body.js';
import { identify, presentedToken } from './identify.js';
import { receivedDrafts, recorded } from './record.js';
import { refuseAnonymous, refuseCaller, refuseForm } from './refuse.js';
import { raiseAlerts } from './raise-alerts.js';
import { notRecorded, refuseExamined } from './refuse-examined.js';
import { sessionValues, threadIn } from './session-of.js';
import { TrailingRequest } from './trailing-request.js';
import { Upload } from './upload.js';
import { takesUpgrade } from '../websocket/may-upgrade.js';
import { socketRequest } from '../websocket/open-socket.js';

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
  upgrade?: UpgradedSocket,
): Promise<Passage> {
  // 1. Accept: limits and one reading of the request.
  const asked = arrive(door, request, response, awaitsContinue);
  const arrival: Arrival = upgrade === undefined ? asked : { ...asked, upgrade };
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

  // 4. Describe, 5. decide by the document in force, 6. mask. A hold comes with approvals; until then it is a no.
  const subject = { arrival, accepted: form.accepted, policy, caller, connection, prospect, path };
  const examined = await examine(door, subject);
  if (examined.kind === 'refused') return refuseExamined(door, subject, examined, described);
  const credential = connection.credential();
  if (credential.kind === 'unavailable') {
    examined.admission?.end();
    return refuseCaller(door, arrival, prospect, 'CREDENTIAL_UNAVAILABLE', {
      target: described,
      verdict: verdictMessage(examined.verdict, policy.recordedWords),
    });
  }

  // 7. Record, in its session, which begins with the first that passes: what follows runs only when the request is durable.
  const isFull = connection.record === 'full';
  const joined = door.sessions.join(prospect);
  const values = sessionValues(door, prospect, joined, examined.tokens);
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
  const answer = { examined, values };
  const prevented = response.destroyed || (request.destroyed && !request.complete) ? 'gone' : door.closed;
  if (prevented !== undefined) return prevent(door, subject, joined, answer, prevented, events.body);

  door.names.changed(connection, { method: arrival.method, path: target.path });

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
        masker,
        digestKey: door.maskKeys.digestKey,
        encoding: policy.recordedWords(arrival.headers.contentEncoding),
        partBytesMax: door.limits.requestPartBytesMax,
        bodyBytesMax: door.limits.requestBodyBytesMax,
        gatherBytesMax: door.limits.requestPartGatherBytesMax,
        gatherMsMax: door.limits.requestPartGatherMsMax,
        failed: (code) => exchange.end(Outcome.CUT, code),
      },
      { sent: gathered.first, recorded: first },
    );
  }
  const exchange: Exchange = new Exchange(door, subject, joined, answer, upload ?? events.body);
  exchange.start(
    // A socket goes its own way once the upstream has opened it. undici sends no trailers; a request that announces some goes another way.
    () =>
      upgrade !== undefined
        ? socketRequest({ door, subject, joined, answer, token, exchange, upgrade })
        : arrival.headers.trailer !== undefined && framing.kind === 'chunked'
          ? new TrailingRequest(
              connection,
              request,
              token,
              credential.kind === 'header' ? credential.name : '',
            )
          : door.pools.of(connection),
    dispatchOptions({
      arrival,
      accepted: form.accepted,
      credential,
      token,
      path: path + examined.query.sent,
      body: upload ?? examined.body.sent,
      isBare: examined.body.sentEncoding === '',
      isChanged: upload === undefined && examined.body.sent !== gatheredBytes(gathered),
      isAnswerRead: exchange.readsAnswer,
    }),
  );
  return 'forwarded';
}

const gatheredBytes = (gathered: GatheredBody): Buffer =>
  gathered.kind === 'whole' ? gathered.bytes : gathered.first;

/** Of a request that names no connection we have. */
function pathAsSent({ connection, path }: { connection: string; path: string }): string {
  return connection === '' ? path : `/${connection}${path}`;
}

/** Recorded, and then not forwarded after all: the client went away while its event was written, or the stop began. */
function prevent(
  door: Door,
  subject: Subject,
  joined: Joined,
  answer: AnswerFor,
  why: 'gone' | RefusalCode,
  requestBody: Body,
): 'prevented' {
  const exchange = new Exchange(door, subject, joined, answer, requestBody);
  if (why === 'gone') exchange.clientGone(false);
  else exchange.end(Outcome.CUT, why);
  return 'prevented';
}
