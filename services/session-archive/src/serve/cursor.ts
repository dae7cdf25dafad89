/** Cursors of paged answers: opaque to clients, a place in the order of the list to us. */
import { isStorableText } from '@sallyport/service-kit/rest/storable-text';
import { z } from 'zod';
import type { EventCursor } from '../store/read-records.js';
import { sessionOrders } from '../store/read-sessions.js';
import type { SessionCursor } from '../store/read-sessions.js';

const time = z.number().int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);
const eventPlace = z.tuple([z.literal('e'), time, z.uuid()]);
const sessionPlace = z.tuple([
  z.enum(sessionOrders),
  time,
  z.string().min(1).max(512).refine(isStorableText),
]);

const encode = (place: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/** The JSON value in a cursor; undefined when there is none. */
function decode(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

export function eventCursorText(cursor: EventCursor): string {
  return encode(['e', cursor.timeUs, cursor.id]);
}

export function sessionCursorText(cursor: SessionCursor): string {
  return encode([cursor.order, cursor.atUs, cursor.id]);
}

/** Undefined when it is not a cursor of a list of events. */
export function parseEventCursor(text: string): EventCursor | undefined {
  const place = eventPlace.safeParse(decode(text));
  return place.success ? { timeUs: place.data[1], id: place.data[2] } : undefined;
}

/** Undefined when it is not a cursor of a list of sessions. */
export function parseSessionCursor(text: string): SessionCursor | undefined {
  const place = sessionPlace.safeParse(decode(text));
  return place.success ? { order: place.data[0], atUs: place.data[1], id: place.data[2] } : undefined;
}
