/** Asks the gateway for a session token that permits less than the caller's own (RFC 8693, `POST /token`). */
import { CliError } from '../cli-error.js';

export interface Wanted {
  /** Of the agent that will act with the session token; it becomes the front of the token's `act`. */
  readonly actorToken: string | undefined;
  readonly connections: string | undefined;
  readonly operations: string | undefined;
  readonly ttlS: number | undefined;
}

export interface SessionToken {
  readonly token: string;
  readonly expiresInS: number;
}

const accessToken = 'urn:ietf:params:oauth:token-type:access_token';

interface Answer {
  readonly access_token?: string;
  readonly expires_in?: number;
  readonly error_description?: string;
}

/** @throws CliError with the gateway's own sentence when it refuses */
export async function exchangeToken(
  gatewayUrl: string,
  subjectToken: string,
  wanted: Wanted,
): Promise<SessionToken> {
  const form = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: subjectToken,
    subject_token_type: accessToken,
    ...(wanted.actorToken === undefined
      ? {}
      : { actor_token: wanted.actorToken, actor_token_type: accessToken }),
    ...(wanted.connections === undefined ? {} : { connections: wanted.connections }),
    ...(wanted.operations === undefined ? {} : { operations: wanted.operations }),
    ...(wanted.ttlS === undefined ? {} : { ttl: String(wanted.ttlS) }),
  });
  let response: Response;
  try {
    response = await fetch(`${gatewayUrl}/token`, { method: 'POST', body: form });
  } catch (cause) {
    throw new CliError('unavailable', `The gateway at ${gatewayUrl} does not answer.`, { cause });
  }
  const text = await response.text();
  let answer: Answer;
  try {
    answer = JSON.parse(text) as Answer;
  } catch (cause) {
    throw new CliError('failed', `${gatewayUrl} answered with status ${response.status}; is it a gateway?`, {
      cause,
    });
  }
  if (answer.access_token === undefined) {
    const reason = response.status === 503 ? 'unavailable' : 'denied';
    throw new CliError(
      reason,
      answer.error_description ?? `The gateway answered with status ${response.status}.`,
    );
  }
  return { token: answer.access_token, expiresInS: answer.expires_in ?? 0 };
}
