/** Waiting for a condition, never for a time: the only way tests here wait. */
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks `probe` until it returns something other than undefined or false, and returns that.
 * @throws when `withinMs` passed, naming what was waited for and the last error of the probe.
 */
export async function until<T>(
  what: string,
  withinMs: number,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const end = performance.now() + withinMs;
  let last: unknown;
  for (;;) {
    try {
      const found = await probe();
      if (found !== undefined && found !== false) return found;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end)
      throw new Error(`waited ${withinMs} ms in vain for ${what}`, { cause: last });
    await pause(20);
  }
}
