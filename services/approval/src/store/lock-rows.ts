/** Locks as rows. */
import type { EntityManager } from 'typeorm';
import type { Lock } from '../core/lock.js';

type Placed = Omit<Lock, 'expiresUs' | 'lifted' | 'revision'>;

export interface LockRow {
  readonly placed: Placed;
  readonly revision: string;
  readonly expires_us: string;
  readonly lifted: boolean;
}

export const lockColumns = 'placed, revision, expires_us, lifted';

export function lockOfRow(row: LockRow): Lock {
  const { placed, revision, expires_us: expiresUs, lifted } = row;
  return { ...placed, expiresUs: Number(expiresUs), lifted, revision: Number(revision) };
}

export async function lockLock(tx: EntityManager, id: string): Promise<Lock | undefined> {
  const rows = await tx.query<LockRow[]>(`SELECT ${lockColumns} FROM locks WHERE id = $1 FOR UPDATE`, [id]);
  return rows[0] && lockOfRow(rows[0]);
}

/** All that stand: few, for somebody has placed each. */
export async function standingLocks(tx: EntityManager): Promise<readonly Lock[]> {
  const rows = await tx.query<LockRow[]>(
    `SELECT ${lockColumns} FROM locks WHERE NOT lifted ORDER BY placed_us`,
  );
  return rows.map(lockOfRow);
}

export async function insertLock(tx: EntityManager, lock: Lock): Promise<void> {
  const { expiresUs, lifted, revision, ...placed } = lock;
  await tx.query(
    `INSERT INTO locks (id, revision, target, value, issuer, placed, placed_us, expires_us, lifted, swept)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      ...[lock.id, revision, lock.target, lock.value, lock.issuer, placed, lock.placedUs, expiresUs, lifted],
      // Without it nothing that waits or was granted ends.
      !lock.terminateLive,
    ],
  );
}

export async function saveLock(tx: EntityManager, lock: Lock, nowUs: number): Promise<void> {
  await tx.query('UPDATE locks SET revision = $2, lifted = $3, ended_us = $4 WHERE id = $1', [
    ...[lock.id, lock.revision, lock.lifted, lock.lifted ? nowUs : null],
  ]);
}

/** What one replica of the gateway ended because of a lock. */
export interface LockApplication {
  readonly lockId: string;
  readonly replica: string;
  readonly streamsEnded: number;
  readonly heldRefused: number;
  readonly tokensDropped: number;
  readonly afterUs: number;
}

/** False when this replica has said so before. */
export async function insertApplied(tx: EntityManager, of: LockApplication, nowUs: number): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `INSERT INTO locks_applied (lock_id, replica, streams_ended, held_refused, tokens_dropped, after_us, applied_us)
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING 1`,
    [of.lockId, of.replica, of.streamsEnded, of.heldRefused, of.tokensDropped, of.afterUs, nowUs],
  );
  return rows.length > 0;
}
