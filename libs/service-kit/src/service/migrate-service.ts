/** The migrate step of a service: `main.js migrate`, run with the owner's URL before a service that does not have it. */
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { bringUpToDate } from '../database/open-database.js';
import type { Source } from '../env/parse-environment.js';
import { openLogger } from '../logging/logger.js';
import { StartError } from './exit-codes.js';
import { readMigrateEnvironment } from './read-environment.js';
import { databaseOf } from './service-database.js';
import type { ServiceDefinition } from './service-definition.js';

export interface MigrateStepOptions {
  readonly source: Source;
  /** Ends a step that still waits for the database. */
  readonly signal: AbortSignal;
  /** Called as soon as there is a log. */
  readonly opened: (log: Logger) => void;
}

/**
 * Resolves when the schema is up to date; running it again changes nothing.
 * @throws StartError that says why it is not
 */
export async function migrateService<Shape extends z.ZodRawShape>(
  definition: ServiceDefinition<Shape>,
  options: MigrateStepOptions,
): Promise<void> {
  const schema = databaseOf(definition);
  if (schema === undefined)
    throw new StartError('usage', 'it has no database, so there is nothing to migrate');
  const { common, database } = readMigrateEnvironment(definition, options.source);
  const replica = common.SALLYPORT_REPLICA ?? hostname();
  const log = openLogger({ service: definition.name, replica, level: common.LOG_LEVEL });
  options.opened(log);
  const ran = await bringUpToDate(schema, {
    env: database,
    service: definition.name,
    waitMsMax: common.SALLYPORT_START_WAIT_MS_MAX,
    log,
    signal: options.signal,
  });
  if (ran.length === 0) log.info({ schema: schema.schema }, 'the schema is up to date');
}
