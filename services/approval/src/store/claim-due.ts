/** Claims rows that time or a lock has something to do with, so that two replicas never work on the same. */
import type { DataSource, EntityManager } from 'typeorm';
import type { Approval } from '../core/approval.js';
import type { Grant } from '../core/grant.js';
import type { Lock } from '../core/lock.js';
import { approvalColumns, approvalOfRow } from './approval-rows.js';
import type { ApprovalRow } from './approval-rows.js';
import { grantColumns, grantOfRow } from './grant-rows.js';
import type { GrantRow } from './grant-rows.js';
import { lockColumns, lockOfRow } from './lock-rows.js';
import type { LockRow } from './lock-rows.js';

const NOW_US = '(extract(epoch FROM clock_timestamp()) * 1000000)::bigint';
const claim = (most: number): string => `LIMIT ${most} FOR UPDATE SKIP LOCKED`;

/** Whether there is anything to claim: one look, without a transaction. */
export async function isAnythingDue(database: DataSource): Promise<boolean> {
  const rows = await database.query<{ due: boolean }[]>(
    `SELECT EXISTS (SELECT FROM approvals WHERE due_us <= ${NOW_US})
       OR EXISTS (SELECT FROM grants WHERE ended IS NULL AND expires_us <= ${NOW_US})
       OR EXISTS (SELECT FROM locks WHERE NOT lifted AND (NOT swept OR (expires_us > 0 AND expires_us <= ${NOW_US}))) AS due`,
  );
  return rows[0]?.due === true;
}

export async function claimDueApprovals(tx: EntityManager, most: number): Promise<readonly Approval[]> {
  const rows = await tx.query<ApprovalRow[]>(
    `SELECT ${approvalColumns} FROM approvals WHERE due_us <= ${NOW_US} ORDER BY due_us ${claim(most)}`,
  );
  return rows.map(approvalOfRow);
}

export async function claimDueGrants(tx: EntityManager, most: number): Promise<readonly Grant[]> {
  const rows = await tx.query<GrantRow[]>(
    `SELECT ${grantColumns} FROM grants WHERE ended IS NULL AND expires_us <= ${NOW_US} ${claim(most)}`,
  );
  return rows.map(grantOfRow);
}

export async function claimDueLocks(tx: EntityManager, most: number): Promise<readonly Lock[]> {
  const rows = await tx.query<LockRow[]>(
    `SELECT ${lockColumns} FROM locks WHERE NOT lifted AND expires_us > 0 AND expires_us <= ${NOW_US} ${claim(most)}`,
  );
  return rows.map(lockOfRow);
}

/** A lock under which nothing was ended yet. */
export async function claimUnsweptLock(tx: EntityManager): Promise<Lock | undefined> {
  const rows = await tx.query<LockRow[]>(
    `SELECT ${lockColumns} FROM locks WHERE NOT swept AND NOT lifted ORDER BY placed_us ${claim(1)}`,
  );
  return rows[0] && lockOfRow(rows[0]);
}

export async function markSwept(tx: EntityManager, lockId: string): Promise<void> {
  await tx.query('UPDATE locks SET swept = true WHERE id = $1', [lockId]);
}
