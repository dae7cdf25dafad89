/** What the recorder must know of each kind of event: its number in a batch, and what it may do when space is short. */
import type { EventRecord } from '@sallyport/contracts/event-codec';

export type EventKind = NonNullable<EventRecord['body']>['$case'];

interface KindRow {
  /** Number in the batch format: the field number in `Record`. Never reused. */
  readonly number: number;
  /**
   * Whether it may use the reserve of a full spool: what follows a request that was already forwarded must still fit, and
   * so must the sign of life that says the producer is not dead.
   */
  readonly reserve: boolean;
}

export const eventKinds = {
  sessionStarted: { number: 10, reserve: false },
  sessionEnded: { number: 11, reserve: false },
  requestReceived: { number: 20, reserve: false },
  requestHeld: { number: 21, reserve: false },
  requestReleased: { number: 22, reserve: false },
  requestRefused: { number: 23, reserve: false },
  requestPart: { number: 24, reserve: true },
  responsePart: { number: 25, reserve: true },
  requestCompleted: { number: 26, reserve: true },
  authenticationRefused: { number: 30, reserve: false },
  replicaAlive: { number: 40, reserve: true },
} as const satisfies Record<EventKind, KindRow>;
