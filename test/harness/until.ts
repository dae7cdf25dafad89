/** Waiting for a condition, never for a time: the only way tests here wait. */
import { setTimeout as pause } from 'node:timers/promises';

/** One look takes no longer; where it seems to, the whole machine stood still, which is not waiting. */
const lookMsMax = 10_000;

/**
 * Asks `probe` until it returns something other than undefined or false, and returns that.
 * @throws when `withinMs` passed, naming what was waited for and the last error of the probe.
 */
export async function until<T>(
  what: string,
  withinMs: number,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  let waitedMs = 0;
  let last: unknown;
  for (;;) {
    const beganMs = performance.now();
    try {
      const found = await probe();
      if (found !== undefined && found !== false) return found;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (waitedMs > withinMs) throw new Error(`waited ${withinMs} ms in vain for ${what}`, { cause: last });
    await pause(20);
    waitedMs += Math.min(performance.now() - beganMs, lookMsMax);
  }
}
