/** The archive's tables: one append-only log per traffic partition, the payloads apart, and what searching needs. */
import { topics } from '@sallyport/contracts/topics';
import { grantToRuntimeRole } from '@sallyport/service-kit/database/runtime-role';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Logs made by this migration; more partitions need a migration of their own. */
const PARTITIONS = topics['sallyport.traffic.v1'].partitions;

export class ArchiveTables1763700100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...LOG, ...PAYLOADS, ...SEARCH]) await runner.query(statement);
    await grantToRuntimeRole(runner, ['SELECT', 'INSERT'], 'TABLE traffic_log');
    await grantToRuntimeRole(runner, ['SELECT', 'INSERT'], 'TABLE payloads');
    await grantToRuntimeRole(runner, ['SELECT', 'UPDATE'], 'TABLE logs');
    await grantToRuntimeRole(runner, ['SELECT', 'INSERT', 'UPDATE'], 'TABLE sessions');
    await grantToRuntimeRole(runner, ['SELECT', 'INSERT', 'UPDATE'], 'TABLE producers');
    await grantToRuntimeRole(runner, ['SELECT', 'INSERT', 'UPDATE', 'DELETE'], 'TABLE open_requests');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE open_requests, producers, sessions, payloads, traffic_log, logs');
    await runner.query('DROP FUNCTION refuse_change()');
  }
}

// The heads: who may append (the highest epoch seen) and how many records the log holds. An append updates its row,
// which is at once the lock of the log and the fence against a former owner.
const HEADS = `
  CREATE TABLE logs (
    partition smallint PRIMARY KEY,
    epoch bigint NOT NULL DEFAULT 0,
    size bigint NOT NULL DEFAULT 0
  ) WITH (fillfactor = 10)`;

// Grows by partition of the topic: each child is one log with one writer, its positions without gaps from 0.
// Search columns are read from the record; the record's bytes are the truth.
const TRAFFIC_LOG = `
  CREATE TABLE traffic_log (
    partition smallint NOT NULL,
    position bigint NOT NULL,
    event_id uuid NOT NULL,
    leaf_hash bytea NOT NULL,
    record bytea NOT NULL,
    time_us bigint NOT NULL,
    type smallint NOT NULL,
    session text COLLATE "C" NOT NULL,
    issuer text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    agent text COLLATE "C" NOT NULL,
    connection text COLLATE "C" NOT NULL,
    decision smallint NOT NULL,
    request_id uuid,
    replica text COLLATE "C" NOT NULL,
    boot_epoch text COLLATE "C" NOT NULL,
    sequence bigint NOT NULL,
    PRIMARY KEY (partition, position),
    UNIQUE (partition, event_id)
  ) PARTITION BY LIST (partition)`;

// PostgreSQL's own compression costs five times the rest of an insert for a body of 16 KiB; LZ4 costs little, and a
// server built without it keeps long values as they are.
const cheaply = (table: string, column: string): string => `
  DO $storage$ BEGIN
    ALTER TABLE ${table} ALTER ${column} SET COMPRESSION lz4;
  EXCEPTION WHEN feature_not_supported THEN
    ALTER TABLE ${table} ALTER ${column} SET STORAGE EXTERNAL;
  END $storage$`;

const LOG = [
  HEADS,
  `INSERT INTO logs (partition) SELECT generate_series(0, ${PARTITIONS - 1})`,
  TRAFFIC_LOG,
  cheaply('traffic_log', 'record'),
  'CREATE INDEX traffic_log_session ON traffic_log (session, position)',
  'CREATE INDEX traffic_log_request ON traffic_log (request_id) WHERE request_id IS NOT NULL',
  'CREATE INDEX traffic_log_time ON traffic_log (time_us, event_id)',
  // The privileges refuse changes to the service's role; this refuses them where one role does everything.
  `CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $body$
     BEGIN RAISE EXCEPTION 'the archive is append-only' USING ERRCODE = 'insufficient_privilege'; END $body$`,
  ...Array.from({ length: PARTITIONS }, (_, partition) => [
    `CREATE TABLE traffic_log_${partition} PARTITION OF traffic_log FOR VALUES IN (${partition})`,
    `CREATE TRIGGER no_truncate BEFORE TRUNCATE ON traffic_log_${partition} EXECUTE FUNCTION refuse_change()`,
  ]).flat(),
  'CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON traffic_log FOR EACH ROW EXECUTE FUNCTION refuse_change()',
  'CREATE TRIGGER no_truncate BEFORE TRUNCATE ON traffic_log EXECUTE FUNCTION refuse_change()',
];

// Erasing will be another role's right; this one adds and reads.
const PAYLOADS = [
  `CREATE TABLE payloads (
     sha256 bytea PRIMARY KEY,
     kind smallint NOT NULL,
     content bytea NOT NULL
   )`,
  cheaply('payloads', 'content'),
];

const SESSIONS = `
  CREATE TABLE sessions (
    session text COLLATE "C" PRIMARY KEY,
    partition smallint NOT NULL,
    listed_us bigint NOT NULL,
    first_us bigint NOT NULL,
    last_us bigint NOT NULL,
    basis smallint NOT NULL,
    issuer text COLLATE "C" NOT NULL,
    subject text COLLATE "C" NOT NULL,
    agents text[] COLLATE "C" NOT NULL,
    connections text[] COLLATE "C" NOT NULL,
    events bigint NOT NULL,
    requests bigint NOT NULL,
    allowed bigint NOT NULL,
    held bigint NOT NULL,
    refused bigint NOT NULL,
    completed bigint NOT NULL
  ) WITH (fillfactor = 70)`;

const SEARCH = [
  SESSIONS,
  // listed_us is the first time that was known when the row was made; it never changes, so pages never shift.
  'CREATE INDEX sessions_listed ON sessions (listed_us, session)',
  'CREATE INDEX sessions_subject ON sessions (subject, listed_us)',
  // One row per producer and log, so that the owners of different logs never wait for each other.
  `CREATE TABLE producers (
     partition smallint NOT NULL,
     replica text COLLATE "C" NOT NULL,
     boot_epoch text COLLATE "C" NOT NULL,
     events bigint NOT NULL,
     sequence_max bigint NOT NULL,
     seen_at timestamptz NOT NULL,
     stopping boolean NOT NULL,
     PRIMARY KEY (partition, replica, boot_epoch)
   ) WITH (fillfactor = 50)`,
  `CREATE TABLE open_requests (
     partition smallint NOT NULL,
     request_id uuid NOT NULL,
     position bigint NOT NULL,
     replica text COLLATE "C" NOT NULL,
     boot_epoch text COLLATE "C" NOT NULL,
     PRIMARY KEY (partition, request_id)
   )`,
];
