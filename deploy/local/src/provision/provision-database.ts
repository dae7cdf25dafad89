/** Makes the database, the roles and their rights; running it again changes only what differs. Run as a superuser. */
import { Client } from 'pg';
import { database, eventLogOwner, eventLogUsers, loginRoles, serviceRoles } from './roles.js';
import type { Passwords, ServiceRoles } from './roles.js';

/** One provisioning at a time: roles belong to the whole server. */
const provisionLock = 7_205_551_002;

async function connected<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function inDatabase(adminUrl: string, name: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function ensureRole(client: Client, role: string, login: string): Promise<void> {
  const name = client.escapeIdentifier(role);
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  await client.query(`${rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE ${name} ${login}`);
}

/**
 * @param adminUrl a superuser's URL of any database of the server
 * @param passwords for each of `loginRoles`
 */
export async function provisionDatabase(adminUrl: string, passwords: Passwords): Promise<void> {
  await connected(adminUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [provisionLock]);
    await ensureRole(client, eventLogUsers, 'NOLOGIN');
    for (const role of loginRoles) {
      const password = passwords[role];
      if (password === undefined) throw new Error(`no password for role ${role}`);
      await ensureRole(client, role, `LOGIN PASSWORD ${client.escapeLiteral(password)}`);
    }
    for (const { runtime } of Object.values<ServiceRoles>(serviceRoles)) {
      await client.query(`GRANT ${eventLogUsers} TO ${client.escapeIdentifier(runtime)}`);
    }
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${database} TEMPLATE template0 ENCODING 'UTF8'`);
    const owners = Object.values<ServiceRoles>(serviceRoles).flatMap(({ owner }) => (owner ? [owner] : []));
    await client.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
    await client.query(`GRANT CONNECT ON DATABASE ${database} TO ${loginRoles.join(', ')}`);
    await client.query(`GRANT CREATE ON DATABASE ${database} TO ${[eventLogOwner, ...owners].join(', ')}`);
  });
  await connected(inDatabase(adminUrl, database), async (client) => {
    await client.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
  });
}

/** Lets the services append to the embedded log and consume from it; to be run once its schema is there. */
export async function grantEventLog(ownerUrl: string): Promise<void> {
  await connected(ownerUrl, async (client) => {
    await client.query(`GRANT USAGE ON SCHEMA event_log TO ${eventLogUsers}`);
    await client.query(
      `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA event_log TO ${eventLogUsers}`,
    );
    await client.query(`GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA event_log TO ${eventLogUsers}`);
    await client.query(`GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA event_log TO ${eventLogUsers}`);
  });
}

/** The URL of our database for one of the roles. */
export function roleUrl(adminUrl: string, role: string, passwords: Passwords): string {
  const url = new URL(inDatabase(adminUrl, database));
  url.username = role;
  url.password = passwords[role] ?? '';
  return url.href;
}
