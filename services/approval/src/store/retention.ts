/** Drops what nobody needs any more, in small steps. */
import type { DataSource } from 'typeorm';
import { announcementsKeptMs, endedKeptMs, feedKeptMs, pruneRows } from '../limits.js';

const before = (keptMs: number): string =>
  `(extract(epoch FROM clock_timestamp()) * 1000000)::bigint - ${keptMs}::bigint * 1000`;

const STEPS = [
  // The feed says how far it was pruned in the same statement: who asks for less takes a snapshot.
  `WITH old AS (
     DELETE FROM feed WHERE sequence IN (
       SELECT sequence FROM feed WHERE time_us < ${before(feedKeptMs)} ORDER BY sequence LIMIT ${pruneRows}
     ) RETURNING sequence
   ), pruned AS (
     UPDATE heads SET feed_pruned = greatest(feed_pruned, (SELECT max(sequence) FROM old)) WHERE EXISTS (SELECT FROM old)
   ) SELECT count(*)::int AS step FROM old`,
  ...[
    ['announcements', 'sequence', `time_us < ${before(announcementsKeptMs)}`],
    ['approvals', 'id', `ended_us < ${before(endedKeptMs)}`],
    ['grants', 'id', `ended_us < ${before(endedKeptMs)}`],
    ['locks', 'id', `ended_us < ${before(endedKeptMs)}`],
  ].map(
    ([table, key, old]) =>
      `WITH old AS (
         DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table} WHERE ${old} LIMIT ${pruneRows}) RETURNING 1
       ) SELECT count(*)::int AS step FROM old`,
  ),
] as const;

/** How many rows were dropped. */
export async function dropOldRows(database: DataSource): Promise<number> {
  let dropped = 0;
  for (const statement of STEPS) {
    for (let step = pruneRows; step === pruneRows;) {
      const rows = await database.query<{ step: number }[]>(statement);
      step = rows[0]?.step ?? 0;
      dropped += step;
    }
  }
  return dropped;
}
