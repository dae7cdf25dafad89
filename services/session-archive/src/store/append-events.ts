/** Appends a batch of events to the log of their partition, with everything that follows from it, in the caller's transaction. */
import type { DecodedEvent } from '@sallyport/contracts/event-codec';
import type { Payload } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import { AlertKind } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { leafHasher } from '@sallyport/recording/leaf-hash';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { finished } from 'node:stream/promises';
import { BatchSummarizer } from '../core/batch-summary.js';
import type { SearchFacts } from '../core/search-facts.js';
import { noTrafficFacts } from '../core/traffic-facts.js';
import type { TrafficFacts } from '../core/traffic-facts.js';
import { BinaryRows } from './binary-rows.js';
import { byteaArray, smallintArray } from './binary-array.js';
import { writeSummary } from './write-summary.js';

/** An event with what is searched of it. */
export interface ReadEvent {
  readonly event: DecodedEvent;
  readonly facts: SearchFacts;
}

/** The partition has another owner by now; whoever gets this must stop writing. */
export class StaleOwnerError extends Error {
  override readonly name = 'StaleOwnerError';
  constructor(partition: number, epoch: number) {
    super(`the log of partition ${partition} has a newer owner than epoch ${epoch}`);
  }
}

const UNIQUE_VIOLATION = '23505';
const COLUMNS =
  'partition, position, event_id, leaf_hash, record, time_us, type, session, issuer, subject, agent, connection, ' +
  'decision, request_id, replica, boot_epoch, sequence, model, dialect, operations, graphs, tools_offered, ' +
  'tools_called, tools_answered, masked, alert, tokens, cost_micros, currency';
const COLUMN_COUNT = 29;
/** The last of them, which most events leave empty. */
const TRAFFIC_COLUMN_COUNT = 12;

/** What the columns beside the record usually take; more only costs a copy. */
const columnBytesExpected = 640;

const leafHash = leafHasher();

/**
 * Appends `events` at the next positions and returns how many were new. An event whose id the log holds already is left
 * out: the unknown end of a request, which gateway and archive both write under one id, and what a lost inbox lets through.
 * @throws StaleOwnerError when a later epoch has written.
 */
export async function appendEvents(
  client: ClientBase,
  log: { readonly partition: number; readonly epoch: number },
  events: readonly ReadEvent[],
): Promise<number> {
  if (events.length === 0) return 0;
  const first = await claim(client, log, events.length);
  await client.query('SAVEPOINT append');
  let fresh = events;
  try {
    await copyRecords(client, log.partition, first, events);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    await client.query('ROLLBACK TO SAVEPOINT append');
    fresh = await withoutKnown(client, log.partition, events);
    await client.query('UPDATE logs SET size = $2 WHERE partition = $1', [
      log.partition,
      first + fresh.length,
    ]);
    if (fresh.length > 0) await copyRecords(client, log.partition, first, fresh);
  }
  await insertPayloads(client, fresh);
  const summarizer = new BatchSummarizer();
  for (const { facts, event } of events) summarizer.sent(facts, event.record);
  fresh.forEach(({ facts, event }, index) => summarizer.stored(facts, event.record, first + index));
  await writeSummary(client, log.partition, summarizer.summary());
  return fresh.length;
}

/** Takes the log for this transaction; returns the position of the next record. */
export async function claim(
  client: ClientBase,
  log: { readonly partition: number; readonly epoch: number },
  count: number,
): Promise<number> {
  const { rows } = await client.query<{ size: string }>(
    'UPDATE logs SET epoch = $2, size = size + $3 WHERE partition = $1 AND epoch <= $2 RETURNING size',
    [log.partition, log.epoch, count],
  );
  const head = rows[0];
  if (head === undefined) throw new StaleOwnerError(log.partition, log.epoch);
  return Number(head.size) - count;
}

