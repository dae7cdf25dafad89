/** Approvals as rows: read under a lock, with the database's time, and written back whole. */
import type { EntityManager } from 'typeorm';
import { nextDueUs } from '../core/approval.js';
import type { Approval, Asked, Binding, Outcome, Waiting } from '../core/approval.js';
import { isOpen, isStanding } from '../core/states.js';
import type { Vote } from '../core/vote.js';

/** `int8` comes as text. */
export interface ApprovalRow {
  readonly id: string;
  readonly standing: string;
  readonly revision: string;
  readonly asked: Asked;
  readonly waiting: readonly Waiting[];
  readonly votes: readonly Vote[];
  readonly outcome: Outcome | null;
  readonly consumed_by: NonNullable<Approval['consumedBy']> | null;
  readonly expires_us: string;
  readonly reminders: number;
  readonly refused_votes: number;
}

export const approvalColumns =
  'id, standing, revision, asked, waiting, votes, outcome, consumed_by, expires_us, reminders, refused_votes';

/** What came with the held request: its record without change, and the payloads that hang on it. */
export interface HeldBytes {
  readonly held: Uint8Array;
  readonly payloads: Uint8Array;
}

export function approvalOfRow(row: ApprovalRow): Approval {
  if (!isStanding(row.standing)) throw new TypeError(`the standing ${row.standing} is unknown`);
  return {
    ...{ id: row.id, standing: row.standing, revision: Number(row.revision) },
    ...{ asked: row.asked, waiting: row.waiting, votes: row.votes },
    expiresUs: Number(row.expires_us),
    ...(row.outcome !== null && { outcome: row.outcome }),
    ...(row.consumed_by !== null && { consumedBy: row.consumed_by }),
    ...{ reminders: row.reminders, refusedVotes: row.refused_votes },
  };
}

/** Nobody else changes it until the end of the transaction. */
export async function lockApproval(tx: EntityManager, id: string): Promise<Approval | undefined> {
  const rows = await tx.query<ApprovalRow[]>(
    `SELECT ${approvalColumns} FROM approvals WHERE id = $1 FOR UPDATE`,
    [id],
  );
  return rows[0] && approvalOfRow(rows[0]);
}

/** The same with the database's time, which is read once the lock is held: one question instead of two. */
export async function lockApprovalNow(
  tx: EntityManager,
  id: string,
): Promise<{ readonly approval: Approval; readonly nowUs: number } | undefined> {
  const rows = await tx.query<(ApprovalRow & { readonly now_us: string })[]>(
    `WITH locked AS MATERIALIZED (SELECT ${approvalColumns} FROM approvals WHERE id = $1 FOR UPDATE)
     SELECT locked.*, (extract(epoch FROM clock_timestamp()) * 1000000)::bigint AS now_us FROM locked`,
    [id],
  );
  return rows[0] && { approval: approvalOfRow(rows[0]), nowUs: Number(rows[0].now_us) };
}

/** The open approval that is bound to the same request, locked. */
export async function lockOpenApproval(tx: EntityManager, binding: Binding): Promise<Approval | undefined> {
  const { bearer, session, requestSha256 } = binding;
  const rows = await tx.query<ApprovalRow[]>(
    `SELECT ${approvalColumns} FROM approvals
     WHERE issuer = $1 AND subject = $2 AND agent = $3 AND session = $4 AND request_sha256 = decode($5, 'hex')
       AND ended_us IS NULL FOR UPDATE`,
    [bearer.issuer, bearer.subject, bearer.agent, session, requestSha256],
  );
  return rows[0] && approvalOfRow(rows[0]);
}

/** Approvals that one identity has people decide about, whatever its agent or session. */
export async function countPending(tx: EntityManager, issuer: string, subject: string): Promise<number> {
  const rows = await tx.query<{ open: number }[]>(
    `SELECT count(*)::int AS open FROM approvals
     WHERE issuer = $1 AND subject = $2 AND ended_us IS NULL AND standing <> 'approved'`,
    [issuer, subject],
  );
  return rows[0]?.open ?? 0;
}

/** Of these requests, the approvals they wait for. */
export async function approvalsOfRequests(
  tx: EntityManager,
  requestIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (requestIds.length === 0) return new Map();
  const rows = await tx.query<{ request_id: string; approval_id: string }[]>(
    'SELECT request_id, approval_id FROM waiting_requests WHERE request_id = ANY($1::uuid[])',
    [requestIds],
  );
  return new Map(rows.map((row) => [row.request_id, row.approval_id]));
}

export async function insertApproval(
  tx: EntityManager,
  approval: Approval,
  bytes: HeldBytes,
  nowUs: number,
): Promise<void> {
  const { requester, session, connection, rule, requestSha256, askedUs } = approval.asked;
  await tx.query(
    `INSERT INTO approvals (id, standing, revision, issuer, subject, agent, session, connection, rule, request_sha256,
       asked, waiting, votes, outcome, asked_us, expires_us, due_us, ended_us, reminders, refused_votes, held, payloads)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, decode($10, 'hex'), $11, $12, $13, $14, $15, $16, $17, $18, 0, 0, $19, $20)`,
    [
      ...[
        approval.id,
        approval.standing,
        approval.revision,
        requester.issuer,
        requester.subject,
        requester.agent,
      ],
      ...[session, connection, rule, requestSha256, approval.asked],
      ...[JSON.stringify(approval.waiting), JSON.stringify(approval.votes), approval.outcome ?? null],
      ...[askedUs, approval.expiresUs, nextDueUs(approval) ?? null, endedUs(approval, nowUs)],
      ...[bytes.held, bytes.payloads],
    ],
  );
}

export async function saveApproval(tx: EntityManager, approval: Approval, nowUs: number): Promise<void> {
  await tx.query(
    `UPDATE approvals SET standing = $2, revision = $3, waiting = $4, votes = $5, outcome = $6, consumed_by = $7,
       due_us = $8, ended_us = $9, reminders = $10, refused_votes = $11 WHERE id = $1`,
    [
      ...[approval.id, approval.standing, approval.revision],
      ...[JSON.stringify(approval.waiting), JSON.stringify(approval.votes)],
      ...[approval.outcome ?? null, approval.consumedBy ?? null],
      ...[nextDueUs(approval) ?? null, endedUs(approval, nowUs), approval.reminders, approval.refusedVotes],
    ],
  );
}

/** One request waits for one approval; named again, it waits for the same. */
export async function nameWaiting(tx: EntityManager, requestId: string, approvalId: string): Promise<void> {
  await tx.query(
    'INSERT INTO waiting_requests (request_id, approval_id) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    [requestId, approvalId],
  );
}

function endedUs(approval: Approval, nowUs: number): number | null {
  return isOpen(approval.standing) ? null : nowUs;
}
