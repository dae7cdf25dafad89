/** Reads sessions: one, or a page of those that match, the latest first. */
import { timeText } from '@sallyport/recording/event-view';
import type { DataSource } from 'typeorm';
import { Conditions } from './conditions.js';
import { search } from './searching.js';

export interface SessionFilter {
  readonly identity?: string;
  readonly agent?: string;
  readonly connection?: string;
  readonly verdict?: 'allow' | 'deny' | 'hold';
  /** Sessions that had an event at or after: microseconds since 1970. */
  readonly fromUs?: number;
  /** Sessions that had an event before: microseconds since 1970. */
  readonly toUs?: number;
}

export interface SessionCursor {
  readonly listedUs: number;
  readonly id: string;
}

export interface SessionView {
  readonly id: string;
  readonly firstTime: string;
  readonly lastTime: string;
  readonly identity?: { readonly issuer: string; readonly subject: string };
  readonly basis: 'unspecified' | 'header' | 'thread' | 'window' | 'source';
  readonly agents: readonly string[];
  readonly connections: readonly string[];
  readonly events: number;
  readonly requests: number;
  /** Requests that passed. */
  readonly allowed: number;
  readonly held: number;
  readonly refused: number;
  readonly completed: number;
}

export interface ListedSession {
  readonly view: SessionView;
  readonly cursor: SessionCursor;
  readonly partition: number;
  readonly firstUs: number;
}

interface SessionRow {
  readonly session: string;
  readonly partition: number;
  readonly listed_us: string;
  readonly first_us: string;
  readonly last_us: string;
  readonly basis: number;
  readonly issuer: string;
  readonly subject: string;
  readonly agents: string[];
  readonly connections: string[];
  readonly events: string;
  readonly requests: string;
  readonly allowed: string;
  readonly held: string;
  readonly refused: string;
  readonly completed: string;
}

/** The column that says whether a session has seen a verdict. */
const countOf = { allow: 'allowed', deny: 'refused', hold: 'held' } as const;
const bases = ['unspecified', 'header', 'thread', 'window', 'source'] as const;

export async function searchSessions(
  database: DataSource,
  filter: SessionFilter,
  limit: number,
  after: SessionCursor | undefined,
): Promise<readonly ListedSession[]> {
  const where = new Conditions();
  const { identity, agent, connection, verdict, fromUs, toUs } = filter;
  if (identity !== undefined) where.add((value) => `subject = ${value(identity)}`);
  if (agent !== undefined) where.add((value) => `${value(agent)} = ANY(agents)`);
  if (connection !== undefined) where.add((value) => `${value(connection)} = ANY(connections)`);
  if (verdict !== undefined) where.add(() => `${countOf[verdict]} > 0`);
  if (fromUs !== undefined) where.add((value) => `last_us >= ${value(fromUs)}`);
  if (toUs !== undefined) where.add((value) => `first_us < ${value(toUs)}`);
  if (after !== undefined)
    where.add((value) => `(listed_us, session) < (${value(after.listedUs)}, ${value(after.id)})`);
  const text = `SELECT * FROM sessions ${where.text} ORDER BY listed_us DESC, session DESC LIMIT ${limit}`;
  return (await search<SessionRow>(database, text, where.values)).map(listed);
}

export async function findSession(database: DataSource, id: string): Promise<ListedSession | undefined> {
  const rows = await database.query<SessionRow[]>('SELECT * FROM sessions WHERE session = $1', [id]);
  return rows[0] && listed(rows[0]);
}

function listed(row: SessionRow): ListedSession {
  return {
    view: {
      id: row.session,
      firstTime: timeText(Number(row.first_us)),
      lastTime: timeText(Number(row.last_us)),
      ...(row.subject !== '' && { identity: { issuer: row.issuer, subject: row.subject } }),
      basis: bases[row.basis] ?? 'unspecified',
      agents: row.agents,
      connections: row.connections,
      events: Number(row.events),
      requests: Number(row.requests),
      allowed: Number(row.allowed),
      held: Number(row.held),
      refused: Number(row.refused),
      completed: Number(row.completed),
    },
    cursor: { listedUs: Number(row.listed_us), id: row.session },
    partition: row.partition,
    firstUs: Number(row.first_us),
  };
}
