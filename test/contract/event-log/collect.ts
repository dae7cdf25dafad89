/** A consumer that keeps what it is given. */
import type { AnyTopic } from '@sallyport/contracts/topics';
import type { EventLog, LogConsumer, StoredMessage } from '@sallyport/service-kit/event-log/event-log';

export interface Collected {
  readonly consumer: LogConsumer;
  readonly messages: readonly StoredMessage[];
  /** Values of the messages of these keys, in order of arrival. */
  textsOf(...keys: readonly string[]): readonly string[];
  readonly assigned: ReadonlySet<number>;
}

export async function collect(
  log: EventLog,
  group: string,
  topic: AnyTopic,
  onBatch: (messages: readonly StoredMessage[]) => Promise<void> = () => Promise.resolve(),
): Promise<Collected> {
  const messages: StoredMessage[] = [];
  const assigned = new Set<number>();
  const consumer = await log.consume({
    group,
    topics: [topic],
    batchMessagesMax: 100,
    batchBytesMax: 1_000_000,
    onAssigned: (partitions) => {
      for (const { partition } of partitions) assigned.add(partition);
      return Promise.resolve([]);
    },
    onRevoked: (partitions) => {
      for (const { partition } of partitions) assigned.delete(partition);
      return Promise.resolve();
    },
    onBatch: async (batch) => {
      await onBatch(batch.messages);
      messages.push(...batch.messages);
    },
  });
  return {
    consumer,
    messages,
    assigned,
    textsOf: (...keys) =>
      messages.filter(({ key }) => keys.includes(key)).map(({ value }) => Buffer.from(value).toString()),
  };
}
