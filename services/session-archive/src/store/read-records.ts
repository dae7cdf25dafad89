/** Reads archived records: by search, newest first, and in the order of a log, for timelines and live tails. */
import { EventRecord } from '@sallyport/contracts/event-codec';
import { AlertKind, Decision } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { eventView } from '@sallyport/recording/event-view';
import type { EventView } from '@sallyport/recording/event-view';
import { eventTypeNumber, eventTypes } from '@sallyport/recording/event-type';
import type { EventTypeName } from '@sallyport/recording/event-type';
import type { ArchivedRecord } from '@sallyport/recording/timeline';
import type { DataSource } from 'typeorm';
import { allLogs, logName, sourceOf } from '../core/logs.js';
import { Conditions } from './conditions.js';
import { search } from './searching.js';

export interface EventFilter {
  /** Signs of life, which come every few seconds, are found only when asked for: by type, by session, or with all. */
  readonly alive?: boolean | undefined;
  readonly type?: EventTypeName | undefined;
  readonly session?: string | undefined;
  readonly identity?: string | undefined;
  readonly agent?: string | undefined;
  readonly connection?: string | undefined;
  readonly request?: string | undefined;
  /** Microseconds since 1970, inclusive. */
  readonly fromUs?: number | undefined;
  /** Microseconds since 1970, exclusive. */
  readonly toUs?: number | undefined;
  /** Of events that say what policy decided: on a request, on an answer. */
  readonly verdict?: 'allow' | 'deny' | 'hold' | undefined;
  /** As requests name it, or as the answer says. */
  readonly model?: string | undefined;
  readonly dialect?: string | undefined;
  /** What is asked for, such as `chat`. */
  readonly operation?: string | undefined;
  readonly graph?: string | undefined;
  /** Offered, called in an earlier turn, or called by the answer. */
  readonly tool?: string | undefined;
  /** A kind of what was masked; `*`: any. */
  readonly masked?: string | undefined;
  readonly alert?: AlertName | undefined;
  /** Of input and output together. */
  readonly tokensMin?: number | undefined;
}

export const alerts = {
  rule: AlertKind.RULE,
  'detector-failed': AlertKind.DETECTOR_FAILED,
  'rule-failed': AlertKind.RULE_FAILED,
} as const;
export type AlertName = keyof typeof alerts;

const decisions = { allow: Decision.ALLOW, deny: Decision.DENY, hold: Decision.HOLD } as const;

/** Place between two events in the order of time; does not move when events are added. */
export interface EventCursor {
  readonly timeUs: number;
  readonly id: string;
}

export interface ListedRecord extends ArchivedRecord {
  readonly cursor: EventCursor;
}

/** An event with its place in the archive. */
export interface ArchivedEventView extends EventView {
  /** Name of its log, such as `traffic/3`. */
  readonly log: string;
  readonly partition: number;
  readonly position: number;
  /** RFC 6962 leaf hash, hexadecimal. */
  readonly leafHash: string;
}

export function archivedEvent(archived: ArchivedRecord): ArchivedEventView {
  const { record, log, partition, position, leafHash } = archived;
  return { ...eventView(record), log, partition, position, leafHash: Buffer.from(leafHash).toString('hex') };
}

interface RecordRow {
  readonly partition: number;
  readonly position: string;
  readonly leaf_hash: Buffer;
  readonly record: Buffer;
  readonly time_us: string;
  readonly event_id: string;
}

const COLUMNS = 'partition, position, leaf_hash, record, time_us, event_id';

/** `asc`: as it happened; `desc`: the latest first. */
export type EventOrder = 'asc' | 'desc';

export async function searchRecords(
  database: DataSource,
  filter: EventFilter,
  order: EventOrder,
  limit: number,
  after: EventCursor | undefined,
): Promise<readonly ListedRecord[]> {
  const where = matching(filter);
  const beyond = order === 'asc' ? '>' : '<';
  if (after !== undefined) {
    where.add((value) => `(time_us, event_id) ${beyond} (${value(after.timeUs)}, ${value(after.id)}::uuid)`);
  }
  const text = `SELECT ${COLUMNS} FROM traffic_log ${where.text} ORDER BY time_us ${order}, event_id ${order} LIMIT ${limit}`;
  return (await search<RecordRow>(database, text, where.values)).map(listed);
}

/** In the order of one log, after `position`. */
export async function recordsAfter(
  database: DataSource,
  place: { readonly partition: number; readonly position: number },
  filter: EventFilter,
  limit: number,
): Promise<readonly ListedRecord[]> {
  const where = matching(filter);
  where.add((value) => `partition = ${value(place.partition)} AND position > ${value(place.position)}`);
  const text = `SELECT ${COLUMNS} FROM traffic_log ${where.text} ORDER BY position LIMIT ${limit}`;
  return (await database.query<RecordRow[]>(text, where.values)).map(listed);
}

