/** Brings a service's schema up to date, as its owner, one process at a time. */
import { Client } from 'pg';
import type { Logger } from 'pino';
import { DataSource } from 'typeorm';
import type { DatabaseDefinition } from '../service/service-definition.js';
import { RUNTIME_ROLE_SETTING, roleOf } from './runtime-role.js';
import { MIGRATIONS_TABLE } from './schema-standing.js';

/** First half of the advisory lock's key: "sall" in ASCII, so that we meet no other program's locks. */
const LOCK_SPACE = 0x73616c6c;
/** Longest wait for another replica that is migrating: more than any of our migrations may take. */
const LOCK_WAIT_MS_MAX = 120_000;

export interface MigrateOptions {
  /** URL with the role that owns the schema. */
  readonly ownerUrl: string;
  /** URL with the role the service runs as. */
  readonly runtimeUrl: string;
  readonly log: Logger;
}

/**
 * Creates the schema and runs what is missing of its migrations, each in its own transaction, under an advisory lock:
 * replicas that start together migrate once. Returns the names of the migrations that ran.
 */
export async function migrate(
  definition: DatabaseDefinition,
  options: MigrateOptions,
): Promise<readonly string[]> {
  const { schema } = definition;
  const lock = new Client({ connectionString: options.ownerUrl, lock_timeout: LOCK_WAIT_MS_MAX });
  // The loss of the connection shows in the query that runs, or in the next one.
  lock.on('error', (err) => options.log.warn({ err }, 'the connection that holds the migration lock broke'));
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1, hashtext($2))', [LOCK_SPACE, schema]);
    const role = roleOf(options.runtimeUrl) ?? '';
    await lock.query(`CREATE SCHEMA IF NOT EXISTS ${lock.escapeIdentifier(schema)}`);
    const names = await runMigrations(definition, options.ownerUrl, role);
    if (role !== '' && role !== roleOf(options.ownerUrl)) {
      const [from, to] = [lock.escapeIdentifier(schema), lock.escapeIdentifier(role)];
      await lock.query(`GRANT USAGE ON SCHEMA ${from} TO ${to}`);
      // So that a service without the owner's URL can tell whether its schema is up to date.
      await lock.query(`GRANT SELECT ON TABLE ${from}.${MIGRATIONS_TABLE} TO ${to}`);
    }
    if (names.length > 0) options.log.info({ schema, migrations: names }, 'migrated');
    return names;
  } finally {
    await lock.end();
  }
}

async function runMigrations(
  definition: DatabaseDefinition,
  url: string,
  role: string,
): Promise<readonly string[]> {
  const owner = new DataSource({
    type: 'postgres',
    url,
    schema: definition.schema,
    migrations: [...definition.migrations],
    migrationsTableName: MIGRATIONS_TABLE,
    poolSize: 1,
    logging: false,
    installExtensions: false,
    extra: { options: `-c search_path=${definition.schema} -c ${RUNTIME_ROLE_SETTING}=${role}` },
  });
  await owner.initialize();
  try {
    const ran = await owner.runMigrations({ transaction: 'each' });
    return ran.map((migration) => migration.name);
  } finally {
    await owner.destroy();
  }
}
