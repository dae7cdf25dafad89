/** Writes what a batch changes besides the log: sessions, producers' signs of life, open requests. */
import type { ClientBase } from 'pg';
import type { BatchSummary, OpenedRequest, ProducerChange, SessionChange } from '../core/batch-summary.js';
import { namesPerSessionMax } from '../core/batch-summary.js';
import { searchable } from './binary-rows.js';

export async function writeSummary(
  client: ClientBase,
  partition: number,
  summary: BatchSummary,
): Promise<void> {
  if (summary.sessions.length > 0) await upsertSessions(client, partition, summary.sessions);
  if (summary.producers.length > 0) await upsertProducers(client, partition, summary.producers);
  if (summary.opened.length > 0) await insertOpened(client, partition, summary.opened);
  if (summary.closed.length > 0) await deleteClosed(client, partition, summary.closed);
}

const merged = (column: 'agents' | 'connections'): string => `
  CASE WHEN sessions.${column} @> excluded.${column} THEN sessions.${column}
  ELSE (SELECT array_agg(name) FROM (
    SELECT DISTINCT name FROM unnest(sessions.${column} || excluded.${column}) AS name ORDER BY name LIMIT ${namesPerSessionMax}
  ) AS names) END`;

// Names travel as one JSON document per row: arrays of arrays must be rectangular in PostgreSQL.
const UPSERT_SESSIONS = `
  INSERT INTO sessions AS sessions
    (session, partition, listed_us, first_us, last_us, basis, issuer, subject, agents, connections,
     events, requests, allowed, held, refused, completed)
  SELECT s, $1, f, f, l, b, i, u,
         ARRAY(SELECT jsonb_array_elements_text(a)), ARRAY(SELECT jsonb_array_elements_text(c)), e, r, al, h, re, co
  FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::smallint[], $6::text[], $7::text[], $8::jsonb[], $9::jsonb[],
              $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[])
    AS change (s, f, l, b, i, u, a, c, e, r, al, h, re, co)
  ON CONFLICT (session) DO UPDATE SET
    first_us = least(sessions.first_us, excluded.first_us),
    last_us = greatest(sessions.last_us, excluded.last_us),
    agents = ${merged('agents')},
    connections = ${merged('connections')},
    events = sessions.events + excluded.events,
    requests = sessions.requests + excluded.requests,
    allowed = sessions.allowed + excluded.allowed,
    held = sessions.held + excluded.held,
    refused = sessions.refused + excluded.refused,
    completed = sessions.completed + excluded.completed`;

const names = (set: ReadonlySet<string>): string => JSON.stringify([...set].map(searchable).sort());

async function upsertSessions(
  client: ClientBase,
  partition: number,
  sessions: readonly SessionChange[],
): Promise<void> {
  await client.query(UPSERT_SESSIONS, [
    partition,
    sessions.map((row) => searchable(row.session)),
    sessions.map((row) => row.firstUs),
    sessions.map((row) => row.lastUs),
    sessions.map((row) => row.basis),
    sessions.map((row) => searchable(row.issuer)),
    sessions.map((row) => searchable(row.subject)),
    sessions.map((row) => names(row.agents)),
    sessions.map((row) => names(row.connections)),
    sessions.map((row) => row.events),
    sessions.map((row) => row.requests),
    sessions.map((row) => row.allowed),
    sessions.map((row) => row.held),
    sessions.map((row) => row.refused),
    sessions.map((row) => row.completed),
  ]);
}

async function upsertProducers(
  client: ClientBase,
  partition: number,
  producers: readonly ProducerChange[],
): Promise<void> {
  await client.query(
    `INSERT INTO producers AS producers (partition, replica, boot_epoch, events, sequence_max, seen_at, stopping)
     SELECT $1, r, b, e, m, clock_timestamp(), s
     FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::boolean[]) AS change (r, b, e, m, s)
     ON CONFLICT (partition, replica, boot_epoch) DO UPDATE SET
       events = producers.events + excluded.events,
       sequence_max = greatest(producers.sequence_max, excluded.sequence_max),
       seen_at = excluded.seen_at,
       stopping = excluded.stopping`,
    [
      partition,
      producers.map((row) => searchable(row.replica)),
      producers.map((row) => searchable(row.bootEpoch)),
      producers.map((row) => row.events),
      producers.map((row) => row.sequenceMax),
      producers.map((row) => row.stopping),
    ],
  );
}

async function insertOpened(
  client: ClientBase,
  partition: number,
  opened: readonly OpenedRequest[],
): Promise<void> {
  await client.query(
    `INSERT INTO open_requests (partition, request_id, position, replica, boot_epoch)
     SELECT $1, * FROM unnest($2::uuid[], $3::bigint[], $4::text[], $5::text[])
     ON CONFLICT (partition, request_id) DO NOTHING`,
    [
      partition,
      opened.map((row) => row.requestId),
      opened.map((row) => row.position),
      opened.map((row) => searchable(row.replica)),
      opened.map((row) => searchable(row.bootEpoch)),
    ],
  );
}

async function deleteClosed(
  client: ClientBase,
  partition: number,
  requestIds: readonly string[],
): Promise<void> {
  await client.query('DELETE FROM open_requests WHERE partition = $1 AND request_id = ANY($2::uuid[])', [
    partition,
    requestIds,
  ]);
}
