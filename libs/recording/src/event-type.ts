/** The kinds of event, as data: the name people use, and the stable number (the record's field number) that is stored. */
import type { EventRecord } from '@sallyport/contracts/event-codec';

export type BodyCase = NonNullable<EventRecord['body']>['$case'];

interface EventTypeRow {
  readonly name: string;
  readonly number: number;
}

export const eventTypes = {
  sessionStarted: { name: 'session.started', number: 10 },
  sessionEnded: { name: 'session.ended', number: 11 },
  requestReceived: { name: 'request.received', number: 20 },
  requestHeld: { name: 'request.held', number: 21 },
  requestReleased: { name: 'request.released', number: 22 },
  requestRefused: { name: 'request.refused', number: 23 },
  requestPart: { name: 'request.part', number: 24 },
  responsePart: { name: 'response.part', number: 25 },
  requestCompleted: { name: 'request.completed', number: 26 },
  alertRaised: { name: 'alert.raised', number: 27 },
  requestUnattended: { name: 'request.unattended', number: 28 },
  authenticationRefused: { name: 'authentication.refused', number: 30 },
  replicaAlive: { name: 'replica.alive', number: 40 },
  approvalRequested: { name: 'approval.requested', number: 50 },
  approvalJoined: { name: 'approval.joined', number: 51 },
  approvalUnattended: { name: 'approval.unattended', number: 52 },
  approvalVoted: { name: 'approval.voted', number: 53 },
  approvalDecided: { name: 'approval.decided', number: 54 },
  approvalExpired: { name: 'approval.expired', number: 55 },
  approvalCancelled: { name: 'approval.cancelled', number: 56 },
  approvalConsumed: { name: 'approval.consumed', number: 57 },
  approvalRevoked: { name: 'approval.revoked', number: 58 },
  grantMade: { name: 'grant.made', number: 60 },
  grantEnded: { name: 'grant.ended', number: 61 },
  lockPlaced: { name: 'lock.placed', number: 65 },
  lockLifted: { name: 'lock.lifted', number: 66 },
  lockApplied: { name: 'lock.applied', number: 67 },
} as const satisfies Record<BodyCase, EventTypeRow>;

export type EventTypeName = (typeof eventTypes)[BodyCase]['name'];

const rows = Object.values(eventTypes);

/** All names, in the order of their numbers. */
export const eventTypeNames: readonly EventTypeName[] = rows.map((row) => row.name);

/** The number that is stored for a name. */
export function eventTypeNumber(name: EventTypeName): number {
  const row = rows.find((candidate) => candidate.name === name);
  if (row === undefined) throw new RangeError('not an event type');
  return row.number;
}

/** Whether a string names an event type. */
export function isEventTypeName(name: string): name is EventTypeName {
  return rows.some((row) => row.name === name);
}
