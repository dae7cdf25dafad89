/** Questions as people are shown them, and the grants that stand. */
import type { DataSource, EntityManager } from 'typeorm';
import type { Grant } from '../../core/grant.js';
import { approvalColumns, approvalOfRow } from '../../store/approval-rows.js';
import type { ApprovalRow } from '../../store/approval-rows.js';
import { grantColumns, grantOfRow } from '../../store/grant-rows.js';
import type { GrantRow } from '../../store/grant-rows.js';
import { readQuestion } from '../shown/question.js';
import type { Question } from '../shown/question.js';
import { nowUs } from './now.js';

type Row = ApprovalRow & { readonly held: Buffer; readonly payloads: Buffer; readonly now_us: string };

export interface QuestionNow {
  readonly question: Question;
  /** The database's time. */
  readonly nowUs: number;
}

const columns = `${approvalColumns}, held, payloads, ${nowUs} AS now_us`;
const questionNow = (row: Row): QuestionNow => ({
  question: readQuestion(approvalOfRow(row), row.held, row.payloads),
  nowUs: Number(row.now_us),
});

export async function questionOf(
  database: DataSource | EntityManager,
  id: string,
): Promise<QuestionNow | undefined> {
  const rows = await database.query<Row[]>(`SELECT ${columns} FROM approvals WHERE id = $1`, [id]);
  return rows[0] && questionNow(rows[0]);
}

/** What waits for people, the oldest first. */
export async function pendingQuestions(database: DataSource, most: number): Promise<readonly QuestionNow[]> {
  const rows = await database.query<Row[]>(
    `SELECT ${columns} FROM approvals WHERE ended_us IS NULL AND standing <> 'approved' ORDER BY asked_us, id LIMIT $1`,
    [most],
  );
  return rows.map(questionNow);
}

export async function standingGrants(database: DataSource, most: number): Promise<readonly Grant[]> {
  const rows = await database.query<GrantRow[]>(
    `SELECT ${grantColumns} FROM grants WHERE ended IS NULL ORDER BY expires_us LIMIT $1`,
    [most],
  );
  return rows.map(grantOfRow);
}
