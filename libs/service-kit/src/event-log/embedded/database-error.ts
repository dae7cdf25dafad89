/** Turns what PostgreSQL or its connection says into the errors of the event log. */
import { EventLogError } from '../event-log.js';

/** The schema or a partition row is missing: the topics were not created in this database. */
const NOT_CREATED = new Set(['42P01', '3F000', '42883', 'P0002']);

/** Everything but a missing schema may pass by itself: the server restarts, a connection breaks, a limit is reached. */
export function eventLogError(error: unknown): EventLogError {
  if (error instanceof EventLogError) return error;
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code !== undefined && NOT_CREATED.has(code)) {
    return new EventLogError('UNKNOWN_TOPIC', `the topics are not created in this database (${code})`, {
      cause: error,
    });
  }
  return new EventLogError(
    'UNAVAILABLE',
    `PostgreSQL does not take it${code === undefined ? '' : ` (${code})`}`,
    { cause: error },
  );
}
