/** A message as kafkajs hands it over, in the event log's terms. */
import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { AnyTopic } from '@sallyport/contracts/topics';
import type { StoredMessage } from '../event-log.js';

function text(value: NonNullable<IHeaders[string]>): string {
  if (Array.isArray(value)) return value.map((part) => part.toString()).join(',');
  return value.toString();
}

/** A null key or value, which our producers never write, becomes an empty one. */
export function storedMessage(topic: AnyTopic, partition: number, message: KafkaMessage): StoredMessage {
  const headers = Object.entries(message.headers ?? {}).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, text(value)]],
  );
  return {
    topic,
    partition,
    offset: Number(message.offset),
    timestampMs: Number(message.timestamp),
    key: message.key?.toString() ?? '',
    value: message.value ?? Buffer.alloc(0),
    // A header may have any name, `__proto__` too.
    headers: Object.fromEntries(headers),
  };
}
