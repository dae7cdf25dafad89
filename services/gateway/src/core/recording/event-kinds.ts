/** What the recorder must know of each kind of event: its number in a batch, its name outside, what it may do when space is short. */
import type { EventRecord } from '@sallyport/contracts/event-codec';

export type EventKind = NonNullable<EventRecord['body']>['$case'];

interface KindRow {
  /** Number in the batch format: the field number in `Record`. Never reused. */
  readonly number: number;
  /** `ce_type` on the event log. */
  readonly type: string;
  /**
   * Whether it may use the reserve of a full spool: what follows a request that was already forwarded must still fit, and
   * so must the sign of life that says the producer is not dead.
   */
  readonly reserve: boolean;
}

export const eventKinds = {
  sessionStarted: { number: 10, type: 'sallyport.session.started.v1', reserve: false },
  sessionEnded: { number: 11, type: 'sallyport.session.ended.v1', reserve: false },
  requestReceived: { number: 20, type: 'sallyport.request.received.v1', reserve: false },
  requestHeld: { number: 21, type: 'sallyport.request.held.v1', reserve: false },
  requestReleased: { number: 22, type: 'sallyport.request.released.v1', reserve: false },
  requestRefused: { number: 23, type: 'sallyport.request.refused.v1', reserve: false },
  requestPart: { number: 24, type: 'sallyport.request.part.v1', reserve: true },
  responsePart: { number: 25, type: 'sallyport.response.part.v1', reserve: true },
  requestCompleted: { number: 26, type: 'sallyport.request.completed.v1', reserve: true },
  authenticationRefused: { number: 30, type: 'sallyport.authentication.refused.v1', reserve: false },
  replicaAlive: { number: 40, type: 'sallyport.replica.alive.v1', reserve: true },
} as const satisfies Record<EventKind, KindRow>;

const typesByNumber = new Map<number, string>(Object.values(eventKinds).map((row) => [row.number, row.type]));

/** `ce_type` of a kind's number; undefined for a number this version does not know. */
export function eventTypeOf(number: number): string | undefined {
  return typesByNumber.get(number);
}
