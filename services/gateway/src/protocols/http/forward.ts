/** Eighth step: the request as the upstream gets it, with the real credential and without anything of the caller's token. */
import type { Dispatcher } from 'undici';
import type { CredentialInForce } from '../../core/ports/policy-in-force.js';
import type { AcceptedArrival, Arrival } from './arrival.js';
import type { Upload } from './upload.js';

const nothingInjected: ReadonlySet<string> = new Set();
const injectedNames = new Map<string, ReadonlySet<string>>();

/** Client headers with the credential's name are dropped, so that a client cannot add a second value. */
function namesOf(name: string): ReadonlySet<string> {
  let names = injectedNames.get(name);
  if (names === undefined) injectedNames.set(name, (names = new Set([name])));
  return names;
}

export interface Forwarded {
  readonly arrival: Arrival;
  readonly accepted: AcceptedArrival;
  readonly credential: Exclude<CredentialInForce, { kind: 'unavailable' }>;
  readonly token: string;
  /** The path that was judged. */
  readonly path: string;
  readonly body: Buffer | Upload;
}

/** What undici is given. `Host` and framing come from undici, that is from the connection and the body itself. */
export function dispatchOptions(forwarded: Forwarded): Dispatcher.DispatchOptions {
  const { arrival, accepted, credential, token, path, body } = forwarded;
  const injected = credential.kind === 'header' ? namesOf(credential.name) : nothingInjected;
  const headers = arrival.headers.forUpstream(token, injected);
  if (credential.kind === 'header') headers.push(credential.name, credential.value);
  if (accepted.framing.kind === 'length') headers.push('content-length', String(accepted.framing.bytes));
  return {
    path: path + accepted.target.query,
    method: arrival.method,
    headers,
    body: Buffer.isBuffer(body) && body.length === 0 ? null : body,
    // Requests are never put behind one another on a connection, so the answer of one cannot be taken for another's.
    idempotent: false,
  };
}
