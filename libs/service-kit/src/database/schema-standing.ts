/** How a schema stands to the migrations of a service, and whether a role may bring it up to date: what a start looks at. */
import { Client } from 'pg';
import type { DatabaseDefinition } from '../service/service-definition.js';

/** A connection attempt, or an answer from the catalogs, that takes longer counts as failed: TCP alone would wait for minutes. */
export const CONNECT_MS_MAX = 5_000;
/** TypeORM's list of the migrations that ran, in the schema of the service. */
export const MIGRATIONS_TABLE = 'migrations';

export interface SchemaStanding {
  /** Names of the migrations that have not run; all of them where the role cannot see the list. */
  readonly missing: readonly string[];
  /** True for a role that may create the schema and the tables in it. */
  readonly mayMigrate: boolean;
}

/** Asks the database as the role of `url`; that it is asked at all shows that the database answers. */
export async function schemaStanding(definition: DatabaseDefinition, url: string): Promise<SchemaStanding> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    query_timeout: CONNECT_MS_MAX,
  });
  // A connection that breaks shows in the query that runs; without a listener it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ may_migrate: boolean; may_read: boolean }>(RIGHTS, [
      definition.schema,
      MIGRATIONS_TABLE,
    ]);
    const rights = rows[0] ?? { may_migrate: false, may_read: false };
    const ran = rights.may_read ? await ranMigrations(client, definition.schema) : new Set();
    const names = definition.migrations.map((migration) => new migration().name ?? migration.name);
    return { missing: names.filter((name) => !ran.has(name)), mayMigrate: rights.may_migrate };
  } finally {
    await client.end();
  }
}

/** From the catalogs, which everybody may read: a schema that is not there, or closed to us, is an answer and no error. */
const RIGHTS = `
  SELECT has_database_privilege(current_database(), 'CREATE')
           AND coalesce(has_schema_privilege(n.oid, 'CREATE'), true) AS may_migrate,
         coalesce(has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'), false) AS may_read
  FROM (SELECT) AS one
  LEFT JOIN pg_namespace n ON n.nspname = $1
  LEFT JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = $2 AND c.relkind = 'r'`;

async function ranMigrations(client: Client, schema: string): Promise<ReadonlySet<string>> {
  const table = `${client.escapeIdentifier(schema)}.${MIGRATIONS_TABLE}`;
  const { rows } = await client.query<{ name: string }>(`SELECT name FROM ${table}`);
  return new Set(rows.map((row) => row.name));
}
