/** Everything open, for what has to look at all of it: a lock that was placed, a gateway that takes a snapshot. */
import type { EntityManager } from 'typeorm';
import type { Approval, Asked } from '../core/approval.js';
import type { Grant } from '../core/grant.js';
import { approvalColumns, approvalOfRow } from './approval-rows.js';
import type { ApprovalRow } from './approval-rows.js';
import { grantColumns, grantOfRow } from './grant-rows.js';
import type { GrantRow } from './grant-rows.js';

export async function openApprovals(tx: EntityManager): Promise<readonly Approval[]> {
  const rows = await tx.query<ApprovalRow[]>(
    `SELECT ${approvalColumns} FROM approvals WHERE ended_us IS NULL ORDER BY id`,
  );
  return rows.map(approvalOfRow);
}

export async function standingGrants(tx: EntityManager): Promise<readonly Grant[]> {
  const rows = await tx.query<GrantRow[]>(
    `SELECT ${grantColumns} FROM grants WHERE ended IS NULL ORDER BY id`,
  );
  return rows.map(grantOfRow);
}

/** In the order of their ids, in which they are locked by everybody. */
export async function openApprovalIds(
  tx: EntityManager,
  which: (asked: Asked) => boolean,
): Promise<readonly string[]> {
  const rows = await tx.query<{ id: string; asked: Asked }[]>(
    'SELECT id, asked FROM approvals WHERE ended_us IS NULL ORDER BY id',
  );
  return rows.filter(({ asked }) => which(asked)).map(({ id }) => id);
}

export async function standingGrantIds(
  tx: EntityManager,
  which: (grant: Grant) => boolean,
): Promise<readonly string[]> {
  return (await standingGrants(tx)).filter(which).map(({ id }) => id);
}
