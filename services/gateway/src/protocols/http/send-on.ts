/** Eighth to tenth step: a request that is durable and may pass goes to its upstream, and its answer comes back. */
import {
  Outcome,
  type Body,
  type HttpTarget,
} from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { BytesMasker } from '@sallyport/masking/stream/bytes-masker';
import { plain } from '@sallyport/wire/plain/plain';
import type { RefusalCode } from '../../core/error-table.js';
import type { CredentialInForce } from '../../core/ports/policy-in-force.js';
import type { Joined } from '../../core/session-desk.js';
import type { AnswerFor } from './answer-rules.js';
import type { Door } from './door.js';
import type { Passing, Subject } from './examined.js';
import { Exchange } from './exchange.js';
import { dispatchOptions } from './forward.js';
import { arrivedBytes } from './gather-body.js';
import type { Passage } from './passage.js';
import { sessionValues } from './session-of.js';
import { TrailingRequest } from './trailing-request.js';
import { Upload } from './upload.js';
import { socketRequest } from '../websocket/open-socket.js';

/** A request whose event is durable. */
export interface DurableRequest {
  readonly subject: Subject;
  readonly joined: Joined;
  readonly examined: Passing;
  readonly target: HttpTarget;
  /** The caller's own. */
  readonly token: string;
  /** What of its body is recorded so far. */
  readonly first: Buffer;
  /** Of a body that goes on arriving. */
  readonly masker: BytesMasker | undefined;
  readonly requestBody: Body;
}

/** The exchange lives until one of its sides ends it. */
export function sendOn(door: Door, durable: DurableRequest): Passage {
  const { subject, joined, examined, token, requestBody } = durable;
  const { arrival, accepted, connection, prospect, path } = subject;
  const { request, response, upgrade } = arrival;
  const answer = { examined, values: sessionValues(door, prospect, joined, examined.tokens) };
  const prevented = response.destroyed || (request.destroyed && !request.complete) ? 'gone' : door.closed;
  if (prevented !== undefined) return prevent(door, durable, answer, prevented);
  const credential = connection.credential();
  if (credential.kind === 'unavailable') return prevent(door, durable, answer, 'CREDENTIAL_UNAVAILABLE');

  door.names.changed(connection, { method: arrival.method, path: accepted.target.path });
  const upload = uploadOf(door, durable, (code) => exchange.end(Outcome.CUT, code));
  const exchange: Exchange = new Exchange(door, subject, joined, answer, upload ?? requestBody);
  exchange.start(
    // A socket goes its own way once the upstream has opened it. undici sends no trailers; a request that announces some goes another way.
    () =>
      upgrade !== undefined
        ? socketRequest({ door, subject, joined, answer, token, exchange, upgrade })
        : arrival.headers.trailer !== undefined && accepted.framing.kind === 'chunked'
          ? new TrailingRequest(connection, request, token, injectedName(credential))
          : door.pools.of(connection),
    dispatchOptions({
      arrival,
      accepted,
      credential,
      token,
      path: path + examined.query.sent,
      body: upload ?? examined.body.sent,
      isBare: examined.body.sentEncoding === '',
      isChanged: upload === undefined && examined.body.sent !== arrivedBytes(examined.body.gathered),
      isAnswerRead: exchange.readsAnswer || arrival.opened !== undefined,
      stripsCookies: (connection.cookies ?? (examined.dialect === plain ? 'pass' : 'strip')) === 'strip',
    }),
  );
  return 'forwarded';
}

const injectedName = (credential: CredentialInForce): string =>
  credential.kind === 'header' ? credential.name : '';

/** Undefined where the body is there whole. */
function uploadOf(
  door: Door,
  { subject, joined, examined, first, masker }: DurableRequest,
  failed: (code: RefusalCode) => void,
): Upload | undefined {
  const { gathered } = examined.body;
  if (gathered.kind === 'whole') return undefined;
  const { arrival, connection, policy } = subject;
  const { limits, recorder, maskKeys } = door;
  return new Upload(
    arrival.request,
    {
      requestId: arrival.requestId,
      envelope: joined.envelope,
      recorder,
      full: connection.record === 'full',
      masker,
      digestKey: maskKeys.digestKey,
      encoding: policy.recordedWords(arrival.headers.contentEncoding),
      partBytesMax: limits.requestPartBytesMax,
      bodyBytesMax: limits.requestBodyBytesMax,
      gatherBytesMax: limits.requestPartGatherBytesMax,
      gatherMsMax: limits.requestPartGatherMsMax,
      failed,
    },
    { sent: gathered.first, recorded: first },
  );
}

/** Recorded, and then not forwarded after all: the client went away while its event was written, or the stop began. */
function prevent(
  door: Door,
  { subject, joined, requestBody }: DurableRequest,
  answer: AnswerFor,
  why: 'gone' | RefusalCode,
): 'prevented' {
  const exchange = new Exchange(door, subject, joined, answer, requestBody);
  if (why === 'gone') exchange.clientGone(false);
  else exchange.end(Outcome.CUT, why);
  return 'prevented';
}
