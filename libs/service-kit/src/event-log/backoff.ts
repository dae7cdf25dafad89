/** How long to wait before the next attempt: exponential with jitter, so that many waiters do not come back at once. */

export interface Backoff {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** @param attempt 1 for the wait after the first failure. @param random in [0, 1) */
export function backoffMs(backoff: Backoff, attempt: number, random: number): number {
  const full = Math.min(backoff.mostMs, backoff.firstMs * 2 ** Math.min(attempt - 1, 30));
  return full / 2 + (full / 2) * random;
}
