/** The provisioning job of a deployment: database, roles, rights and topics. Idempotent; run it before each upgrade. */
import { provisionDatabase, roleUrl } from './provision-database.js';
import { provisionLog } from './provision-log.js';
import { eventLogOwner, loginRoles } from './roles.js';
import { ensureControlRoot } from './control-root.js';
import { ensureMaskingKey } from './masking-key.js';
import { ensureTokenKey } from './token-key.js';

const usage = `usage: provision

Makes what the services need and may not make themselves. Reads from the environment:
  DATABASE_URL                  a superuser of the PostgreSQL server
  SALLYPORT_DB_PASSWORD         password of the roles, unless one has its own in
  SALLYPORT_DB_PASSWORD_<ROLE>  ${loginRoles.map((role) => role.toUpperCase()).join(', ')}
  SALLYPORT_TOKEN_KEY_FILE      key of the session tokens, made when it is missing (optional)
  SALLYPORT_MASKING_KEY_FILE    secret of masked data, made when it is missing (optional)
  SALLYPORT_CONTROL_ROOT_KEY_FILE     root key of the control feed, made when it is missing (optional)
  SALLYPORT_CONTROL_ROOT_PUBLIC_FILE  its public half, for gateways; else beside it, ending in .pub
  KAFKA_BROKERS and the other KAFKA_ variables, when Kafka is the event log`;

async function provision(env: Readonly<Record<string, string | undefined>>): Promise<void> {
  const adminUrl = env['DATABASE_URL'];
  const passwords = Object.fromEntries(
    loginRoles.map((role) => [
      role,
      env[`SALLYPORT_DB_PASSWORD_${role.toUpperCase()}`] ?? env['SALLYPORT_DB_PASSWORD'] ?? '',
    ]),
  );
  const missing = loginRoles.filter((role) => passwords[role] === '');
  if (adminUrl === undefined || missing.length > 0) {
    const what = adminUrl === undefined ? 'DATABASE_URL is not set' : `no password for ${missing.join(', ')}`;
    process.stderr.write(`provision: ${what}\n\n${usage}\n`);
    process.exit(64);
  }
  const tokenKeyFile = env['SALLYPORT_TOKEN_KEY_FILE'];
  if (tokenKeyFile !== undefined) ensureTokenKey(tokenKeyFile);
  const maskingKeyFile = env['SALLYPORT_MASKING_KEY_FILE'];
  if (maskingKeyFile !== undefined) ensureMaskingKey(maskingKeyFile);
  const privateFile = env['SALLYPORT_CONTROL_ROOT_KEY_FILE'];
  const publicFile = env['SALLYPORT_CONTROL_ROOT_PUBLIC_FILE'];
  if (privateFile !== undefined)
    ensureControlRoot({ privateFile, publicFile: publicFile ?? `${privateFile}.pub` });
  await provisionDatabase(adminUrl, passwords);
  const kafka = Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[0].startsWith('KAFKA_') && entry[1] !== undefined,
    ),
  );
  const log =
    kafka['KAFKA_BROKERS'] === undefined
      ? { EVENT_LOG_DATABASE_URL: roleUrl(adminUrl, eventLogOwner, passwords) }
      : kafka;
  await provisionLog(log, new AbortController().signal);
}

if (process.argv.includes('--help')) process.stdout.write(`${usage}\n`);
else {
  await provision(process.env);
  process.stdout.write('provisioned\n');
}
