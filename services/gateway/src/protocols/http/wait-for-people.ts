/** The wait of whatever policy holds: a seat, the question in the log, and then what people, locks or patience make of it. */
import { setTimeout as after } from 'node:timers/promises';
import { heardBefore, type Permit } from '../../core/holding/held-table.js';
import type { ControlLink } from '../../core/ports/control-link.js';
import type { Door } from './door.js';
import type { HeldRequest, WaitEnd } from './held-request.js';

export interface WaitSteps<Result> {
  /** Writes down that it waits, so that people find it; a result ends the wait at once. */
  ask(): Promise<Result | undefined>;
  /** Spends the permit; `again` where nobody could be asked to. */
  release(permit: Permit): Promise<Result | 'again'>;
  end(end: Exclude<WaitEnd, { kind: 'permit' }>): Result;
}

/** How long a release waits before it asks a service again that did not answer. */
const askAgainMs = 1_000;

/** Undefined where too many wait already. @throws what the steps throw */
export async function waitForPeople<Result>(
  door: Door,
  control: ControlLink,
  held: HeldRequest,
  steps: WaitSteps<Result>,
): Promise<Result | undefined> {
  if (!door.held.add(held)) return undefined;
  door.heldRequests.add(held);
  try {
    if (heardBefore(control.state, held.waited) === undefined) {
      const atOnce = await steps.ask();
      if (atOnce !== undefined) return atOnce;
    }
    let end: WaitEnd | undefined;
    for (;;) {
      end ??= heardBefore(control.state, held.waited) ?? (await held.next());
      if (end.kind !== 'permit') return steps.end(end);
      const released = await steps.release(end.permit);
      if (released !== 'again') return released;
      end = await Promise.race([held.next(), after(askAgainMs, undefined)]);
    }
  } finally {
    door.heldRequests.delete(held);
    door.held.remove(held);
  }
}
