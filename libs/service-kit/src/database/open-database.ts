/** A service's own database: waited for, migrated by its owner, opened with the role it runs as. */
import { Client } from 'pg';
import type { Logger } from 'pino';
import { DataSource } from 'typeorm';
import type { DatabaseEnvironment } from '../env/common-environment.js';
import { waitFor } from '../service/wait-for.js';
import type { DatabaseDefinition } from '../service/service-definition.js';
import { migrate } from './migrate.js';
import { isCurable } from './postgres-failure.js';

/** A connection attempt that takes longer counts as failed: TCP alone would wait for minutes. */
const CONNECT_MS_MAX = 5_000;
/** A statement that runs longer is a defect, and holds locks. */
const STATEMENT_MS_MAX = 30_000;

export interface OpenDatabaseOptions {
  readonly env: DatabaseEnvironment;
  readonly waitMsMax: number;
  readonly service: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** @throws StartError `unavailable` when the database does not answer in time or refuses us. */
export async function openDatabase(
  definition: DatabaseDefinition,
  options: OpenDatabaseOptions,
): Promise<DataSource> {
  const { env, log } = options;
  const wait = { waitMsMax: options.waitMsMax, log, signal: options.signal, curable: isCurable };
  const ownerUrl = env.DATABASE_MIGRATE_URL ?? env.DATABASE_URL;
  await waitFor(() => ping(ownerUrl), { ...wait, what: 'the database (as the owner of the schema)' });
  await migrate(definition, { ownerUrl, runtimeUrl: env.DATABASE_URL, log });
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
  return waitFor(() => database.initialize(), { ...wait, what: 'the database (as the role of the service)' });
}

async function ping(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS_MAX });
  // A connection that breaks shows in the query that runs; without a listener it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    await client.end();
  }
}
