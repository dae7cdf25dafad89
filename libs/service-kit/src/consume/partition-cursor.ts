/** The cursor of one partition in the service's own database: its position, and the epoch that fences off former owners. */
import type { DataSource, EntityManager } from 'typeorm';
import type { TopicName } from '@sallyport/contracts/topics';
import type { ConsumeTables } from './consume-tables.js';

/** Another owner has taken the partition: whatever this one still does for it must not be stored. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
}

export interface PartitionKey {
  readonly group: string;
  readonly topic: TopicName;
  readonly partition: number;
}

export interface TakenPartition {
  readonly nextOffset: number;
  readonly epoch: number;
  /** What the cursor was before; undefined when there was none. */
  readonly former: { readonly log: string; readonly nextOffset: number } | undefined;
}

interface TakenRow {
  readonly next_offset: string;
  readonly epoch: string;
  readonly former_log: string | null;
  readonly former_offset: string | null;
}

/** A frozen owner's open transaction is ended by the server after this long, so that it cannot hold the partition. */
const idleInTransactionMsMax = 10_000;

/**
 * Becomes the owner: from now on every transaction of a former owner fails. The position is the cursor's when that belongs
 * to `log`, the identity of the topic's log, and else the start.
 */
export async function takePartition(
  dataSource: DataSource,
  tables: ConsumeTables,
  key: PartitionKey,
  log: string,
): Promise<TakenPartition> {
  // `former` sees the row as it was before the statement.
  const rows = await dataSource.query<TakenRow[]>(
    `WITH former AS (SELECT log, next_offset FROM ${tables.cursor} WHERE (consumer_group, topic, partition) = ($1, $2, $3))
     INSERT INTO ${tables.cursor} AS c (consumer_group, topic, partition, log, next_offset, epoch)
     VALUES ($1, $2, $3, $4, 0, 1)
     ON CONFLICT (consumer_group, topic, partition) DO UPDATE SET epoch = c.epoch + 1, log = EXCLUDED.log,
       next_offset = CASE WHEN c.log = EXCLUDED.log THEN c.next_offset ELSE 0 END
     RETURNING next_offset, epoch, (SELECT log FROM former) AS former_log, (SELECT next_offset FROM former) AS former_offset`,
    [key.group, key.topic, key.partition, log],
  );
  const row = rows[0];
  if (row === undefined) throw new Error('the cursor was not returned');
  const former =
    row.former_log === null ? undefined : { log: row.former_log, nextOffset: Number(row.former_offset) };
  return { nextOffset: Number(row.next_offset), epoch: Number(row.epoch), former };
}

/** Starts the partition over: its log has lost what was processed. The inbox still knows which events were processed. */
export async function resetPartition(
  dataSource: DataSource,
  tables: ConsumeTables,
  key: PartitionKey,
  epoch: number,
): Promise<void> {
  await dataSource.query(
    `UPDATE ${tables.cursor} SET next_offset = 0 WHERE consumer_group = $1 AND topic = $2 AND partition = $3 AND epoch = $4`,
    [key.group, key.topic, key.partition, epoch],
  );
}

/** @throws FencedError when the partition has another owner */
export async function readPosition(
  dataSource: DataSource,
  tables: ConsumeTables,
  key: PartitionKey,
  epoch: number,
): Promise<number> {
  const rows = await dataSource.query<{ next_offset: string }[]>(
    `SELECT next_offset FROM ${tables.cursor} WHERE consumer_group = $1 AND topic = $2 AND partition = $3 AND epoch = $4`,
    [key.group, key.topic, key.partition, epoch],
  );
  const row = rows[0];
  if (row === undefined) throw new FencedError(`${key.topic}/${key.partition} has another owner`);
  return Number(row.next_offset);
}

export interface Advance extends PartitionKey {
  readonly epoch: number;
  readonly from: number;
  readonly to: number;
  readonly ids: readonly string[];
  /** Day of consumption, `YYYY-MM-DD` in UTC. */
  readonly day: string;
}

/**
 * Moves the cursor and puts the ids into the inbox, as one statement of the batch's transaction.
 * @returns the ids that were not known before; undefined when that is all of them
 * @throws FencedError
 */
export async function advance(
  tx: EntityManager,
  tables: ConsumeTables,
  step: Advance,
): Promise<ReadonlySet<string> | undefined> {
  const rows = await tx.query<{ moved: boolean; fresh: string[] | null; known: boolean }[]>(
    `WITH moved AS (
       UPDATE ${tables.cursor} SET next_offset = $6::bigint
       WHERE consumer_group = $1::text AND topic = $2 AND partition = $3 AND epoch = $4 AND next_offset = $5::bigint
       RETURNING set_config('idle_in_transaction_session_timeout', '${idleInTransactionMsMax}', true)
     ), fresh AS (
       INSERT INTO ${tables.inbox} (event_id, consumer_group, consumed_on)
       SELECT id, $1::text, $8::date FROM unnest($7::uuid[]) AS id WHERE EXISTS (SELECT FROM moved)
       ON CONFLICT DO NOTHING RETURNING event_id
     ), counted AS (SELECT count(*) < cardinality($7::uuid[]) AS known FROM fresh)
     SELECT EXISTS (SELECT FROM moved) AS moved, known,
            CASE WHEN known THEN (SELECT array_agg(event_id::text) FROM fresh) END AS fresh FROM counted`,
    [step.group, step.topic, step.partition, step.epoch, step.from, step.to, step.ids, step.day],
  );
  const row = rows[0];
  if (row?.moved !== true) throw new FencedError(`${step.topic}/${step.partition} has another owner`);
  return row.known ? new Set(row.fresh ?? []) : undefined;
}
