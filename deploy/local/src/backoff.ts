/** How long to wait before a process that died is started again. */

const firstMs = 250;
/** A service that cannot start for lack of something is tried often enough to notice that it came back. */
const pauseMsMax = 15_000;
/** A process that ran this long had started well: the next failure begins anew. */
const healthyMs = 30_000;

/** The pause before the next start, after a process that ran for `ranMs` and `failures` short-lived ones before it. */
export function nextPause(
  failures: number,
  ranMs: number,
): { readonly pauseMs: number; readonly failures: number } {
  const counted = ranMs >= healthyMs ? 0 : failures;
  return { pauseMs: Math.min(pauseMsMax, firstMs * 2 ** counted), failures: counted + 1 };
}
