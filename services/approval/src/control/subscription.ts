/** The feed to one gateway: a greeting, what it has not seen, then what comes, with signs of life in between. */
import { once } from 'node:events';
import type {
  SubscribeRequest,
  SubscribeResponse,
} from '@sallyport/contracts/generated/sallyport/control/v1/control';
import type { DataSource } from 'typeorm';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { progressMs } from '../limits.js';
import { beginNewHistory } from '../store/read-feed.js';
import type { FeedTail, SignedRow } from './feed-tail.js';
import type { SigningKeys } from './signing-keys.js';

type Item = NonNullable<SubscribeResponse['item']>;

export interface SubscriptionOptions {
  readonly database: DataSource;
  readonly tail: FeedTail;
  readonly keys: SigningKeys;
  /** Aborted when the gateway goes or the service stops. */
  readonly gone: AbortSignal;
}

/** Returns when the gateway is gone, or must take a snapshot; ends nothing itself. */
export async function serveFeed(
  call: ServerWritableStream<SubscribeRequest, SubscribeResponse>,
  options: SubscriptionOptions,
): Promise<void> {
  const { tail, keys, gone } = options;
  const { epoch } = tail.head;
  let published = keys.published();
  await send(call, { $case: 'hello', value: hello(tail, published) }, gone);
  if (!(await canResume(call.request, options))) {
    await send(call, { $case: 'resyncRequired', value: { epoch: tail.head.epoch } }, gone);
    return;
  }
  let position = call.request.afterSequence;
  let looks = tail.lookCount;
  while (!gone.aborted) {
    for (const jws of keys.published().filter((key) => !published.includes(key)))
      await send(call, { $case: 'key', value: { jws } }, gone);
    published = keys.published();
    const rows = await tail.after(position);
    for (const row of rows) {
      if (row.sequence !== position + 1) return resync(call, options);
      await send(call, itemOf(row), gone);
      position = row.sequence;
    }
    if (rows.length > 0) continue;
    if (tail.head.epoch !== epoch || tail.head.sequence < position) return resync(call, options);
    // Without an answer of the database since the last one, nobody knows whether this is all there is.
    if (tail.lookCount > looks) await send(call, { $case: 'progress', value: { sequence: position } }, gone);
    looks = tail.lookCount;
    if (position === tail.head.sequence) await tail.next(progressMs, gone);
  }
}

export function hello(
  tail: FeedTail,
  published: readonly string[],
): {
  epoch: string;
  sequence: number;
  keys: { jws: string }[];
} {
  const { epoch, sequence } = tail.head;
  return { epoch, sequence, keys: published.map((jws) => ({ jws })) };
}

async function resync(
  call: ServerWritableStream<SubscribeRequest, SubscribeResponse>,
  { tail, gone }: SubscriptionOptions,
): Promise<void> {
  await send(call, { $case: 'resyncRequired', value: { epoch: tail.head.epoch } }, gone);
}

async function canResume(
  request: SubscribeRequest,
  { tail, database }: SubscriptionOptions,
): Promise<boolean> {
  const { epoch, sequence, pruned } = tail.head;
  const { afterSequence } = request;
  if (request.epoch !== epoch || afterSequence < pruned) return false;
  if (afterSequence <= sequence) return true;
  // It may have read the newest statement of another replica a moment before we did.
  await tail.next(progressMs, AbortSignal.timeout(progressMs));
  if (afterSequence <= tail.head.sequence) return true;
  await beginNewHistory(database, tail.head);
  return false;
}

function itemOf({ kind, jws }: SignedRow): Item {
  switch (kind) {
    case 'decision':
      return { $case: 'decisionJws', value: jws };
    case 'grant':
      return { $case: 'grantJws', value: jws };
    case 'lock':
      return { $case: 'lockJws', value: jws };
    case 'receipt':
      throw new TypeError('a receipt is no part of the feed');
  }
}

/** Waits while the gateway reads too slowly; a frozen one is cut by keepalive. */
async function send(
  call: ServerWritableStream<SubscribeRequest, SubscribeResponse>,
  item: Item,
  gone: AbortSignal,
): Promise<void> {
  if (gone.aborted || call.write({ item })) return;
  await once(call, 'drain', { signal: gone }).catch((error: unknown) => {
    if (!gone.aborted) throw error;
  });
}
