/** The identity provider as logins and groups need it: authorisation code with PKCE, state and nonce; refresh. */
import type { Caller, VerifyToken } from '@sallyport/identity/caller';
import * as oidc from 'openid-client';
import { providerMsMax } from '../limits.js';

/** What must be known again when the person comes back from the provider. */
export interface LoginChecks {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface LoggedIn {
  readonly kind: 'logged-in';
  readonly caller: Caller;
  readonly refreshToken: string;
}
/** `gone`: the provider will not answer for this login any more; `away`: it did not answer now. */
export type NotLoggedIn = { readonly kind: 'gone' | 'away'; readonly why: string };

export interface Provider {
  begin(): Promise<{ readonly url: URL; readonly checks: LoginChecks }>;
  finish(callback: URL, checks: LoginChecks): Promise<LoggedIn | NotLoggedIn>;
  refresh(refreshToken: string): Promise<LoggedIn | NotLoggedIn>;
  /** Where it publishes its keys. */
  keysUrl(): Promise<URL>;
}

export interface ProviderOptions {
  readonly issuer: string;
  readonly clientId: string;
  /** Absent for a public client. */
  readonly clientSecret: string | undefined;
  readonly scope: string;
  /** Where the provider sends people back to. */
  readonly redirectUrl: string;
  /** As for every other token: keys, audience, groups by the policy document. */
  readonly verifier: VerifyToken;
}

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/u;
/** Named deprecated by the library so that it stands out; here it is for a provider on this machine alone. */
const plainHttp = (oidc as Readonly<Record<string, unknown>>)['allowInsecureRequests'] as (
  config: oidc.Configuration,
) => void;

export function openProvider(options: ProviderOptions): Provider {
  const { scope, redirectUrl, verifier } = options;
  let found: Promise<oidc.Configuration> | undefined;
  /** Found at the first use, and again after a failure. */
  const discovered = (): Promise<oidc.Configuration> => {
    found ??= discover(options).catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  };
  const callerOf = async (
    grant: (config: oidc.Configuration) => Promise<oidc.TokenEndpointResponse>,
    before?: string,
  ): Promise<LoggedIn | NotLoggedIn> => {
    try {
      const tokens = await grant(await discovered());
      const result = await verifier.verify(tokens.access_token);
      if (result.kind === 'refused') return { kind: 'gone', why: result.code };
      const refreshToken = tokens.refresh_token ?? before;
      if (refreshToken === undefined) return { kind: 'gone', why: 'NO_REFRESH_TOKEN' };
      return { kind: 'logged-in', caller: result.caller, refreshToken };
    } catch (error) {
      const refused =
        error instanceof oidc.ResponseBodyError || error instanceof oidc.AuthorizationResponseError;
      return refused ? { kind: 'gone', why: error.error } : { kind: 'away', why: 'NO_ANSWER' };
    }
  };
  return {
    async keysUrl() {
      return new URL((await discovered()).serverMetadata().jwks_uri ?? '');
    },
    async begin() {
      const config = await discovered();
      const checks = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
      };
      const url = oidc.buildAuthorizationUrl(config, {
        ...{ redirect_uri: redirectUrl, scope, state: checks.state, nonce: checks.nonce },
        code_challenge: await oidc.calculatePKCECodeChallenge(checks.verifier),
        code_challenge_method: 'S256',
      });
      return { url, checks };
    },
    finish: (callback, { state, nonce, verifier: pkceCodeVerifier }) =>
      callerOf((config) =>
        oidc.authorizationCodeGrant(config, callback, {
          ...{ pkceCodeVerifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
        }),
      ),
    refresh: (refreshToken) =>
      callerOf((config) => oidc.refreshTokenGrant(config, refreshToken), refreshToken),
  };
}

async function discover({ issuer, clientId, clientSecret }: ProviderOptions): Promise<oidc.Configuration> {
  const url = new URL(issuer);
  const execute = loopback.test(url.hostname) && url.protocol === 'http:' ? [plainHttp] : [];
  const authentication = clientSecret === undefined ? oidc.None() : oidc.ClientSecretBasic(clientSecret);
  const timeout = providerMsMax / 1000;
  return oidc.discovery(url, clientId, undefined, authentication, { execute, timeout });
}
