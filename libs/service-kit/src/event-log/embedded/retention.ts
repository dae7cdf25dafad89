/** Deletes what is older than its topic keeps, in small steps. */
import type { LogDatabase } from './log-database.js';

/** One step locks the partition's row, which appends wait for: 500 rows take some milliseconds. */
const stepRows = 500;

const TRIM = `
  WITH oldest AS (
    SELECT base_offset, appended_at FROM event_log.batch WHERE partition_id = $1 ORDER BY base_offset LIMIT ${stepRows}
  ), gone AS (
    DELETE FROM event_log.batch b USING oldest o
    WHERE b.partition_id = $1 AND b.base_offset = o.base_offset AND o.appended_at < to_timestamp($2::float8 / 1000)
    RETURNING b.base_offset + b.messages AS behind
  )
  UPDATE event_log.partition SET start_offset = greatest(start_offset, (SELECT max(behind) FROM gone))
  WHERE id = $1 AND EXISTS (SELECT FROM gone) RETURNING (SELECT count(*)::int FROM gone) AS rows`;

/** Returns how many batches were deleted. Safe to run in several processes at once. */
export async function trim(database: LogDatabase, nowMs: number): Promise<number> {
  const partitions = await database.query<{ id: number; retention_ms: string }>({
    text: 'SELECT id, retention_ms FROM event_log.partition ORDER BY id',
  });
  let deleted = 0;
  for (const { id, retention_ms } of partitions.rows) {
    for (;;) {
      const { rows } = await database.query<{ rows: number }>({
        text: TRIM,
        values: [id, nowMs - Number(retention_ms)],
      });
      const step = rows[0]?.rows ?? 0;
      deleted += step;
      if (step < stepRows) break;
    }
  }
  return deleted;
}
