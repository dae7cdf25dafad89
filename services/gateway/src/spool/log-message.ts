/** The message on the traffic topic that a stored event becomes. */
import type { LogMessage } from '@sallyport/service-kit/event-log/event-log';
import type { Entry } from '../core/recording/batch-frame.js';

const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze({});

/**
 * No headers: the value is complete in itself (id, time, kind, producer, session), and this topic is read by our own
 * services only; SIEMs read the audit topic, which has the headers of CloudEvents. One header on each message costs the
 * Kafka client a quarter of all it spends on the message (13 of 51 µs, measured with appends of 128 messages of 1.9 kB).
 */
export function messageOf(entry: Entry): LogMessage {
  return { key: entry.key, value: entry.value, headers: NO_HEADERS };
}