/** Writes records at consecutive positions from `first`. */
export async function copyRecords(
  client: ClientBase,
  partition: number,
  first: number,
  events: readonly ReadEvent[],
): Promise<void> {
  const rows = new BinaryRows(
    events.reduce((sum, { event }) => sum + event.recordBytes.length + columnBytesExpected, 0),
  );
  let position = first;
  for (const { event, facts } of events) {
    rows.row(COLUMN_COUNT);
    rows.int16(partition);
    rows.int64(position++);
    rows.uuid(facts.id);
    rows.bytes(leafHash(event.recordBytes));
    rows.bytes(event.recordBytes);
    rows.int64(facts.timeUs);
    rows.int16(facts.type);
    rows.text(facts.session);
    rows.text(facts.issuer);
    rows.text(facts.subject);
    rows.text(facts.agent);
    rows.text(facts.connection);
    rows.int16(facts.decision);
    if (facts.requestId === '') rows.nothing();
    else rows.uuid(facts.requestId);
    rows.text(facts.replica);
    rows.text(facts.bootEpoch);
    rows.int64(facts.sequence);
    addTraffic(rows, facts.traffic);
  }
  const stream = client.query(copyFrom(`COPY traffic_log (${COLUMNS}) FROM STDIN (FORMAT binary)`));
  stream.end(rows.finish());
  await finished(stream);
}

function addTraffic(rows: BinaryRows, traffic: TrafficFacts): void {
  if (traffic === noTrafficFacts) {
    for (let column = 0; column < TRAFFIC_COLUMN_COUNT; column += 1) rows.nothing();
    return;
  }
  const { usage, cost } = traffic;
  for (const name of [traffic.model, traffic.dialect]) {
    if (name === '') rows.nothing();
    else rows.text(name);
  }
  rows.texts(traffic.operations);
  rows.texts(traffic.graphs);
  rows.texts(traffic.toolsOffered);
  rows.texts(traffic.toolsCalled);
  rows.texts(traffic.toolsAnswered);
  rows.texts(traffic.masked);
  if (traffic.alert === AlertKind.UNSPECIFIED) rows.nothing();
  else rows.int16(traffic.alert);
  if (usage === undefined) rows.nothing();
  else rows.int64((usage.inputTokens ?? 0) + (usage.outputTokens ?? 0));
  if (cost === undefined) {
    rows.nothing();
    rows.nothing();
  } else {
    rows.int64(cost.micros);
    rows.text(cost.currency);
  }
}

async function withoutKnown(
  client: ClientBase,
  partition: number,
  events: readonly ReadEvent[],
): Promise<readonly ReadEvent[]> {
  const { rows } = await client.query<{ event_id: string }>(
    'SELECT event_id FROM traffic_log WHERE partition = $1 AND event_id = ANY($2::uuid[])',
    [partition, events.map(({ facts }) => facts.id)],
  );
  const known = new Set(rows.map((row) => row.event_id));
  return events.filter(({ facts }) => {
    if (known.has(facts.id)) return false;
    known.add(facts.id);
    return true;
  });
}

/** Stores payloads once each, whoever refers to them; in the order of their digests, so that batches cannot deadlock. */
async function insertPayloads(client: ClientBase, events: readonly ReadEvent[]): Promise<void> {
  const distinct = new Map<string, Payload>();
  for (const { event } of events) {
    for (const payload of event.payloads) distinct.set(payload.sha256.toString('latin1'), payload);
  }
  if (distinct.size === 0) return;
  const payloads = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, payload]) => payload);
  await client.query(
    `INSERT INTO payloads (sha256, kind, content)
     SELECT * FROM unnest($1::bytea[], $2::smallint[], $3::bytea[]) ON CONFLICT DO NOTHING`,
    [
      byteaArray(payloads.map((payload) => payload.sha256)),
      smallintArray(payloads.map((payload) => payload.kind)),
      byteaArray(payloads.map((payload) => payload.content)),
    ],
  );
}

function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION;
}