/** Undefined when there is no such event. Every log has an index that begins with its number, so all of them are named. */
export async function findRecord(database: DataSource, id: string): Promise<ListedRecord | undefined> {
  const rows = await database.query<RecordRow[]>(
    `SELECT ${COLUMNS} FROM traffic_log WHERE partition = ANY($1::smallint[]) AND event_id = $2::uuid`,
    [allLogs, id],
  );
  return rows[0] && listed(rows[0]);
}

/** Most signs of life that are counted: beyond, there are many. */
export const aliveCountedMax = 10_000;

/** How many signs of life a search leaves out between two times, at most `aliveCountedMax`. */
export async function countAlive(database: DataSource, filter: EventFilter): Promise<number> {
  const where = matching({ ...filter, type: 'replica.alive' });
  const text = `SELECT count(*) AS count FROM (SELECT FROM traffic_log ${where.text} LIMIT ${aliveCountedMax}) AS alive`;
  const [row] = await search<{ count: string }>(database, text, where.values);
  return Number(row?.count ?? 0);
}

/** Where an event of a session is; undefined when the session has no such event. */
export async function placeOf(
  database: DataSource,
  session: string,
  eventId: string,
): Promise<{ readonly log: string; readonly position: number } | undefined> {
  const rows = await database.query<{ partition: number; position: string }[]>(
    'SELECT partition, position FROM traffic_log WHERE partition = ANY($3) AND event_id = $1 AND session = $2',
    [eventId, session, allLogs],
  );
  return rows[0] && { log: logName(rows[0].partition), position: Number(rows[0].position) };
}

const findsAlive = ({ type, session, alive }: EventFilter): boolean =>
  type === 'replica.alive' || (type === undefined && (session !== undefined || alive === true));

/** What signs of life have nothing of: a search for one of these leaves none of them out. */
const onlyOfTraffic = [
  ...(['identity', 'agent', 'connection', 'request', 'verdict', 'model', 'dialect'] as const),
  ...(['operation', 'graph', 'tool', 'masked', 'alert', 'tokensMin'] as const),
] satisfies readonly (keyof EventFilter)[];

/** Whether a search leaves out signs of life that it would have found. */
export const hidesAlive = (filter: EventFilter): boolean =>
  filter.type === undefined &&
  !findsAlive(filter) &&
  onlyOfTraffic.every((name) => filter[name] === undefined);

function matching(filter: EventFilter): Conditions {
  const where = new Conditions();
  const { type, session, identity, agent, connection, request, fromUs, toUs } = filter;
  if (type !== undefined) where.add((value) => `type = ${value(eventTypeNumber(type))}`);
  else if (!findsAlive(filter)) where.add(() => `type <> ${eventTypes.replicaAlive.number}`);
  if (session !== undefined) where.add((value) => `session = ${value(session)}`);
  if (identity !== undefined) where.add((value) => `subject = ${value(identity)}`);
  if (agent !== undefined) where.add((value) => `agent = ${value(agent)}`);
  if (connection !== undefined) where.add((value) => `connection = ${value(connection)}`);
  if (request !== undefined) where.add((value) => `request_id = ${value(request)}::uuid`);
  if (fromUs !== undefined) where.add((value) => `time_us >= ${value(fromUs)}`);
  if (toUs !== undefined) where.add((value) => `time_us < ${value(toUs)}`);
  addTraffic(where, filter);
  return where;
}

function addTraffic(where: Conditions, filter: EventFilter): void {
  const { verdict, model, dialect, operation, graph, tool, masked, alert, tokensMin } = filter;
  if (verdict !== undefined) where.add((value) => `decision = ${value(decisions[verdict])}`);
  if (model !== undefined) where.add((value) => `model = ${value(model)}`);
  if (dialect !== undefined) where.add((value) => `dialect = ${value(dialect)}`);
  if (operation !== undefined) where.add((value) => `${value(operation)} = ANY(operations)`);
  if (graph !== undefined) where.add((value) => `${value(graph)} = ANY(graphs)`);
  if (tool !== undefined) {
    where.add((value) => {
      const name = value(tool);
      return `(${['tools_answered', 'tools_called', 'tools_offered'].map((column) => `${name} = ANY(${column})`).join(' OR ')})`;
    });
  }
  if (masked === '*') where.add(() => 'masked IS NOT NULL');
  else if (masked !== undefined) where.add((value) => `${value(masked)} = ANY(masked)`);
  if (alert !== undefined) where.add((value) => `alert IS NOT NULL AND alert = ${value(alerts[alert])}`);
  if (tokensMin !== undefined) where.add((value) => `tokens >= ${value(tokensMin)}`);
}

function listed(row: RecordRow): ListedRecord {
  return {
    log: logName(row.partition),
    partition: sourceOf(row.partition).partition,
    position: Number(row.position),
    leafHash: row.leaf_hash,
    record: EventRecord.decode(row.record),
    cursor: { timeUs: Number(row.time_us), id: row.event_id },
  };
}
