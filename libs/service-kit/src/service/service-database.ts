/** The database of a service as it is migrated: its own tables, and those of the consume loop where it consumes. */
import type { z } from 'zod';
import { ConsumeLoop1763700000000 } from '../consume/consume-migration.js';
import type { DatabaseDefinition, ServiceDefinition } from './service-definition.js';

/** The consume loop's migration comes first, whether the service lists it or not. */
export function databaseOf<Shape extends z.ZodRawShape>(
  definition: ServiceDefinition<Shape>,
): DatabaseDefinition | undefined {
  const { database, consumers } = definition;
  if (database === undefined || consumers === undefined) return database;
  const own = database.migrations.filter((migration) => migration !== ConsumeLoop1763700000000);
  return { ...database, migrations: [ConsumeLoop1763700000000, ...own] };
}
