/** Waits, bounded and with backoff, for something outside that is not there yet, and says so in the log. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { StartError } from './exit-codes.js';

/** First pause; doubled each time. */
const PAUSE_MS_MIN = 100;
/** Longest pause: a database that comes back is noticed this soon. */
const PAUSE_MS_MAX = 2_000;

export interface WaitOptions {
  /** What is waited for, as an operator calls it. */
  readonly what: string;
  readonly waitMsMax: number;
  readonly log: Logger;
  /** Ends the wait early, with the signal's reason. */
  readonly signal: AbortSignal;
  /** False for a failure that waiting cannot cure (a wrong password): it ends the wait at once. */
  readonly curable: (error: unknown) => boolean;
}

/**
 * Calls `attempt` until it resolves.
 * @throws StartError `unavailable` when the time is over or the failure cannot be cured.
 */
export async function waitFor<T>(attempt: () => Promise<T>, options: WaitOptions): Promise<T> {
  const { what, waitMsMax, log, signal } = options;
  const startedAt = performance.now();
  for (let pauseMs = PAUSE_MS_MIN; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MS_MAX)) {
    try {
      return await attempt();
    } catch (cause) {
      const waitedMs = Math.round(performance.now() - startedAt);
      if (!options.curable(cause)) throw new StartError('unavailable', `${what} refused us`, { cause });
      if (waitedMs + pauseMs > waitMsMax) {
        throw new StartError('unavailable', `${what} did not answer within ${waitMsMax} ms`, { cause });
      }
      log.warn({ waitedMs, waitMsMax, err: cause }, `waiting for ${what}`);
    }
    await sleep(pauseMs, undefined, { signal });
  }
}
