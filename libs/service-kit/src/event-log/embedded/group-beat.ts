/** One heartbeat of a group member: renews its lease, buries dead members, shares out the partitions, claims what is free. */
import type { PoolClient } from 'pg';
import type { AnyTopic } from '@sallyport/contracts/topics';
import { assignPartitions } from './assign-partitions.js';
import { groupChannel } from './schema.js';

export interface BeatRequest {
  readonly group: string;
  readonly member: string;
  /** Names this process used before and lost. */
  readonly formerMembers: readonly string[];
  readonly topics: readonly AnyTopic[];
  readonly leaseMs: number;
}

export interface HeldPartition {
  readonly id: number;
  readonly topic: AnyTopic;
  readonly partition: number;
  /** The group's position. */
  readonly position: number;
  /** Offset the next append will get. */
  readonly end: number;
}

export interface BeatResult {
  /** Owned before this beat and still. */
  readonly held: readonly HeldPartition[];
  /** Owned, but another member should have them: to be released. */
  readonly excess: readonly number[];
  /** Owned from now on. */
  readonly claimed: readonly HeldPartition[];
}

interface PartitionRow {
  readonly id: number;
  readonly topic: AnyTopic;
  readonly partition: number;
  readonly next_offset: string;
  readonly position: string | null;
  readonly owner: string | null;
}

/** A member gives a partition up by itself; only a dead one's partitions are taken. So no two hold one at a time. */
export async function beat(client: PoolClient, request: BeatRequest): Promise<BeatResult> {
  const { group, member } = request;
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7205551002))', [group]);
  const buried = await client.query(
    `DELETE FROM event_log.member
     WHERE group_name = $1 AND member <> $2 AND (expires_at < clock_timestamp() OR member = ANY ($3::text[]))`,
    [group, member, request.formerMembers],
  );
  const renewed = await client.query<{ joined: boolean }>(
    `INSERT INTO event_log.member (group_name, member, topics, joined_at, expires_at)
     VALUES ($1, $2, $3, clock_timestamp(), clock_timestamp() + $4 * interval '1 ms')
     ON CONFLICT (group_name, member) DO UPDATE SET expires_at = EXCLUDED.expires_at
     RETURNING xmax = 0 AS joined`,
    [group, member, request.topics, request.leaseMs],
  );
  await client.query(
    `UPDATE event_log.cursor c SET owner = NULL
     WHERE group_name = $1 AND owner IS NOT NULL
       AND NOT EXISTS (SELECT FROM event_log.member m WHERE m.group_name = $1 AND m.member = c.owner)`,
    [group],
  );
  const members = await client.query<{ member: string; topics: string[] }>(
    'SELECT member, topics FROM event_log.member WHERE group_name = $1 ORDER BY joined_at, member',
    [group],
  );
  const partitions = await client.query<PartitionRow>(
    `SELECT p.id, p.topic, p.partition, p.next_offset, c.position, c.owner
     FROM event_log.partition p
     LEFT JOIN event_log.cursor c ON c.partition_id = p.id AND c.group_name = $1
     WHERE p.topic = ANY ($2::text[]) ORDER BY p.id`,
    [group, request.topics],
  );
  const target = new Map<number, string>();
  for (const topic of request.topics) {
    const takers = members.rows.filter((row) => row.topics.includes(topic)).map((row) => row.member);
    const shares = partitions.rows
      .filter((row) => row.topic === topic)
      .map((row) => ({ partition: row.id, owner: row.owner ?? undefined }));
    for (const [id, taker] of assignPartitions(takers, shares)) target.set(id, taker);
  }
  const mine = partitions.rows.filter((row) => row.owner === member);
  const free = partitions.rows.filter((row) => row.owner === null && target.get(row.id) === member);
  if (free.length > 0) {
    await client.query(
      `INSERT INTO event_log.cursor (group_name, partition_id, owner)
       SELECT $1, id, $3 FROM unnest($2::int[]) AS id
       ON CONFLICT (group_name, partition_id) DO UPDATE SET owner = EXCLUDED.owner`,
      [group, free.map((row) => row.id), member],
    );
  }
  if (renewed.rows[0]?.joined === true || (buried.rowCount ?? 0) > 0) await notifyGroup(client, group);
  return {
    held: mine.map(held),
    excess: mine.filter((row) => target.get(row.id) !== member).map((row) => row.id),
    claimed: free.map(held),
  };
}

function held(row: PartitionRow): HeldPartition {
  const { id, topic, partition } = row;
  return { id, topic, partition, position: Number(row.position ?? 0), end: Number(row.next_offset) };
}

async function notifyGroup(client: PoolClient, group: string): Promise<void> {
  await client.query('SELECT pg_notify($1, $2)', [groupChannel, group]);
}

export async function release(
  client: PoolClient,
  group: string,
  member: string,
  ids: readonly number[],
): Promise<void> {
  await client.query(
    'UPDATE event_log.cursor SET owner = NULL WHERE group_name = $1 AND owner = $2 AND partition_id = ANY ($3::int[])',
    [group, member, ids],
  );
  await notifyGroup(client, group);
}

/** Leaves the group: whatever it still owned is free. */
export async function leave(client: PoolClient, group: string, member: string): Promise<void> {
  await client.query('DELETE FROM event_log.member WHERE group_name = $1 AND member = $2', [group, member]);
  await client.query('UPDATE event_log.cursor SET owner = NULL WHERE group_name = $1 AND owner = $2', [
    group,
    member,
  ]);
  await notifyGroup(client, group);
}
