/** The system a command talks to, and the token it talks with: the local start of a clone, or a remote one after a login. */
import { CliError } from '../cli-error.js';
import { refresh } from './device-login.js';
import type { Login, Logins } from './logins.js';
import { findRunFile, readRunFile, type RunFile } from './run-file.js';

export interface System {
  /** Base URL of the archive's REST. */
  readonly url: string;
  /** Base URL of the gateway, where it is known. */
  readonly gatewayUrl: string | undefined;
  /** Base URL of the approval service's REST, where it is known. */
  readonly approvalUrl: string | undefined;
  /** The local start, when it is one. */
  readonly local: RunFile | undefined;
  /** A token that is valid now. @throws CliError when there is none */
  token(): Promise<string>;
}

type Environment = Readonly<Record<string, string | undefined>>;

export interface FindSystem {
  readonly env: Environment;
  readonly cwd: string;
  /** Folder of this package: the clone is above it. */
  readonly packageFolder: string;
  readonly logins: Logins;
  /** Demo identity to act as; `me` is the person's own login. */
  readonly as: string | undefined;
  /** Demo identity that is meant where none is named. */
  readonly usually: string;
}

/** A token with less left than this is renewed first. */
const renewBeforeS = 30;

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}

async function loginToken(logins: Logins, url: string): Promise<string> {
  const login = logins.find(url);
  if (login === undefined) {
    throw new CliError('denied', `Not logged in at ${url}: npx --no-install sallyport login`);
  }
  if (login.expiresAtS - renewBeforeS > Date.now() / 1000) return login.accessToken;
  const fresh = await refresh(login);
  logins.save(fresh);
  return fresh.accessToken;
}

function localSystem(file: string, { logins, usually, as = usually }: FindSystem): System {
  const run = readRunFile(file);
  const archive = run.services['session-archive'];
  if (archive === undefined) throw new CliError('unavailable', `${file} names no session-archive.`);
  const url = withoutSlash(archive.url);
  const approval = run.services['approval'];
  return {
    url,
    gatewayUrl: withoutSlash(run.gateway.url),
    approvalUrl: approval && withoutSlash(approval.url),
    local: run,
    token: async () => {
      if (as === 'me') return loginToken(logins, url);
      // Read anew: the launcher renews the tokens while a command follows.
      const identity = readRunFile(file).identities[as];
      if (identity !== undefined) return identity.token;
      const names = Object.keys(run.identities).join(', ');
      throw new CliError('usage', `No demo identity "${as}". There are: ${names}; "me" is your own login.`);
    },
  };
}

function remoteSystem(url: string, login: Login | undefined, { env, logins, as }: FindSystem): System {
  if (as !== undefined && as !== 'me') {
    throw new CliError('usage', `--as names demo identities of a local start; at ${url} there are none.`);
  }
  const gatewayUrl = env['SALLYPORT_GATEWAY_URL'] ?? login?.gatewayUrl;
  const approvalUrl = env['SALLYPORT_APPROVAL_URL'];
  return {
    url,
    gatewayUrl: gatewayUrl === undefined ? undefined : withoutSlash(gatewayUrl),
    approvalUrl: approvalUrl === undefined ? undefined : withoutSlash(approvalUrl),
    local: undefined,
    token: async () => env['SALLYPORT_TOKEN'] ?? (await loginToken(logins, url)),
  };
}

/** @throws CliError when no system is found */
export function findSystem(options: FindSystem): System {
  const { env, logins } = options;
  const given = env['SALLYPORT_URL'];
  if (given !== undefined && given !== '') {
    if (!URL.canParse(given)) throw new CliError('usage', 'SALLYPORT_URL is not a URL.');
    const url = withoutSlash(given);
    return remoteSystem(url, logins.find(url), options);
  }
  const file = env['SALLYPORT_RUN_FILE'] ?? findRunFile([options.cwd, options.packageFolder]);
  if (file !== undefined) return localSystem(file, options);
  const login = logins.find(undefined);
  if (login !== undefined) return remoteSystem(login.url, login, options);
  throw new CliError(
    'unavailable',
    'Sallyport does not run here. Start it with `npm start`, or set SALLYPORT_URL to the archive of a system that runs elsewhere.',
  );
}
