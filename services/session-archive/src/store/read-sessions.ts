/** Reads sessions: one, or a page of those that match, the latest active or the latest begun first. */
import { timeText } from '@sallyport/recording/event-view';
import type { CostView } from '@sallyport/recording/operation-view';
import type { DataSource } from 'typeorm';
import { Conditions } from './conditions.js';
import { search } from './searching.js';

export interface SessionFilter {
  readonly identity?: string | undefined;
  readonly agent?: string | undefined;
  readonly connection?: string | undefined;
  readonly verdict?: 'allow' | 'deny' | 'hold' | undefined;
  /** Sessions that had an event at or after: microseconds since 1970. */
  readonly fromUs?: number | undefined;
  /** Sessions that had an event before: microseconds since 1970. */
  readonly toUs?: number | undefined;
  readonly model?: string | undefined;
  readonly graph?: string | undefined;
  /** A tool that an answer called. */
  readonly tool?: string | undefined;
  /** A kind of what was masked; `*`: any. */
  readonly masked?: string | undefined;
  /** Of input and output together. */
  readonly tokensMin?: number | undefined;
}

/**
 * By the last event, or by the first. A session that becomes active again while somebody pages by activity moves to the
 * front, and is not on the pages to come; by beginning nothing ever moves.
 */
export const sessionOrders = ['activity', 'beginning'] as const;
export type SessionOrder = (typeof sessionOrders)[number];

export interface SessionCursor {
  readonly order: SessionOrder;
  /** What the order goes by: microseconds since 1970. */
  readonly atUs: number;
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
  /** Of the held ones, those that passed in the end. */
  readonly released: number;
  /** Of the held ones, those that were refused once they had waited. */
  readonly heldRefused: number;
  /** All that were refused. */
  readonly refused: number;
  readonly completed: number;
  /** As requests name them. */
  readonly models: readonly string[];
  readonly graphs: readonly string[];
  /** Tools that answers called. */
  readonly tools: readonly string[];
  /** Calls of tools in answers. */
  readonly toolCalls: number;
  /** Those that policy denied. */
  readonly deniedToolCalls: number;
  /** Those that it held. */
  readonly heldToolCalls: number;
  /** Values that were masked, in requests and answers. */
  readonly masked: number;
  readonly maskedKinds: readonly string[];
  readonly tokens: {
    readonly input: number;
    readonly output: number;
    /** Of the input. */
    readonly cached: number;
    /** Of the output. */
    readonly reasoning: number;
  };
  /** In millionths, one for each currency. */
  readonly costs: readonly CostView[];
  readonly alerts: number;
  /** What people decided on its approvals. */
  readonly people: { readonly approved: number; readonly denied: number };
}

export interface ListedSession {
  readonly view: SessionView;
  cursor(order: SessionOrder): SessionCursor;
  /** Its log of each topic, as far as it has events there. */
  readonly logs: SessionLogs;
  readonly firstUs: number;
}

export interface SessionLogs {
  readonly traffic: number | undefined;
  readonly decisions: number | undefined;
}

interface SessionRow {
  readonly session: string;
  readonly partition: number | null;
  readonly decisions_log: number | null;
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
  readonly released: string;
  readonly held_refused: string;
  readonly people_approved: string;
  readonly people_denied: string;
  readonly refused: string;
  readonly completed: string;
  readonly models: string[];
  readonly graphs: string[];
  readonly tools: string[];
  readonly masked_kinds: string[];
  readonly masked: string;
  readonly input_tokens: string;
  readonly output_tokens: string;
  readonly cached_tokens: string;
  readonly reasoning_tokens: string;
  readonly costs: Readonly<Record<string, number>>;
  readonly tool_calls: string;
  readonly denied_tool_calls: string;
  readonly held_tool_calls: string;
  readonly alerts: string;
}

/** The column that says whether a session has seen a verdict. */
const countOf = { allow: 'allowed', deny: 'refused', hold: 'held' } as const;
const bases = ['unspecified', 'header', 'thread', 'window', 'source'] as const;

/** What each order goes by. Minutes have an index; within one there is little to sort. */
const orderColumns = {
  activity: ['active_minute', 'last_us', 'session'],
  beginning: ['listed_us', 'session'],
} as const;

export async function searchSessions(
  database: DataSource,
  filter: SessionFilter,
  order: SessionOrder,
  limit: number,
  after: SessionCursor | undefined,
): Promise<readonly ListedSession[]> {
  const where = matching(filter);
  const columns = orderColumns[order];
  if (after !== undefined) {
    const minute = Math.floor(after.atUs / 60_000_000);
    const place = order === 'activity' ? [minute, after.atUs, after.id] : [after.atUs, after.id];
    where.add((value) => `(${columns.join(', ')}) < (${place.map(value).join(', ')})`);
  }
  const latest = columns.map((column) => `${column} DESC`).join(', ');
  const text = `SELECT * FROM sessions ${where.text} ORDER BY ${latest} LIMIT ${limit}`;
  return (await search<SessionRow>(database, text, where.values)).map(listed);
}

function matching(filter: SessionFilter): Conditions {
  const where = new Conditions();
  const { identity, agent, connection, verdict, fromUs, toUs, model, graph, tool, masked, tokensMin } =
    filter;
  if (identity !== undefined) where.add((value) => `subject = ${value(identity)}`);
  if (agent !== undefined) where.add((value) => `${value(agent)} = ANY(agents)`);
  if (connection !== undefined) where.add((value) => `${value(connection)} = ANY(connections)`);
  if (verdict !== undefined) where.add(() => `${countOf[verdict]} > 0`);
  if (fromUs !== undefined) where.add((value) => `last_us >= ${value(fromUs)}`);
  if (toUs !== undefined) where.add((value) => `first_us < ${value(toUs)}`);
  if (model !== undefined) where.add((value) => `${value(model)} = ANY(models)`);
  if (graph !== undefined) where.add((value) => `${value(graph)} = ANY(graphs)`);
  if (tool !== undefined) where.add((value) => `${value(tool)} = ANY(tools)`);
  if (masked === '*') where.add(() => 'masked > 0');
  else if (masked !== undefined) where.add((value) => `${value(masked)} = ANY(masked_kinds)`);
  if (tokensMin !== undefined) where.add((value) => `input_tokens + output_tokens >= ${value(tokensMin)}`);
  return where;
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
      released: Number(row.released),
      heldRefused: Number(row.held_refused),
      refused: Number(row.refused),
      completed: Number(row.completed),
      models: row.models,
      graphs: row.graphs,
      tools: row.tools,
      toolCalls: Number(row.tool_calls),
      deniedToolCalls: Number(row.denied_tool_calls),
      heldToolCalls: Number(row.held_tool_calls),
      masked: Number(row.masked),
      maskedKinds: row.masked_kinds,
      tokens: {
        input: Number(row.input_tokens),
        output: Number(row.output_tokens),
        cached: Number(row.cached_tokens),
        reasoning: Number(row.reasoning_tokens),
      },
      costs: Object.entries(row.costs).map(([currency, micros]) => ({ currency, micros })),
      alerts: Number(row.alerts),
      people: { approved: Number(row.people_approved), denied: Number(row.people_denied) },
    },
    cursor: (order) => ({
      order,
      atUs: Number(order === 'activity' ? row.last_us : row.listed_us),
      id: row.session,
    }),
    logs: { traffic: row.partition ?? undefined, decisions: row.decisions_log ?? undefined },
    firstUs: Number(row.first_us),
  };
}
