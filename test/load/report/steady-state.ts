/** Whether a row that records kept up with shipping what it recorded. */
import { median } from '../measure/medians.js';
import type { Sample } from '../measure/sample.js';

const EVENTS_PER_REQUEST = 2; // A small exchange is received and completed.
const GROWTH_SHARE_MAX = 0.05; // Of the window's events: the rest is what happens to be in flight at its two ends.
const IN_FLIGHT_EVENTS = 500; // A batch or two.

/** Events per second by which the unshipped backlog grew; 0 when it was flat, undefined when the row records nothing. */
export function backlogRate(samples: readonly Sample[]): number | undefined {
  const growths = samples.flatMap(({ backlog, answered, requestsPerS }) => {
    if (backlog === undefined || requestsPerS === 0) return [];
    const grown = backlog.closed.unshippedEvents - backlog.opened.unshippedEvents;
    const flat = grown <= Math.max(IN_FLIGHT_EVENTS, answered * EVENTS_PER_REQUEST * GROWTH_SHARE_MAX);
    return [flat ? 0 : grown / (answered / requestsPerS)];
  });
  return growths.length === 0 ? undefined : median(growths);
}
