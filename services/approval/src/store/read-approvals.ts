/** Approvals, grants and locks as people look at them: lists with filters, and one with what was held. */
import type { DataSource } from 'typeorm';
import type { Approval } from '../core/approval.js';
import type { Grant } from '../core/grant.js';
import type { Lock } from '../core/lock.js';
import type { ApprovalStanding } from '../core/states.js';
import { approvalColumns, approvalOfRow } from './approval-rows.js';
import type { ApprovalRow } from './approval-rows.js';
import { grantColumns, grantOfRow } from './grant-rows.js';
import type { GrantRow } from './grant-rows.js';
import { lockColumns, lockOfRow } from './lock-rows.js';
import type { LockRow } from './lock-rows.js';

/** An approval with the record and the payloads of the held request. */
export interface ShownApproval {
  readonly approval: Approval;
  readonly held: Buffer;
  readonly payloads: Buffer;
}

/** A place in a list: its time and id. */
export interface Place {
  readonly atUs: number;
  readonly id: string;
}

export interface ApprovalFilter {
  readonly standings: readonly ApprovalStanding[] | undefined;
  readonly session: string | undefined;
  readonly identity: string | undefined;
  readonly connection: string | undefined;
  readonly rule: string | undefined;
  /** Those that members of any of these may answer. */
  readonly answeredBy: readonly string[] | undefined;
}

type Row = ApprovalRow & { readonly held: Buffer; readonly payloads: Buffer };

/** The latest asked first. */
export async function listApprovals(
  database: DataSource,
  filter: ApprovalFilter,
  most: number,
  before: Place | undefined,
): Promise<readonly ShownApproval[]> {
  const rows = await database.query<Row[]>(
    `SELECT ${approvalColumns}, held, ''::bytea AS payloads FROM approvals
     WHERE ($1::text[] IS NULL OR standing = ANY($1)) AND ($2::text IS NULL OR session = $2)
       AND ($3::text IS NULL OR subject = $3) AND ($4::text IS NULL OR connection = $4)
       AND ($5::text IS NULL OR rule = $5) AND ($6::bigint IS NULL OR (asked_us, id) < ($6::bigint, $7::uuid))
       AND ($9::text[] IS NULL OR EXISTS (
         SELECT FROM jsonb_path_query(asked, '$.requirement.anyOf[*][*].groups[*]') AS named WHERE named #>> '{}' = ANY($9)
       ))
     ORDER BY asked_us DESC, id DESC LIMIT $8`,
    [
      ...[filter.standings, filter.session, filter.identity, filter.connection, filter.rule],
      ...[before?.atUs, before?.id, most, filter.answeredBy],
    ],
  );
  return rows.map(shown);
}

export async function findApproval(database: DataSource, id: string): Promise<ShownApproval | undefined> {
  const rows = await database.query<Row[]>(
    `SELECT ${approvalColumns}, held, payloads FROM approvals
     WHERE id = coalesce((SELECT approval_id FROM waiting_requests WHERE request_id = $1), $1)`,
    [id],
  );
  return rows[0] && shown(rows[0]);
}

/** Those that end last first; ended ones only where they are asked for. */
export async function listGrants(
  database: DataSource,
  ended: boolean,
  most: number,
  before: Place | undefined,
): Promise<readonly Grant[]> {
  const rows = await database.query<GrantRow[]>(
    `SELECT ${grantColumns} FROM grants
     WHERE ($1 OR ended IS NULL) AND ($2::bigint IS NULL OR (expires_us, id) < ($2::bigint, $3::uuid))
     ORDER BY expires_us DESC, id DESC LIMIT $4`,
    [ended, before?.atUs, before?.id, most],
  );
  return rows.map(grantOfRow);
}

/** A lock, and what gateways ended because of it. */
export interface ShownLock {
  readonly lock: Lock;
  readonly applied: readonly {
    readonly replica: string;
    readonly streamsEnded: number;
    readonly heldRefused: number;
    readonly tokensDropped: number;
    readonly afterUs: number;
  }[];
}

/** The latest placed first. */
export async function listLocks(
  database: DataSource,
  lifted: boolean,
  most: number,
  before: Place | undefined,
): Promise<readonly ShownLock[]> {
  const rows = await database.query<(LockRow & { applied: ShownLock['applied'] })[]>(
    `SELECT ${lockColumns}, (
       SELECT coalesce(json_agg(json_build_object('replica', replica, 'streamsEnded', streams_ended,
         'heldRefused', held_refused, 'tokensDropped', tokens_dropped, 'afterUs', after_us) ORDER BY replica), '[]')
       FROM locks_applied WHERE lock_id = locks.id
     ) AS applied FROM locks
     WHERE ($1 OR NOT lifted) AND ($2::bigint IS NULL OR (placed_us, id) < ($2::bigint, $3::uuid))
     ORDER BY placed_us DESC, id DESC LIMIT $4`,
    [lifted, before?.atUs, before?.id, most],
  );
  return rows.map((row) => ({ lock: lockOfRow(row), applied: row.applied }));
}

function shown(row: Row): ShownApproval {
  return { approval: approvalOfRow(row), held: row.held, payloads: row.payloads };
}
