/** The webhook's place in the announcements: one replica at a time takes the next one. */
import type { DataSource, EntityManager } from 'typeorm';
import type { Announcement } from '../core/announcement.js';
import type { Approval } from '../core/approval.js';
import { approvalColumns, approvalOfRow } from '../store/approval-rows.js';
import type { ApprovalRow } from '../store/approval-rows.js';

export interface NextMessage {
  readonly sequence: number;
  readonly timeUs: number;
  readonly announcement: Announcement;
  /** Undefined when it is no longer kept. */
  readonly approval: Approval | undefined;
  /** Attempts so far. */
  readonly tries: number;
}

/** A webhook that was just configured begins with what comes, not with what was. */
export async function beginWebhook(database: DataSource): Promise<void> {
  await database.query(
    'INSERT INTO webhook_turn SELECT true, announced, 0, 0 FROM heads ON CONFLICT (single) DO NOTHING',
  );
}

/** The next announcement, in the hands of this transaction; undefined when there is none, it is not due, or another has it. */
export async function takeNext(tx: EntityManager, nowUs: number): Promise<NextMessage | undefined> {
  const [turn] = await tx.query<{ announced: string; tries: number; due_us: string }[]>(
    'SELECT announced, tries, due_us FROM webhook_turn FOR UPDATE SKIP LOCKED',
  );
  if (turn === undefined || Number(turn.due_us) > nowUs) return undefined;
  const [row] = await tx.query<
    { sequence: string; approval_id: string; announcement: Announcement; time_us: string }[]
  >(
    'SELECT sequence, approval_id, announcement, time_us FROM announcements WHERE sequence > $1 ORDER BY sequence LIMIT 1',
    [turn.announced],
  );
  if (row === undefined) return undefined;
  const [approval] = await tx.query<ApprovalRow[]>(`SELECT ${approvalColumns} FROM approvals WHERE id = $1`, [
    row.approval_id,
  ]);
  return {
    ...{ sequence: Number(row.sequence), timeUs: Number(row.time_us), announcement: row.announcement },
    approval: approval && approvalOfRow(approval),
    tries: turn.tries,
  };
}

export async function goOn(tx: EntityManager, { sequence }: NextMessage): Promise<void> {
  await tx.query('UPDATE webhook_turn SET announced = $1, tries = 0, due_us = 0', [sequence]);
}

export async function tryAgain(tx: EntityManager, { tries }: NextMessage, dueUs: number): Promise<void> {
  await tx.query('UPDATE webhook_turn SET tries = $1, due_us = $2', [tries + 1, dueUs]);
}
