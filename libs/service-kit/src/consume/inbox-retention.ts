/** Forgets event ids that the log can no longer deliver, in small steps, so that the inbox does not grow for ever. */
import type { DataSource } from 'typeorm';
import { topicRow, type TopicName } from '@sallyport/contracts/topics';
import type { ConsumeTables } from './consume-tables.js';

const DAY_MS = 86_400_000;
/** One statement deletes so many: tens of milliseconds, and no long transaction beside the batches. */
const stepRows = 5_000;

export function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}

/**
 * Ids are kept for as long as the topic keeps its messages, counted from the day after they were consumed: a message was
 * appended before it was consumed, so the log has dropped it by then.
 * @returns how many were forgotten
 */
export async function forgetOldIds(
  dataSource: DataSource,
  tables: ConsumeTables,
  group: string,
  topics: readonly TopicName[],
  nowMs: number,
): Promise<number> {
  const keepMs = Math.max(...topics.map((topic) => topicRow(topic).retentionMs)) + DAY_MS;
  let forgotten = 0;
  for (;;) {
    const rows = await dataSource.query<{ step: number }[]>(
      `WITH old AS (
         DELETE FROM ${tables.inbox} WHERE ctid = ANY (ARRAY(
           SELECT ctid FROM ${tables.inbox} WHERE consumed_on < $1::date AND consumer_group = $2 LIMIT ${stepRows}
         )) RETURNING 1
       ) SELECT count(*)::int AS step FROM old`,
      [dayOf(nowMs - keepMs), group],
    );
    const step = rows[0]?.step ?? 0;
    forgotten += step;
    if (step < stepRows) return forgotten;
  }
}
