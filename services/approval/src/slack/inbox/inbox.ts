/** Acts as rows: committed before they are acknowledged, applied afterwards, in the order of each person, once. */
import type { DataSource } from 'typeorm';
import { wakeChannel } from '../../store/changes.js';
import { appliedKeptMs, leaseMs } from '../limits.js';
import { inMs, nowUs } from '../store/now.js';
import type { Act, Delivered } from './act.js';

export interface TakenAct {
  readonly key: string;
  readonly act: Act;
  /** 1 for the first. */
  readonly tries: number;
}

/** What was delivered before is known, and changes nothing. */
export async function writeDown(database: DataSource, { key, act }: Delivered): Promise<void> {
  await database.query(
    `WITH written AS (
       INSERT INTO slack_inbox (key, actor, act, due_us, tries) VALUES ($1, $2, $3, ${nowUs}, 0)
       ON CONFLICT DO NOTHING RETURNING 1
     ) SELECT pg_notify('${wakeChannel}', '') FROM written`,
    [key, JSON.stringify([act.team, act.person]), act],
  );
}

/** The oldest act of somebody of whom none is being applied; nobody else takes it while the lease lasts. */
export async function takeAct(database: DataSource): Promise<TakenAct | undefined> {
  const [rows] = await database.query<[TakenAct[], number]>(
    `UPDATE slack_inbox SET due_us = ${inMs(leaseMs)}, tries = tries + 1
     WHERE key = (
       SELECT key FROM slack_inbox one WHERE applied_us IS NULL AND due_us <= ${nowUs} AND NOT EXISTS (
         SELECT FROM slack_inbox earlier
         WHERE earlier.actor = one.actor AND earlier.applied_us IS NULL AND earlier.sequence < one.sequence
       ) ORDER BY sequence LIMIT 1 FOR UPDATE SKIP LOCKED
     ) RETURNING key, act, tries`,
  );
  return rows[0];
}

/** Its words are forgotten, its key stays. */
export async function markApplied(database: DataSource, key: string): Promise<void> {
  await database.query(`UPDATE slack_inbox SET applied_us = ${nowUs}, act = NULL WHERE key = $1`, [key]);
}

export async function tryAgain(database: DataSource, key: string, afterMs: number): Promise<void> {
  await database.query(`UPDATE slack_inbox SET due_us = ${inMs(afterMs)} WHERE key = $1`, [key]);
}

export async function forgetApplied(database: DataSource): Promise<void> {
  await database.query(`DELETE FROM slack_inbox WHERE applied_us < ${inMs(-appliedKeptMs)}`);
}
