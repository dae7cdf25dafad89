/** The provider says that somebody's session is over (OpenID Connect Back-Channel Logout 1.0): what they run is stopped. */
import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import type { LockDesk } from '../../apply/lock-desk.js';
import type { Person } from '../../core/person.js';
import { logoutLockMs, logoutTokenS, providerMsMax } from '../limits.js';

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';

export interface LogoutsOptions {
  readonly issuer: string;
  readonly clientId: string;
  /** Of the provider, as it describes itself. */
  readonly keysUrl: () => Promise<URL>;
  readonly locks: Pick<LockDesk, 'place'>;
}

export class Logouts {
  private keys: ReturnType<typeof createRemoteJWKSet> | undefined;

  constructor(private readonly options: LogoutsOptions) {}

  /** False when the token is not one of this provider for us. One that names no person ends nothing. */
  async take(token: string): Promise<boolean> {
    const person = await this.read(token);
    if (person === undefined) return false;
    const answer = await this.options.locks.place({
      ...{ target: 'identity', value: person.subject, issuer: person.issuer, terminateLive: true },
      ...{ lastsMs: logoutLockMs, reason: 'Logged out at the identity provider.' },
    });
    return answer.kind === 'done';
  }

  private async read(token: string): Promise<Person | undefined> {
    const { issuer, clientId: audience, keysUrl } = this.options;
    this.keys ??= createRemoteJWKSet(await keysUrl(), { timeoutDuration: providerMsMax });
    try {
      const { payload } = await jwtVerify(token, this.keys, { issuer, audience, maxTokenAge: logoutTokenS });
      return personOf(payload);
    } catch {
      return undefined;
    }
  }
}

/** A logout token has its event and never a nonce, so that no ID token is taken for one. */
function personOf({ iss, sub, events, nonce }: JWTPayload): Person | undefined {
  const isLogout = typeof events === 'object' && events !== null && Object.hasOwn(events, logoutEvent);
  if (!isLogout || nonce !== undefined || iss === undefined || sub === undefined) return undefined;
  return { issuer: iss, subject: sub };
}
