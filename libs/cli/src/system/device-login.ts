/** Logs a person in at the identity provider by device flow (RFC 8628), and refreshes the login later. */
import * as oidc from 'openid-client';
import { CliError } from '../cli-error.js';
import type { Login } from './logins.js';

export interface LoginTarget {
  readonly url: string;
  readonly gatewayUrl: string | undefined;
  readonly issuer: string;
  readonly clientId: string;
}

/** Tells the person where to go and which code to compare. */
export type ShowCode = (code: { readonly url: string; readonly userCode: string }) => void;

const scope = 'openid profile email groups offline_access';
const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Named deprecated by the library so that it stands out; here it is for the demo's provider on this machine alone. */
const plainHttp = (oidc as Readonly<Record<string, unknown>>)['allowInsecureRequests'] as (
  config: oidc.Configuration,
) => void;

async function discover(issuer: string, clientId: string): Promise<oidc.Configuration> {
  const url = new URL(issuer);
  const execute = loopback.test(url.hostname) && url.protocol === 'http:' ? [plainHttp] : [];
  try {
    return await oidc.discovery(url, clientId, undefined, oidc.None(), { execute });
  } catch (cause) {
    throw new CliError('unavailable', `The identity provider ${issuer} does not answer as one.`, { cause });
  }
}

function made(
  target: LoginTarget,
  tokens: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers,
): Login {
  const { access_token: accessToken, refresh_token: refreshToken } = tokens;
  return {
    url: target.url,
    ...(target.gatewayUrl === undefined ? {} : { gatewayUrl: target.gatewayUrl }),
    issuer: target.issuer,
    clientId: target.clientId,
    accessToken,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    expiresAtS: Math.floor(Date.now() / 1000) + (tokens.expiresIn() ?? 0),
  };
}

/** @throws CliError when the person refuses, or the code runs out */
export async function logIn(target: LoginTarget, show: ShowCode): Promise<Login> {
  const config = await discover(target.issuer, target.clientId);
  try {
    const device = await oidc.initiateDeviceAuthorization(config, { scope });
    show({ url: device.verification_uri_complete ?? device.verification_uri, userCode: device.user_code });
    return made(target, await oidc.pollDeviceAuthorizationGrant(config, device));
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    const code = cause instanceof oidc.ResponseBodyError ? cause.error : 'no answer';
    throw new CliError('denied', `The login was not completed (${code}).`, { cause });
  }
}

/** @throws CliError when the login has ended and the person must log in again */
export async function refresh(login: Login): Promise<Login> {
  const again = 'Your login has ended. Log in again: npx --no-install sallyport login';
  if (login.refreshToken === undefined) throw new CliError('denied', again);
  const config = await discover(login.issuer, login.clientId);
  try {
    const tokens = await oidc.refreshTokenGrant(config, login.refreshToken);
    const target = { ...login, gatewayUrl: login.gatewayUrl };
    return { refreshToken: login.refreshToken, ...made(target, tokens) };
  } catch (cause) {
    throw new CliError('denied', again, { cause });
  }
}
