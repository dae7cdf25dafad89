/** The database of a service as it is migrated: its own tables, and those of the consume loop where it consumes. */
import type { z } from 'zod';
import { ConsumeLoop1763700000000 } from '../consume/consume-migration.js';
import { CursorLog1763800000000 } from '../consume/cursor-log-migration.js';
import type { DatabaseDefinition, ServiceDefinition } from './service-definition.js';

/** The consume loop's tables, in the order they are made. */
export const consumeMigrations = [ConsumeLoop1763700000000, CursorLog1763800000000] as const;

/** The consume loop's migrations come first. */
export function databaseOf<Shape extends z.ZodRawShape>(
  definition: ServiceDefinition<Shape>,
): DatabaseDefinition | undefined {
  const { database, consumers } = definition;
  if (database === undefined || consumers === undefined) return database;
  return { ...database, migrations: [...consumeMigrations, ...database.migrations] };
}
