/** Posts as rows: what should be shown in which channel, how far that is done, and who is doing it. */
import type { DataSource, EntityManager } from 'typeorm';
import { channelGapMs, leaseMs, updateGapMs } from '../limits.js';
import { inMs, nowUs } from '../store/now.js';
import { cardPart } from './parts.js';

export interface TakenPost {
  readonly approvalId: string;
  readonly channel: string;
  readonly part: string;
  /** Number of the announcement that this try shows. */
  readonly wanted: string;
  /** Slack's id of the channel, where it is known. */
  readonly channelId: string | null;
  /** Where it stands already. */
  readonly ts: string | null;
  /** The card, for what belongs into its thread. */
  readonly cardTs: string | null;
  readonly tries: number;
  readonly firstTryUs: string;
}

/** Something new should be shown: in a channel that has nothing of it yet, or instead of what is there. */
export async function want(
  tx: EntityManager,
  post: { readonly approvalId: string; readonly channel: string; readonly part: string },
  wanted: number,
): Promise<void> {
  const { approvalId, channel, part } = post;
  await tx.query('INSERT INTO slack_channels (channel, free_us) VALUES ($1, 0) ON CONFLICT DO NOTHING', [
    channel,
  ]);
  await tx.query(
    `INSERT INTO slack_posts (approval_id, channel, part, wanted, shown, due_us, tries)
     VALUES ($1, $2, $3, $4, 0, ${nowUs}, 0)
     ON CONFLICT (approval_id, channel, part) DO UPDATE SET wanted = greatest(slack_posts.wanted, EXCLUDED.wanted)`,
    [approvalId, channel, part, wanted],
  );
}

/** Channels in which an approval has a card, or should. */
export async function channelsOf(tx: EntityManager, approvalId: string): Promise<readonly string[]> {
  const rows = await tx.query<{ channel: string }[]>(
    'SELECT channel FROM slack_posts WHERE approval_id = $1 AND part = $2',
    [approvalId, cardPart],
  );
  return rows.map(({ channel }) => channel);
}

/** A new message waits until its channel is free, what belongs to a thread for its card; cards go first, for people wait for them. */
const CARD = `SELECT card.ts FROM slack_posts card
  WHERE card.approval_id = post.approval_id AND card.channel = post.channel AND card.part = '${cardPart}'`;

export async function takePost(database: DataSource): Promise<TakenPost | undefined> {
  return database.transaction(async (tx) => {
    const rows = await tx.query<{ approval_id: string; channel: string; part: string; is_new: boolean }[]>(
      `SELECT post.approval_id, post.channel, post.part, post.ts IS NULL AS is_new
       FROM slack_posts post JOIN slack_channels place USING (channel)
       WHERE post.shown < post.wanted AND post.given_up IS NULL AND post.due_us <= ${nowUs}
         AND (post.ts IS NOT NULL OR place.free_us <= ${nowUs})
         AND (post.part = '${cardPart}' OR (${CARD}) IS NOT NULL)
       ORDER BY (post.part = '${cardPart}') DESC, post.due_us LIMIT 1 FOR UPDATE OF post, place SKIP LOCKED`,
    );
    const [found] = rows;
    if (found === undefined) return undefined;
    const key = [found.approval_id, found.channel, found.part];
    if (found.is_new)
      await tx.query(`UPDATE slack_channels SET free_us = ${inMs(channelGapMs)} WHERE channel = $1`, [
        found.channel,
      ]);
    const [taken] = await tx.query<[TakenPost[], number]>(
      `UPDATE slack_posts post SET due_us = ${inMs(leaseMs)}, tries = tries + 1,
         first_try_us = coalesce(first_try_us, ${nowUs})
       WHERE approval_id = $1 AND channel = $2 AND part = $3
       RETURNING approval_id AS "approvalId", channel, part, wanted, ts, tries, first_try_us AS "firstTryUs",
         coalesce(channel_id, (SELECT channel_id FROM slack_channels one WHERE one.channel = post.channel)) AS "channelId",
         (${CARD}) AS "cardTs"`,
      key,
    );
    return taken[0];
  });
}

const KEY = 'approval_id = $1 AND channel = $2 AND part = $3';
const keyOf = ({ approvalId, channel, part }: TakenPost): readonly string[] => [approvalId, channel, part];

/** It stands there now; `shown` is false where it was only found again, as it was then. */
export async function markShown(
  database: DataSource,
  post: TakenPost,
  at: { readonly channelId: string; readonly ts: string; readonly shown: boolean },
): Promise<void> {
  const { channelId, ts, shown } = at;
  await database.transaction(async (tx) => {
    await tx.query(
      `UPDATE slack_posts SET shown = greatest(shown, $4::bigint), channel_id = $5, ts = $6, tries = 0, first_try_us = NULL,
         due_us = ${inMs(updateGapMs)} WHERE ${KEY}`,
      [...keyOf(post), shown ? post.wanted : '0', channelId, ts],
    );
    await tx.query('UPDATE slack_channels SET channel_id = $2, problem = NULL WHERE channel = $1', [
      post.channel,
      channelId,
    ]);
  });
}

export async function postpone(
  database: DataSource,
  post: TakenPost,
  afterMs: number,
  channelBusy: boolean,
): Promise<void> {
  await database.query(`UPDATE slack_posts SET due_us = ${inMs(afterMs)} WHERE ${KEY}`, [...keyOf(post)]);
  if (channelBusy)
    await database.query(
      `UPDATE slack_channels SET free_us = greatest(free_us, ${inMs(afterMs)}) WHERE channel = $1`,
      [post.channel],
    );
}

export async function giveUp(database: DataSource, post: TakenPost, why: string): Promise<void> {
  await database.query(`UPDATE slack_posts SET given_up = $4 WHERE ${KEY}`, [...keyOf(post), why]);
}

/** What is posted of approvals that are forgotten is forgotten too. */
export async function forgetPosts(database: DataSource): Promise<void> {
  await database.query(
    'DELETE FROM slack_posts WHERE NOT EXISTS (SELECT FROM approvals WHERE id = slack_posts.approval_id)',
  );
}

/** Until something is due; undefined: nothing waits. */
export async function nextDueMs(database: DataSource): Promise<number | undefined> {
  const rows = await database.query<{ ms: number | null }[]>(
    `SELECT ((min(CASE WHEN post.ts IS NULL THEN greatest(post.due_us, place.free_us) ELSE post.due_us END) - ${nowUs}) / 1000)::float8 AS ms
     FROM slack_posts post JOIN slack_channels place USING (channel)
     WHERE post.shown < post.wanted AND post.given_up IS NULL
       AND (post.part = '${cardPart}' OR (${CARD}) IS NOT NULL)`,
  );
  return rows[0]?.ms ?? undefined;
}
