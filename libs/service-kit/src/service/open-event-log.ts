/** Makes the adapter of the event log that the settings name; the other one's client library is not loaded. */
import type { EventLog } from '../event-log/event-log.js';
import type { EventLogLogger } from '../event-log/event-log-logger.js';
import type { EventLogSettings } from './event-log-settings.js';

/**
 * Connects when it is first used.
 * @throws EventLogError REFUSED when a file that the settings name cannot be used
 */
export async function openEventLog(settings: EventLogSettings, log: EventLogLogger): Promise<EventLog> {
  if (settings.kind === 'kafka') {
    const { KafkaEventLog } = await import('../event-log/kafka/kafka-event-log.js');
    return new KafkaEventLog({ settings: settings.settings, log });
  }
  const { EmbeddedEventLog } = await import('../event-log/embedded/embedded-event-log.js');
  return new EmbeddedEventLog({ databaseUrl: settings.databaseUrl, log });
}
