/** One transaction of the service: rows are locked, the core decides, what came of it is told, all or nothing. */
import type { NewId } from '@sallyport/contracts/uuid-v7';
import { setTimeout as pause } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import { announcementsOf } from '../core/announcement.js';
import type { Approval } from '../core/approval.js';
import type { ApprovalEvent } from '../core/event.js';
import type { Grant, GrantDone } from '../core/grant.js';
import type { Lock, LockResult } from '../core/lock.js';
import { passTime } from '../core/pass-time.js';
import { approvalRecord, grantRecord, lockRecord } from '../core/record-body.js';
import type { Result } from '../core/result.js';
import { decisionStatement, grantStatement, lockStatement } from '../core/statement.js';
import { insertApproval, lockApprovalNow, nameWaiting, saveApproval } from '../store/approval-rows.js';
import type { HeldBytes } from '../store/approval-rows.js';
import { Changes } from '../store/changes.js';
import type { EventPlace } from '../store/changes.js';
import { databaseNowUs } from '../store/database-clock.js';
import { insertGrant, saveGrant } from '../store/grant-rows.js';
import { insertLock, saveLock } from '../store/lock-rows.js';

/** Deadlocks and lost races end within the first tries; what goes on is another problem. */
const TRIES_MAX = 5;
const RETRY_MS = 20;
/** SQLSTATE: serialization failure, deadlock, unique violation (two have opened the same). */
const RACES = /^(?:40001|40P01|23505)$/u;

export class Work {
  readonly changes: Changes;
  private latestUs: number | undefined;

  constructor(
    readonly tx: EntityManager,
    newId: NewId,
  ) {
    this.changes = new Changes(newId);
  }

  /** The database's time; ask after what it is compared with is locked. */
  async nowUs(): Promise<number> {
    this.latestUs = await databaseNowUs(this.tx);
    return this.latestUs;
  }

  /** An approval, locked, with the time at which it is. */
  async lock(id: string): Promise<{ readonly approval: Approval; readonly nowUs: number } | undefined> {
    const locked = await lockApprovalNow(this.tx, id);
    if (locked !== undefined) this.latestUs = locked.nowUs;
    return locked;
  }

  /** The last thing a transaction does. */
  async tellAll(): Promise<void> {
    if (this.latestUs !== undefined) await this.changes.write(this.tx, this.latestUs);
  }

  async open(
    approval: Approval,
    events: readonly ApprovalEvent[],
    bytes: HeldBytes,
    nowUs: number,
  ): Promise<void> {
    await insertApproval(this.tx, approval, bytes, nowUs);
    await nameWaiting(this.tx, approval.id, approval.id);
    this.changes.state(decisionStatement(approval));
    this.tell(approval, events, nowUs);
  }

  /** Takes what came of a command on a locked approval. */
  async take(before: Approval, result: Result, nowUs: number): Promise<void> {
    if (result.kind !== 'done' && result.kind !== 'refused') return;
    const { approval = before, events } = result;
    if (approval === before) return;
    await saveApproval(this.tx, approval, nowUs);
    for (const event of events)
      if (event.kind === 'joined') await nameWaiting(this.tx, event.requestId, approval.id);
    if (approval.revision !== before.revision) this.changes.state(decisionStatement(approval));
    if (result.kind === 'done' && result.grant !== undefined) {
      await insertGrant(this.tx, result.grant);
      this.changes.state(grantStatement(result.grant));
    }
    this.tell(approval, events, nowUs);
  }

  /** Whatever time does to it. */
  async expire(approval: Approval, nowUs: number): Promise<void> {
    await this.take(approval, passTime(approval, nowUs), nowUs);
  }

  async takeGrant(before: Grant, { grant, events }: GrantDone, nowUs: number): Promise<void> {
    await saveGrant(this.tx, grant, nowUs);
    if (grant.revision !== before.revision) this.changes.state(grantStatement(grant));
    const place = { session: grant.session, connection: grant.connection };
    for (const event of events) this.changes.record(grantRecord(grant, event), place, nowUs);
  }

  async takeLock(result: Extract<LockResult, { kind: 'done' }>, nowUs: number): Promise<void> {
    const { lock, events } = result;
    if (lock.revision === 1) await insertLock(this.tx, lock);
    else await saveLock(this.tx, lock, nowUs);
    this.changes.state(lockStatement(lock));
    for (const event of events) this.changes.record(lockRecord(lock, event), placeOfLock(lock), nowUs);
  }

  private tell(approval: Approval, events: readonly ApprovalEvent[], nowUs: number): void {
    const { session, connection, requester } = approval.asked;
    for (const event of events) {
      const told = approvalRecord(approval, event);
      if (told !== undefined) this.changes.record(told, { session, connection, requester }, nowUs);
    }
    for (const announcement of announcementsOf(approval, events))
      this.changes.announce(approval.id, announcement);
  }
}

/** A lock on a session belongs to its story; others have a story of their own. */
export function placeOfLock(lock: Lock): EventPlace {
  const session = lock.target === 'session' ? lock.value : `lock:${lock.id}`;
  return { session, connection: lock.target === 'connection' ? lock.value : '' };
}

/** Runs `work` in a transaction and tells what came of it; a race with another transaction is run again. */
export async function inTransaction<Answer>(
  database: DataSource,
  newId: NewId,
  work: (work: Work) => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.transaction(async (tx) => {
        const one = new Work(tx, newId);
        const answer = await work(one);
        await one.tellAll();
        return answer;
      });
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (attempt >= TRIES_MAX || typeof code !== 'string' || !RACES.test(code)) throw error;
      await pause(RETRY_MS * attempt);
    }
  }
}
