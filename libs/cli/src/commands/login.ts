/** `sallyport login`: logs a person in at the identity provider and keeps the login for later commands. */
import { CliError } from '../cli-error.js';
import { logIn, type LoginTarget } from '../system/device-login.js';
import { findRunFile, readRunFile } from '../system/run-file.js';
import type { CommandContext } from './context.js';

export interface LoginOptions {
  readonly url?: string;
  readonly gateway?: string;
  readonly issuer?: string;
  readonly clientId?: string;
}

const defaultClientId = 'sallyport-cli';

function issuerOf(token: string): string | undefined {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
    iss?: string;
  };
  return claims.iss;
}

/** What the local start of a clone knows. */
function local({ env, cwd, packageFolder }: CommandContext): Partial<LoginTarget> {
  if (env['SALLYPORT_URL']) return {};
  const file = env['SALLYPORT_RUN_FILE'] ?? findRunFile([cwd, packageFolder]);
  if (file === undefined) return {};
  const { services, gateway, identities } = readRunFile(file);
  const token = Object.values(identities)[0]?.token;
  const issuer = token === undefined ? undefined : issuerOf(token);
  const url = services['session-archive']?.url.replace(/\/+$/, '');
  return { gatewayUrl: gateway.url, ...(url && { url }), ...(issuer && { issuer }) };
}

export async function login(context: CommandContext, options: LoginOptions): Promise<void> {
  const { env } = context;
  const found = local(context);
  const before = context.logins.find(options.url ?? env['SALLYPORT_URL'] ?? found.url);
  const url = (options.url ?? env['SALLYPORT_URL'] ?? found.url ?? before?.url)?.replace(/\/+$/, '');
  const issuer = options.issuer ?? env['SALLYPORT_ISSUER'] ?? found.issuer ?? before?.issuer;
  if (url === undefined || issuer === undefined) {
    const missing = [
      ...(url === undefined ? ['--url (or SALLYPORT_URL), the archive’s address'] : []),
      ...(issuer === undefined ? ['--issuer (or SALLYPORT_ISSUER), your identity provider’s'] : []),
    ];
    throw new CliError('usage', `Say where to log in: ${missing.join('; ')}.`);
  }
  const target: LoginTarget = {
    url,
    issuer,
    gatewayUrl: options.gateway ?? env['SALLYPORT_GATEWAY_URL'] ?? found.gatewayUrl ?? before?.gatewayUrl,
    clientId: options.clientId ?? env['SALLYPORT_CLIENT_ID'] ?? before?.clientId ?? defaultClientId,
  };
  const made = await logIn(target, (code) => {
    context.tell(`Open ${code.url}\nand check that it shows the code ${code.userCode}. Waiting …`);
  });
  context.logins.save(made);
  const hint = found.url === undefined ? '' : ' Here, add `--as me` to act with it.';
  context.tell(`Logged in at ${issuer}.${hint}`);
}
