/** The tables of the embedded log, in a schema of their own; and the step that makes them and the topics' partitions. */
import type { PoolClient } from 'pg';
import { allTopics, topicRow } from '@sallyport/contracts/topics';

/** How the schema's comment says its version: the number of steps that made it. */
const VERSION = 'sallyport event log, version ';
/** Any number that is the same in all processes: one of them makes the schema, the others wait. */
const SCHEMA_LOCK = 7_205_551_001;

/**
 * A batch row holds up to `batchMessagesMax` messages; readers look this far back for the batch their position lies in.
 * 512 KiB a row keeps one read within a few rows of the consumers' byte limits.
 */
export const batchMessagesMax = 1024;
export const batchBytesMax = 512 * 1024;

/** Channel on which appends name the partitions that have grown, and the channel of changes in a group. */
export const appendedChannel = 'event_log_appended';
export const groupChannel = 'event_log_group';

/**
 * `append` takes the row lock of each partition (in rising order, so that two appends cannot wait for each other) and
 * keeps it until commit. So offsets become visible in their order, and a reader never passes one that appears later.
 */
const FIRST: readonly string[] = [
  'CREATE SCHEMA event_log',
  `CREATE TABLE event_log.partition (
     id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     topic text NOT NULL,
     partition int NOT NULL,
     retention_ms bigint NOT NULL,
     start_offset bigint NOT NULL DEFAULT 0,
     next_offset bigint NOT NULL DEFAULT 0,
     UNIQUE (topic, partition)
   ) WITH (fillfactor = 10, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0)`,
  `CREATE TABLE event_log.batch (
     partition_id int NOT NULL,
     base_offset bigint NOT NULL,
     messages int NOT NULL,
     appended_at timestamptz NOT NULL,
     body bytea NOT NULL,
     PRIMARY KEY (partition_id, base_offset)
   )`,
  'ALTER TABLE event_log.batch ALTER COLUMN body SET STORAGE EXTERNAL',
  `CREATE TABLE event_log.member (
     group_name text NOT NULL,
     member text NOT NULL,
     topics text[] NOT NULL,
     joined_at timestamptz NOT NULL,
     expires_at timestamptz NOT NULL,
     PRIMARY KEY (group_name, member)
   )`,
  `CREATE TABLE event_log.cursor (
     group_name text NOT NULL,
     partition_id int NOT NULL REFERENCES event_log.partition (id),
     position bigint NOT NULL DEFAULT 0,
     owner text,
     PRIMARY KEY (group_name, partition_id)
   ) WITH (fillfactor = 50)`,
  `CREATE FUNCTION event_log.append(ids int[], counts int[], sizes int[], bodies bytea) RETURNS void
   LANGUAGE plpgsql AS $$
   DECLARE
     behind bigint;
     at int := 1;
   BEGIN
     FOR i IN 1 .. cardinality(ids) LOOP
       UPDATE event_log.partition SET next_offset = next_offset + counts[i] WHERE id = ids[i]
         RETURNING next_offset INTO STRICT behind;
       INSERT INTO event_log.batch (partition_id, base_offset, messages, appended_at, body)
         VALUES (ids[i], behind - counts[i], counts[i], clock_timestamp(), substring(bodies FROM at FOR sizes[i]));
       at := at + sizes[i];
     END LOOP;
     PERFORM pg_notify('${appendedChannel}', array_to_string(ids, ','));
   END $$`,
];

/** Each topic has an identity from when it is made: positions in it mean nothing in another log, or after it was made again. */
const IDENTITIES: readonly string[] = [
  `CREATE TABLE event_log.topic (
     topic text PRIMARY KEY,
     id uuid NOT NULL DEFAULT gen_random_uuid()
   )`,
];

/** Made in this order; a database that has some of them gets the others. */
const STEPS: readonly (readonly string[])[] = [FIRST, IDENTITIES];

/** Runs inside a transaction of `client`. Needs rights to create only when something is missing. */
export async function makeSchema(client: PoolClient): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [SCHEMA_LOCK]);
  const found = await client.query<{ version: string | null }>(
    `SELECT obj_description(oid, 'pg_namespace') AS version FROM pg_namespace WHERE nspname = 'event_log'`,
  );
  const made = found.rows.length === 0 ? 0 : stepsOf(found.rows[0]?.version ?? 'not described');
  for (const statement of STEPS.slice(made).flat()) await client.query(statement);
  if (made < STEPS.length) await client.query(`COMMENT ON SCHEMA event_log IS '${VERSION}${STEPS.length}'`);
  for (const topic of allTopics) {
    const row = topicRow(topic);
    await client.query('INSERT INTO event_log.topic (topic) VALUES ($1) ON CONFLICT DO NOTHING', [topic]);
    await client.query(
      `INSERT INTO event_log.partition (topic, partition, retention_ms)
       SELECT $1, n, $3 FROM generate_series(0, $2::int - 1) AS n
       ON CONFLICT (topic, partition) DO UPDATE SET retention_ms = EXCLUDED.retention_ms
         WHERE event_log.partition.retention_ms <> EXCLUDED.retention_ms`,
      [topic, row.partitions, row.retentionMs],
    );
  }
}

function stepsOf(version: string): number {
  const steps = version.startsWith(VERSION) ? Number(version.slice(VERSION.length)) : 0;
  if (Number.isInteger(steps) && steps >= 1 && steps <= STEPS.length) return steps;
  throw new Error(
    `schema event_log is "${version}", and this program knows up to "${VERSION}${STEPS.length}"`,
  );
}
