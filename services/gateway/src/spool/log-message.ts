/** The message on the traffic topic that a stored event becomes. */
import type { LogMessage } from '@sallyport/service-kit/event-log/event-log';
import type { Entry } from '../core/recording/batch-frame.js';
import { eventTypeOf } from '../core/recording/event-kinds.js';

/** One object for each kind, made once: headers must not cost anything per event. */
const headersByKind = new Map<number, Readonly<Record<string, string>>>();

function headersOf(kind: number): Readonly<Record<string, string>> {
  const known = headersByKind.get(kind);
  if (known) return known;
  const headers = Object.freeze({ ce_type: eventTypeOf(kind) ?? 'sallyport.unknown.v1' });
  headersByKind.set(kind, headers);
  return headers;
}

/**
 * The value is complete in itself (id, time, producer, session), and this topic is read by our own services only, so one
 * header is all it carries: the kind, to tell events apart without decoding them. SIEMs read the audit topic.
 */
export function messageOf(entry: Entry): LogMessage {
  return { key: entry.key, value: entry.value, headers: headersOf(entry.kind) };
}
