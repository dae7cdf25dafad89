/** A service's own database: waited for, migrated where the service may, opened with the role it runs as. */
import type { Logger } from 'pino';
import { DataSource } from 'typeorm';
import type { DatabaseEnvironment } from '../env/common-environment.js';
import { StartError } from '../service/exit-codes.js';
import { waitFor } from '../service/wait-for.js';
import type { DatabaseDefinition } from '../service/service-definition.js';
import { migrate } from './migrate.js';
import { isCurable } from './postgres-failure.js';
import { CONNECT_MS_MAX, schemaStanding } from './schema-standing.js';

/** A statement that runs longer is a defect, and holds locks. */
const STATEMENT_MS_MAX = 30_000;

const ROLE_OF_SERVICE = 'the database (as the role of the service)';

export interface OpenDatabaseOptions {
  readonly env: DatabaseEnvironment;
  readonly waitMsMax: number;
  readonly service: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/**
 * Brings the schema up to date and opens the database. A service that may not change its schema (its role does not own it,
 * and there is no DATABASE_MIGRATE_URL) only looks whether the schema is up to date.
 * @throws StartError `unavailable` when the database does not answer in time or refuses us, `schema` when the schema is
 *   behind and the service may not change it.
 */
export async function openDatabase(
  definition: DatabaseDefinition,
  options: OpenDatabaseOptions,
): Promise<DataSource> {
  const { env, log } = options;
  const wait = waitOf(options);
  if (env.DATABASE_MIGRATE_URL !== undefined) await bringUpToDate(definition, options);
  else {
    const look = (): ReturnType<typeof schemaStanding> => schemaStanding(definition, env.DATABASE_URL);
    const { missing, mayMigrate } = await waitFor(look, { ...wait, what: ROLE_OF_SERVICE });
    if (mayMigrate)
      await migrate(definition, { ownerUrl: env.DATABASE_URL, runtimeUrl: env.DATABASE_URL, log });
    else if (missing.length > 0) throw behind(definition.schema, missing);
  }
  const database = new DataSource({
    type: 'postgres',
    url: env.DATABASE_URL,
    schema: definition.schema,
    entities: [...definition.entities],
    poolSize: env.SALLYPORT_DATABASE_CONNECTIONS_MAX,
    poolErrorHandler: (err: unknown) => log.warn({ err }, 'an idle connection to the database broke'),
    logging: false,
    installExtensions: false,
    extra: {
      application_name: `sallyport-${options.service}`,
      options: `-c search_path=${definition.schema}`,
      connectionTimeoutMillis: CONNECT_MS_MAX,
      statement_timeout: STATEMENT_MS_MAX,
      keepAlive: true,
    },
  });
  return waitFor(() => database.initialize(), { ...wait, what: ROLE_OF_SERVICE });
}

/**
 * The migrate step: runs what is missing, as the owner of the schema. Returns the names of the migrations that ran.
 * @throws StartError as `openDatabase` does
 */
export async function bringUpToDate(
  definition: DatabaseDefinition,
  options: OpenDatabaseOptions,
): Promise<readonly string[]> {
  const { env, log } = options;
  const ownerUrl = env.DATABASE_MIGRATE_URL ?? env.DATABASE_URL;
  const look = (): ReturnType<typeof schemaStanding> => schemaStanding(definition, ownerUrl);
  const what = 'the database (as the owner of the schema)';
  const { mayMigrate } = await waitFor(look, { ...waitOf(options), what });
  if (!mayMigrate) {
    const remedy = 'give DATABASE_MIGRATE_URL the role that owns it, or grant CREATE on the database';
    throw new StartError('schema', `the role may not change the schema ${definition.schema}: ${remedy}`);
  }
  return migrate(definition, { ownerUrl, runtimeUrl: env.DATABASE_URL, log });
}

function behind(schema: string, missing: readonly string[]): StartError {
  const remedy =
    'run `main.js migrate` of this service first, with the owner of the schema in DATABASE_MIGRATE_URL';
  return new StartError(
    'schema',
    `the schema ${schema} is behind by ${missing.length === 1 ? 'a migration' : `${missing.length} migrations`} ` +
      `(${missing.join(', ')}): ${remedy}`,
  );
}

function waitOf(options: OpenDatabaseOptions): Omit<Parameters<typeof waitFor>[1], 'what'> {
  const { waitMsMax, log, signal } = options;
  return { waitMsMax, log, signal, curable: isCurable };
}
