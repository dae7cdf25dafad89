/** The feed and everything that stands, as of one moment. */
import { Statement } from '@sallyport/contracts/generated/sallyport/control/v1/control';
import type { DataSource, EntityManager } from 'typeorm';
import type { Approval } from '../core/approval.js';
import { decisionStatement, grantStatement, lockStatement } from '../core/statement.js';
import type { StatementBody } from '../core/statement.js';
import { approvalColumns, approvalOfRow } from './approval-rows.js';
import type { ApprovalRow } from './approval-rows.js';
import { databaseNowUs } from './database-clock.js';
import { standingLocks } from './lock-rows.js';
import { openApprovals, standingGrants } from './read-open.js';

export interface FeedHead {
  readonly epoch: string;
  readonly sequence: number;
  /** Statements up to here are no longer kept. */
  readonly pruned: number;
}

export interface FeedRow {
  readonly sequence: number;
  readonly timeUs: number;
  readonly body: StatementBody;
}

export async function readHead(database: DataSource | EntityManager): Promise<FeedHead> {
  const rows = await database.query<{ epoch: string; feed: string; feed_pruned: string }[]>(
    'SELECT epoch, feed, feed_pruned FROM heads',
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the row of heads is missing');
  return { epoch: row.epoch, sequence: Number(row.feed), pruned: Number(row.feed_pruned) };
}

/** What follows a position, in order and without gaps. */
export async function readFeed(
  database: DataSource,
  after: number,
  most: number,
): Promise<readonly FeedRow[]> {
  const rows = await database.query<{ sequence: string; body: Buffer; time_us: string }[]>(
    'SELECT sequence, body, time_us FROM feed WHERE sequence > $1 ORDER BY sequence LIMIT $2',
    [after, most],
  );
  return rows.map(({ sequence, body, time_us: timeUs }) => ({
    sequence: Number(sequence),
    timeUs: Number(timeUs),
    body: bodyOf(body),
  }));
}

export interface Standing extends FeedHead {
  readonly nowUs: number;
  readonly bodies: readonly StatementBody[];
}

/** Approvals that are not spent, grants and locks, as they stand at one position. */
export async function readStanding(database: DataSource): Promise<Standing> {
  return database.transaction('REPEATABLE READ', async (tx) => {
    const head = await readHead(tx);
    const [approvals, grants, locks] = [
      await openApprovals(tx),
      await standingGrants(tx),
      await standingLocks(tx),
    ];
    const bodies = [
      ...locks.map(lockStatement),
      ...approvals.map(decisionStatement),
      ...grants.map(grantStatement),
    ];
    return { ...head, nowUs: await databaseNowUs(tx), bodies };
  });
}

export interface StandingDecision extends FeedHead {
  readonly nowUs: number;
  readonly approval: Approval;
}

/** One approval, by its id or that of a request that waits for it. */
export async function readDecision(database: DataSource, id: string): Promise<StandingDecision | undefined> {
  return database.transaction('REPEATABLE READ', async (tx) => {
    const head = await readHead(tx);
    const rows = await tx.query<ApprovalRow[]>(
      `SELECT ${approvalColumns} FROM approvals
       WHERE id = coalesce((SELECT approval_id FROM waiting_requests WHERE request_id = $1), $1)`,
      [id],
    );
    const [row] = rows;
    return row && { ...head, nowUs: await databaseNowUs(tx), approval: approvalOfRow(row) };
  });
}

/**
 * Begins a new history: a gateway knows more than we do, because the database was set back. Positions of the old one mean
 * nothing any more, and every gateway takes a snapshot.
 */
export async function beginNewHistory(database: DataSource, known: FeedHead): Promise<void> {
  await database.query('UPDATE heads SET epoch = gen_random_uuid() WHERE epoch = $1', [known.epoch]);
}

function bodyOf(stored: Buffer): StatementBody {
  const { body } = Statement.decode(stored);
  if (body === undefined) throw new TypeError('a row of the feed states nothing');
  return body;
}
