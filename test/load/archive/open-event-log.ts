/** Opens either event log by its address. */
import { EmbeddedEventLog } from '@sallyport/service-kit/event-log/embedded/embedded-event-log';
import type { EventLog } from '@sallyport/service-kit/event-log/event-log';
import { KafkaEventLog } from '@sallyport/service-kit/event-log/kafka/kafka-event-log';

export type LogAddress =
  | { readonly kind: 'embedded'; readonly databaseUrl: string }
  | { readonly kind: 'kafka'; readonly brokers: readonly string[] };

export function openEventLog(address: LogAddress): EventLog {
  return address.kind === 'kafka'
    ? new KafkaEventLog({ settings: { brokers: address.brokers, clientId: 'sallyport-bench' } })
    : new EmbeddedEventLog({ databaseUrl: address.databaseUrl });
}
