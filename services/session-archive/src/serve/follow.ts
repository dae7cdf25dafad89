/** A live tail: tells what is there, then what comes, until the follower, its token or the service ends. */
import { heartbeatMs } from '../limits.js';
import { caughtUpFrame, endFrame, heartbeatFrame, itemFrame } from './event-stream.js';
import type { LogWatch } from './log-watch.js';
import { SeenItems } from './seen-items.js';
import type { LogItem } from './seen-items.js';

export interface FollowOptions {
  /** Sizes of the logs at this moment; only growth beyond them wakes the tail. */
  readonly sizes: () => Promise<ReadonlyMap<number, number>>;
  /** Items that have come since the last call. */
  readonly next: () => AsyncIterable<LogItem>;
  /** The last items of each log that the follower has seen; undefined where it cannot come back to where it was. */
  readonly seen: readonly LogItem[] | undefined;
  readonly expiresAtS: number;
  readonly gone: AbortSignal;
  readonly nowMs?: () => number;
}

export async function* follow(watch: LogWatch, options: FollowOptions): AsyncGenerator<string> {
  const { nowMs = Date.now, gone, expiresAtS } = options;
  const seen = new SeenItems(options.seen);
  for (let round = 0; ; round += 1) {
    // Read before the items, so that what comes in between wakes the tail again.
    const sizes = await options.sizes();
    for await (const item of options.next()) {
      if (options.seen === undefined) yield itemFrame(item, item.id);
      else if (!seen.has(item)) yield itemFrame(item, seen.add(item));
    }
    if (round === 0) yield caughtUpFrame;
    for (;;) {
      const leftMs = expiresAtS * 1000 - nowMs();
      if (leftMs <= 0) {
        yield endFrame('token-expired');
        return;
      }
      const wake = await watch.grown(sizes, Math.min(heartbeatMs, leftMs), gone);
      if (wake === 'grown') break;
      if (wake === 'gone') return;
      if (wake === 'stopping') {
        yield endFrame('service-stopping');
        return;
      }
      if (options.expiresAtS * 1000 > nowMs()) yield heartbeatFrame;
    }
  }
}
