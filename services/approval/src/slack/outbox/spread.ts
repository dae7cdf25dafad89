/** Turns announcements into posts of each channel: every announcement once, whatever replica takes it. */
import type { DataSource, EntityManager } from 'typeorm';
import type { Announcement } from '../../core/announcement.js';
import type { Approval } from '../../core/approval.js';
import { isPending } from '../../core/states.js';
import { approvalColumns, approvalOfRow } from '../../store/approval-rows.js';
import type { ApprovalRow } from '../../store/approval-rows.js';
import { announcementsPerTransaction, peopleCalledMax } from '../limits.js';
import { routeOf } from '../routing.js';
import { peopleInGroups } from '../identity/link-rows.js';
import { cardPart, escalationPart, outcomePart, reminderPart } from './parts.js';
import { channelsOf, want } from './post-rows.js';

export interface Routing {
  readonly channel: string;
  readonly byConnection: ReadonlyMap<string, string>;
}

interface Row {
  readonly sequence: string;
  readonly approval_id: string;
  readonly announcement: Announcement;
}

/** False when there was none, or another replica is at it. */
export async function spreadSome(database: DataSource, routing: Routing): Promise<boolean> {
  return database.transaction(async (tx) => {
    const [turn] = await tx.query<{ announced: string }[]>(
      'SELECT announced FROM slack_turn FOR UPDATE SKIP LOCKED',
    );
    if (turn === undefined) return false;
    const rows = await tx.query<Row[]>(
      `SELECT sequence, approval_id, announcement FROM announcements WHERE sequence > $1
       ORDER BY sequence LIMIT ${announcementsPerTransaction}`,
      [turn.announced],
    );
    const last = rows.at(-1);
    if (last === undefined) return false;
    for (const row of rows) await spread(tx, row, routing);
    await tx.query('UPDATE slack_turn SET announced = $1', [last.sequence]);
    return true;
  });
}

async function spread(tx: EntityManager, row: Row, routing: Routing): Promise<void> {
  const approvals = await tx.query<ApprovalRow[]>(`SELECT ${approvalColumns} FROM approvals WHERE id = $1`, [
    row.approval_id,
  ]);
  if (approvals[0] === undefined) return;
  const approval = approvalOfRow(approvals[0]);
  const wanted = Number(row.sequence);
  const { announcement } = row;
  if (announcement.kind === 'posted') {
    // What ended before anybody was told of it is told to nobody.
    if (isPending(approval.standing))
      await post(tx, approval, await destinations(tx, approval, routing), wanted);
    return;
  }
  const channels = await channelsOf(tx, approval.id);
  await post(tx, approval, channels, wanted);
  for (const part of partsOf(announcement, approval))
    for (const channel of channels) await want(tx, { approvalId: approval.id, channel, part }, wanted);
  if (announcement.kind === 'reminded' && announcement.escalate)
    await escalate(tx, approval, channels, wanted);
}

function partsOf(
  announcement: Exclude<Announcement, { kind: 'posted' }>,
  approval: Approval,
): readonly string[] {
  if (announcement.kind === 'updated') return isPending(approval.standing) ? [] : [outcomePart];
  // Whoever is called needs no reminder besides: there is a second between two messages.
  return [announcement.escalate ? escalationPart : reminderPart(announcement.share)];
}

/** Whoever is called is shown the question too, unless they were before. */
async function escalate(
  tx: EntityManager,
  approval: Approval,
  channels: readonly string[],
  wanted: number,
): Promise<void> {
  const groups = approval.asked.requirement.escalationGroups;
  const people = await peopleInGroups(tx, groups, peopleCalledMax);
  const others = people.filter((person) => !channels.includes(person));
  if (isPending(approval.standing)) await post(tx, approval, others, wanted);
}

async function post(
  tx: EntityManager,
  { id: approvalId }: Approval,
  channels: readonly string[],
  wanted: number,
): Promise<void> {
  for (const channel of channels) await want(tx, { approvalId, channel, part: cardPart }, wanted);
}

/** Who is told directly is named by their id, as Slack takes it for a channel. */
async function destinations(
  tx: EntityManager,
  { asked }: Approval,
  routing: Routing,
): Promise<readonly string[]> {
  const route = routeOf(asked, routing);
  switch (route.kind) {
    case 'none':
      return [];
    case 'channel':
      return [route.channel];
    case 'people':
      return peopleInGroups(tx, route.groups, peopleCalledMax);
  }
}
