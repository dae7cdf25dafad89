/** Writes what a batch changes besides the log: sessions, producers' signs of life, open requests. */
import type { ClientBase } from 'pg';
import type { BatchSummary, OpenedRequest, ProducerChange, SessionChange } from '../core/batch-summary.js';
import { isTraffic } from '../core/logs.js';
import { namesPerSessionMax } from '../core/session-traffic.js';
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

const merged = (
  column: 'agents' | 'connections' | 'models' | 'graphs' | 'tools' | 'masked_kinds',
): string => `
  ${column} = CASE WHEN sessions.${column} @> excluded.${column} THEN sessions.${column}
  ELSE (SELECT array_agg(name) FROM (
    SELECT DISTINCT name FROM unnest(sessions.${column} || excluded.${column}) AS name ORDER BY name LIMIT ${namesPerSessionMax}
  ) AS names) END`;

const added = (column: string): string => `${column} = sessions.${column} + excluded.${column}`;

/** Currencies kept per session: the document has one price table, and a reload may bring another. */
const currenciesPerSessionMax = 8;

const COUNTS = [
  ...['events', 'requests', 'allowed', 'held', 'refused', 'completed', 'masked'],
  ...['released', 'held_refused', 'people_approved', 'people_denied'],
  ...['input_tokens', 'output_tokens', 'cached_tokens', 'reasoning_tokens'],
  ...['tool_calls', 'denied_tool_calls', 'held_tool_calls', 'alerts'],
] as const;

// What a batch brings of one session travels as one JSON document: arrays of arrays must be rectangular in PostgreSQL.
const UPSERT_SESSIONS = `
  INSERT INTO sessions AS sessions
    (session, partition, decisions_log, listed_us, first_us, last_us, basis, issuer, subject,
     agents, connections, models, graphs, tools, masked_kinds, costs, ${COUNTS.join(', ')})
  SELECT s, $1::smallint, $9::smallint, f, f, l, b, i, u,
         ARRAY(SELECT jsonb_array_elements_text(n->'a')), ARRAY(SELECT jsonb_array_elements_text(n->'c')),
         ARRAY(SELECT jsonb_array_elements_text(n->'m')), ARRAY(SELECT jsonb_array_elements_text(n->'g')),
         ARRAY(SELECT jsonb_array_elements_text(n->'t')), ARRAY(SELECT jsonb_array_elements_text(n->'k')),
         n->'costs', ${COUNTS.map((_, index) => `(n->'counts'->>${index})::bigint`).join(', ')}
  FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::smallint[], $6::text[], $7::text[], $8::jsonb[])
    AS change (s, f, l, b, i, u, n)
  ON CONFLICT (session) DO UPDATE SET
    partition = coalesce(sessions.partition, excluded.partition),
    decisions_log = coalesce(sessions.decisions_log, excluded.decisions_log),
    basis = CASE WHEN sessions.basis = 0 THEN excluded.basis ELSE sessions.basis END,
    issuer = CASE WHEN sessions.subject = '' THEN excluded.issuer ELSE sessions.issuer END,
    subject = CASE WHEN sessions.subject = '' THEN excluded.subject ELSE sessions.subject END,
    first_us = least(sessions.first_us, excluded.first_us),
    last_us = greatest(sessions.last_us, excluded.last_us),
    ${(['agents', 'connections', 'models', 'graphs', 'tools', 'masked_kinds'] as const).map(merged).join(',')},
    costs = CASE WHEN excluded.costs = '{}' THEN sessions.costs ELSE (
      SELECT jsonb_object_agg(currency, micros) FROM (
        SELECT key AS currency, sum(value::bigint)::bigint AS micros FROM (
          SELECT * FROM jsonb_each_text(sessions.costs) UNION ALL SELECT * FROM jsonb_each_text(excluded.costs)
        ) AS costs GROUP BY key ORDER BY key LIMIT ${currenciesPerSessionMax}
      ) AS sums) END,
    ${COUNTS.map(added).join(', ')}`;

function countsOf(row: SessionChange): Record<(typeof COUNTS)[number], number> {
  return {
    events: row.events,
    requests: row.requests,
    allowed: row.allowed,
    held: row.held,
    released: row.released,
    held_refused: row.heldRefused,
    people_approved: row.peopleApproved,
    people_denied: row.peopleDenied,
    refused: row.refused,
    completed: row.completed,
    masked: row.masked,
    input_tokens: row.inputTokens,
    output_tokens: row.outputTokens,
    cached_tokens: row.cachedTokens,
    reasoning_tokens: row.reasoningTokens,
    tool_calls: row.toolCalls,
    denied_tool_calls: row.deniedToolCalls,
    held_tool_calls: row.heldToolCalls,
    alerts: row.alerts,
  };
}

const names = (set: ReadonlySet<string>): readonly string[] =>
  [...set].map((name) => searchable(name).toWellFormed()).sort();

function brought(row: SessionChange): string {
  const counts = countsOf(row);
  return JSON.stringify({
    a: names(row.agents),
    c: names(row.connections),
    m: names(row.models),
    g: names(row.graphs),
    t: names(row.tools),
    k: names(row.maskedKinds),
    costs: Object.fromEntries(row.costs),
    counts: COUNTS.map((count) => counts[count]),
  });
}

async function upsertSessions(
  client: ClientBase,
  partition: number,
  sessions: readonly SessionChange[],
): Promise<void> {
  await client.query(UPSERT_SESSIONS, [
    isTraffic(partition) ? partition : null,
    sessions.map((row) => searchable(row.session)),
    sessions.map((row) => row.firstUs),
    sessions.map((row) => row.lastUs),
    sessions.map((row) => row.basis),
    sessions.map((row) => searchable(row.issuer)),
    sessions.map((row) => searchable(row.subject)),
    sessions.map(brought),
    isTraffic(partition) ? null : partition,
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
