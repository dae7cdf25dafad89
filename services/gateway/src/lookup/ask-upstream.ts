/** One question to an upstream in the gateway's own name: with the connection's credential, bounded in time and size. */
import type { Dispatcher } from 'undici';
import type { ConnectionInForce } from '../core/ports/policy-in-force.js';
import type { LookupLimits } from './lookup-limits.js';

/** Why a question was not answered; for the operator's log, nothing of the answer in it. */
export type AskFailure = 'no credential' | 'too late' | 'too large' | 'unreachable' | `status ${number}`;

export type Asked =
  | { readonly kind: 'found'; readonly body: Uint8Array }
  /** There is no such thing, or no such path: 404, 405, 410. */
  | { readonly kind: 'absent'; readonly body: Uint8Array }
  | { readonly kind: 'failed'; readonly why: AskFailure };

export interface AskParts {
  /** The pool of a connection. */
  readonly poolOf: (connection: ConnectionInForce) => Dispatcher;
  readonly limits: Pick<LookupLimits, 'askMsMax' | 'answerBytesMax'>;
}

/** `GET` of a path below the connection's base. Never rejects; redirects are not followed. */
export async function askUpstream(
  connection: ConnectionInForce,
  path: string,
  { poolOf, limits }: AskParts,
): Promise<Asked> {
  const credential = connection.credential();
  if (credential.kind === 'unavailable') return { kind: 'failed', why: 'no credential' };
  const signal = AbortSignal.timeout(limits.askMsMax);
  try {
    const { statusCode, body } = await poolOf(connection).request({
      method: 'GET',
      path: connection.basePath + path,
      headers: {
        accept: 'application/json',
        'accept-encoding': 'identity',
        'user-agent': 'sallyport-gateway',
        ...(credential.kind === 'header' ? { [credential.name]: credential.value } : {}),
      },
      signal,
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      // Leaving the loop destroys the body, and its connection with it.
      if (bytes > limits.answerBytesMax) return { kind: 'failed', why: 'too large' };
      chunks.push(chunk);
    }
    if (statusCode === 200) return { kind: 'found', body: Buffer.concat(chunks) };
    const isAbsent = statusCode === 404 || statusCode === 405 || statusCode === 410;
    return isAbsent
      ? { kind: 'absent', body: Buffer.concat(chunks) }
      : { kind: 'failed', why: `status ${statusCode}` };
  } catch {
    // The request that waits for the name meets the same upstream, and says itself what is wrong with it.
    return { kind: 'failed', why: signal.aborted ? 'too late' : 'unreachable' };
  }
}
