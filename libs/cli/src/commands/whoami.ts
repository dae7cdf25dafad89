/** `sallyport whoami`: who the archive takes the caller for. */
import { CliError } from '../cli-error.js';
import { safeLine } from '../render/safe-text.js';
import { table } from '../render/table.js';
import { Archive } from '../system/archive.js';
import { printJson, systemOf, type CommandContext, type ReadOptions } from './context.js';

interface WhoAmI {
  readonly id: string;
  readonly issuer?: string;
  readonly subject?: string;
  readonly agent?: string;
  readonly groups?: readonly string[];
  readonly roles?: readonly string[];
  readonly email?: string;
  readonly name?: string;
  readonly expires?: string;
}

interface Claims {
  readonly iss?: string;
  readonly sub?: string;
  readonly groups?: readonly string[];
  readonly email?: string;
  readonly name?: string;
  readonly exp?: number;
  readonly act?: { readonly sub?: string };
  readonly azp?: string;
  readonly client_id?: string;
}

/** What the token says of itself; nobody has verified it. */
function claimed(token: string): WhoAmI {
  const part = token.split('.')[1] ?? '';
  const claims = JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Claims;
  return {
    id: claims.sub ?? '',
    issuer: claims.iss ?? '',
    subject: claims.sub ?? '',
    // As the gateway reads it, where the policy document maps no other claim.
    agent: claims.act?.sub ?? claims.azp ?? claims.client_id ?? '',
    groups: claims.groups ?? [],
    roles: [],
    email: claims.email ?? '',
    name: claims.name ?? '',
    ...(claims.exp === undefined ? {} : { expires: new Date(claims.exp * 1000).toISOString() }),
  };
}

export async function whoami(context: CommandContext, options: ReadOptions): Promise<void> {
  const system = systemOf(context, options);
  let me: WhoAmI;
  try {
    me = await new Archive(system, context.signal).one<WhoAmI>('/v1/whoami');
  } catch (error) {
    if (!(error instanceof CliError) || error.status !== 403) throw error;
    me = claimed(await system.token());
    context.tell(`${error.message} This is what the token says:`);
  }
  if (options.json === true) {
    await printJson(context, [me]);
    return;
  }
  const rows = Object.entries(me)
    .filter(([name]) => name !== 'id')
    .map(([name, value]) => [
      name,
      safeLine(Array.isArray(value) ? value.join(', ') || '(none)' : String(value)),
    ]);
  await context.print(
    table(
      ['WHO', ''],
      rows.filter(([, value]) => value !== ''),
      context.colours,
    ),
  );
}
