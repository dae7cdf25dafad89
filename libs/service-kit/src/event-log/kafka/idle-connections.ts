/** Lets idle connections of kafkajs rest: as published, each of them wakes its thread a thousand times a second. */
import { createRequire } from 'node:module';

/** What the replaced method needs of kafkajs's queue of requests of one connection (`src/network/requestQueue`, 2.2.4). */
interface RequestQueue {
  /** Milliseconds since 1970 until which the broker asked us not to send; -1: not at all. */
  readonly throttledUntil: number;
  readonly pending: readonly unknown[];
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
}

/** Responses make waiting requests go; this look is for those that wait for the end of a throttle. kafkajs's own value. */
const lookMs = 10;

function isPrototype(
  value: unknown,
): value is { scheduleCheckPendingRequests: (this: RequestQueue) => void } {
  return typeof value === 'object' && value !== null && 'scheduleCheckPendingRequests' in value;
}

/**
 * kafkajs plans the next look at the waiting requests after each response and each look, also when none waits and the
 * time comes out as a negative number of 1.8e12: Node warns of it once (`TimeoutNegativeWarning`) and takes 1 ms, for
 * ever. Here the look is planned only when something waits. Another version of kafkajs without this method stays as it is.
 */
export function restIdleConnections(): void {
  const queue: unknown = createRequire(import.meta.url)('kafkajs/src/network/requestQueue');
  const prototype: unknown = typeof queue === 'function' ? queue.prototype : undefined;
  if (!isPrototype(prototype)) return;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue): void {
    if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return;
    const throttleMs = this.throttledUntil - Date.now();
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      throttleMs > 0 ? throttleMs : lookMs,
    );
  };
}
