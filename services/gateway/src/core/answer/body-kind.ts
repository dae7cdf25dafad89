/** What the body of an answer is, by its label, and by its first bytes where the label misleads. */
import { labelOf, looksLikeJson } from '@sallyport/wire/plain/media';

/** Enough to see a byte order mark, blank lines and the name of a field. */
const sniffedBytes = 64;

/** White space that may stand before the first byte that tells. */
const EVENTS = /^(?:\ufeff|\u00ef\u00bb\u00bf)?[\r\n]*(?:(?:data|event|id|retry) ?)?:/;

export const isEventStream = (contentType: string): boolean =>
  (contentType.split(';', 1)[0] ?? '').trim().toLowerCase() === 'text/event-stream';

export const isLabelledJson = (contentType: string): boolean => labelOf(contentType) === 'json';

export const isForm = (contentType: string): boolean => labelOf(contentType) === 'form';

/** A body that is labelled as text of some kind: bytes that are none break a promise. */
export const isLabelledText = (contentType: string): boolean => labelOf(contentType) !== 'other';

export const looksLikeEvents = (body: Uint8Array): boolean =>
  EVENTS.test(
    Buffer.from(body.buffer, body.byteOffset, Math.min(sniffedBytes, body.length)).toString('latin1'),
  );

/** What a body turns out to be; `unknown` as long as too little of it has come. */
export function sniff(start: Uint8Array): 'json' | 'events' | 'other' | 'unknown' {
  if (looksLikeJson(start)) return 'json';
  if (looksLikeEvents(start)) return 'events';
  return start.length < sniffedBytes ? 'unknown' : 'other';
}

/** What the service answers instead of what was asked for. */
export const isError = (status: number): boolean => status >= 400;
