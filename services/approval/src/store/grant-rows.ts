/** Grants and their uses as rows. */
import type { EntityManager } from 'typeorm';
import type { Grant, GrantEnding } from '../core/grant.js';

type Made = Omit<Grant, 'uses' | 'ended' | 'revision' | 'expiresUs'>;

export interface GrantRow {
  readonly made: Made;
  readonly revision: string;
  readonly expires_us: string;
  readonly uses: number;
  readonly ended: GrantEnding | null;
}

export const grantColumns = 'made, revision, expires_us, uses, ended';

export function grantOfRow(row: GrantRow): Grant {
  return {
    ...row.made,
    ...{ expiresUs: Number(row.expires_us), uses: row.uses, revision: Number(row.revision) },
    ...(row.ended !== null && { ended: row.ended }),
  };
}

export async function lockGrant(tx: EntityManager, id: string): Promise<Grant | undefined> {
  const rows = await tx.query<GrantRow[]>(`SELECT ${grantColumns} FROM grants WHERE id = $1 FOR UPDATE`, [
    id,
  ]);
  return rows[0] && grantOfRow(rows[0]);
}

export async function insertGrant(tx: EntityManager, grant: Grant): Promise<void> {
  const { id, approvalId, bearer, session, connection, rule, shape, usesMax } = grant;
  const made: Made = { id, approvalId, bearer, session, connection, rule, shape, usesMax };
  await tx.query(
    `INSERT INTO grants (id, approval_id, revision, subject, session, made, expires_us, uses)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, approvalId, grant.revision, bearer.subject, session, made, grant.expiresUs, grant.uses],
  );
}

export async function saveGrant(tx: EntityManager, grant: Grant, nowUs: number): Promise<void> {
  await tx.query('UPDATE grants SET revision = $2, uses = $3, ended = $4, ended_us = $5 WHERE id = $1', [
    ...[grant.id, grant.revision, grant.uses, grant.ended ?? null],
    grant.ended === undefined ? null : nowUs,
  ]);
}

export async function hasUsed(tx: EntityManager, grantId: string, requestId: string): Promise<boolean> {
  const rows = await tx.query<unknown[]>('SELECT 1 FROM grant_uses WHERE grant_id = $1 AND request_id = $2', [
    ...[grantId, requestId],
  ]);
  return rows.length > 0;
}

export async function insertUse(
  tx: EntityManager,
  use: { readonly grantId: string; readonly requestId: string; readonly replica: string },
  nowUs: number,
): Promise<void> {
  await tx.query('INSERT INTO grant_uses (grant_id, request_id, replica, used_us) VALUES ($1, $2, $3, $4)', [
    ...[use.grantId, use.requestId, use.replica, nowUs],
  ]);
}
