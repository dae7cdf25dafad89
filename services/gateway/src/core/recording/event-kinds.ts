/** What the recorder must know of each kind of event: its number in a batch, and what it may do when space is short. */
import type { EventRecord } from '@sallyport/contracts/event-codec';

type Body = NonNullable<EventRecord['body']>;

interface KindRow {
  /** Number in the batch format: the field number in `Record`. Never reused. */
  readonly number: number;
  /**
   * Whether it may use the reserve of a full spool: what follows a request that was already forwarded must still fit, and
   * so must the sign of life that says the producer is not dead.
   */
  readonly reserve: boolean;
  /** Whether somebody waits until it is durable. What nobody waits for may share the commit of what comes next. */
  readonly awaited: boolean;
}

export const eventKinds = {
  sessionStarted: { number: 10, reserve: false, awaited: true },
  sessionEnded: { number: 11, reserve: false, awaited: false },
  requestReceived: { number: 20, reserve: false, awaited: true },
  requestHeld: { number: 21, reserve: false, awaited: true },
  requestReleased: { number: 22, reserve: false, awaited: true },
  requestRefused: { number: 23, reserve: false, awaited: false },
  requestPart: { number: 24, reserve: true, awaited: true },
  responsePart: { number: 25, reserve: true, awaited: true },
  requestCompleted: { number: 26, reserve: true, awaited: false },
  alertRaised: { number: 27, reserve: true, awaited: false },
  requestUnattended: { number: 28, reserve: true, awaited: false },
  authenticationRefused: { number: 30, reserve: false, awaited: false },
  replicaAlive: { number: 40, reserve: true, awaited: false },
} as const satisfies Partial<Record<Body['$case'], KindRow>>;

/** What a gateway records; what people decide is recorded by the approval service. */
export type RecordedBody = Extract<Body, { $case: keyof typeof eventKinds }>;
