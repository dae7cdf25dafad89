/** Messages and events for the contract suite. */
import { randomUUID } from 'node:crypto';
import { encodeEvent, EventRecord, makePayload } from '@sallyport/contracts/event-codec';
import { PayloadKind } from '@sallyport/contracts/generated/sallyport/events/v1/payload';
import { topicRow, type AnyTopic } from '@sallyport/contracts/topics';
import { uuidV7Generator } from '@sallyport/contracts/uuid-v7';
import type { LogMessage } from '@sallyport/service-kit/event-log/event-log';
import { partitionOfKey } from '@sallyport/service-kit/event-log/partition-of-key';

const newId = uuidV7Generator();

export function message(key: string, text: string): LogMessage {
  return { key, value: Buffer.from(text), headers: { 'content-type': 'text/plain' } };
}

/** One key for each partition of `topic`. */
export function keysOfAllPartitions(topic: AnyTopic): readonly string[] {
  const { partitions } = topicRow(topic);
  const keys = new Map<number, string>();
  while (keys.size < partitions) {
    const key = randomUUID();
    keys.set(partitionOfKey(key, partitions), key);
  }
  return [...keys].sort(([a], [b]) => a - b).map(([, key]) => key);
}

/** A key of one given partition. */
export function keyOfPartition(topic: AnyTopic, partition: number): string {
  return keysOfAllPartitions(topic)[partition] ?? '';
}

export interface SampleEvent {
  readonly id: string;
  readonly message: LogMessage;
}

/** A complete event of the traffic topic. `session` is its key, and what the test's handlers store. */
export function event(session: string, sequence: number, producer = 'contract'): SampleEvent {
  const id = newId(Date.now());
  const body = makePayload(PayloadKind.REQUEST_BODY, Buffer.from(`body of ${id}`));
  const record = EventRecord.fromPartial({
    envelope: {
      id,
      timeUs: Date.now() * 1000,
      schemaVersion: 1,
      session,
      producer: { replica: producer, bootEpoch: 'one', sequence },
    },
    body: { $case: 'replicaAlive', value: { intervalMs: 1000, openRequests: sequence } },
  });
  return {
    id,
    message: { key: session, value: encodeEvent(record, [body.payload]), headers: { kind: 'event' } },
  };
}
