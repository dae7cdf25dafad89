/** Eighth step: the request as the upstream gets it, with the real credential and without anything of the caller's token. */
import type { Dispatcher } from 'undici';
import type { CredentialInForce } from '../../core/ports/policy-in-force.js';
import type { AcceptedArrival, Arrival } from './arrival.js';
import type { Upload } from './upload.js';

const nothingInjected: ReadonlySet<string> = new Set();
const injectedNames = new Map<string, ReadonlySet<string>>();

/** Client headers with the credential's name are dropped, so that a client cannot add a second value. */
function namesOf({
  credential,
  isBare,
  isChanged,
  isAnswerRead,
  stripsCookies,
}: Forwarded): ReadonlySet<string> {
  const name = credential.kind === 'header' ? credential.name : '';
  const drops =
    (isBare && isChanged ? 1 : 0) + (isChanged ? 2 : 0) + (isAnswerRead ? 4 : 0) + (stripsCookies ? 8 : 0);
  if (name === '' && drops === 0) return nothingInjected;
  const key = `${drops}${name}`;
  let names = injectedNames.get(key);
  if (names === undefined) {
    names = new Set([
      name,
      ...(isBare && isChanged ? ['content-encoding'] : []),
      ...(isChanged ? describesBody : []),
      ...(isAnswerRead ? ['accept-encoding'] : []),
      ...(stripsCookies ? ['cookie'] : []),
    ]);
    injectedNames.set(key, names);
  }
  return names;
}

export interface Forwarded {
  readonly arrival: Arrival;
  readonly accepted: AcceptedArrival;
  readonly credential: Exclude<CredentialInForce, { kind: 'unavailable' }>;
  readonly token: string;
  /** The path that was judged, with the query that goes on. */
  readonly path: string;
  readonly body: Buffer | Upload;
  /** The body goes on without any coding. */
  readonly isBare: boolean;
  /** It is not the one that came: what describes that one does not hold. */
  readonly isChanged: boolean;
  /** The answer is read: it is asked for without coding. */
  readonly isAnswerRead: boolean;
  /** The client's cookies go no further. */
  readonly stripsCookies: boolean;
}

/** What describes the bytes of a body (RFC 9530, RFC 9421, and what came before them). */
const describesBody = [
  'content-digest',
  'repr-digest',
  'digest',
  'content-md5',
  'signature',
  'signature-input',
];

/** What undici is given. `Host` and framing come from undici, that is from the connection and the body itself. */
export function dispatchOptions(forwarded: Forwarded): Dispatcher.DispatchOptions {
  const { arrival, accepted, credential, token, path, body, isAnswerRead } = forwarded;
  const headers = arrival.headers.forUpstream(token, namesOf(forwarded));
  if (credential.kind === 'header') headers.push(credential.name, credential.value);
  if (isAnswerRead) headers.push('accept-encoding', 'identity');
  if (accepted.framing.kind === 'length') {
    headers.push('content-length', String(Buffer.isBuffer(body) ? body.length : accepted.framing.bytes));
  }
  return {
    path,
    method: arrival.method,
    headers,
    body: Buffer.isBuffer(body) && body.length === 0 ? null : body,
    // Requests are never put behind one another on a connection, so the answer of one cannot be taken for another's.
    idempotent: false,
  };
}
