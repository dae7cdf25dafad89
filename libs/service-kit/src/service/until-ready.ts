/** Waits for the first moment at which every part is ready, and announces it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { announceReady } from './announce.js';
import type { SendToParent } from './announce.js';
import type { RunningService } from './start-service.js';

/** How often readiness is looked at. */
const LOOK_INTERVAL_MS = 50;
/** After this long without readiness, the log says what is missing, once in each such time. */
const COMPLAIN_INTERVAL_MS = 10_000;

/** Resolves when the service is ready or is being stopped. */
export async function untilReady(
  service: RunningService,
  send: SendToParent,
  stopping: AbortSignal,
): Promise<void> {
  let complainAt = performance.now() + COMPLAIN_INTERVAL_MS;
  for (;;) {
    if (stopping.aborted) return;
    const reasons = service.parts.unready();
    if (reasons.length === 0) break;
    if (performance.now() > complainAt) {
      service.log.warn({ reasons }, 'not ready yet');
      complainAt += COMPLAIN_INTERVAL_MS;
    }
    await sleep(LOOK_INTERVAL_MS);
  }
  announceReady(service.log, send);
}
