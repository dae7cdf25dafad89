// A group member as a process of its own, so that it can be killed: reports what it is assigned and what it has handled.
import { EmbeddedEventLog } from '@sallyport/service-kit/event-log/embedded/embedded-event-log';
import { KafkaEventLog } from '@sallyport/service-kit/event-log/kafka/kafka-event-log';

const { kind, address, group, topic, hangAfterBatches } = JSON.parse(process.argv[2]);
const log =
  kind === 'kafka'
    ? new KafkaEventLog({ settings: { brokers: address.split(','), clientId: 'member' } })
    : new EmbeddedEventLog({ databaseUrl: address });
let batches = 0;
await log.consume({
  group,
  topics: [topic],
  batchMessagesMax: 100,
  batchBytesMax: 1_000_000,
  onAssigned: (partitions) => {
    process.send({ assigned: partitions.map(({ partition }) => partition) });
    return Promise.resolve([]);
  },
  onRevoked: (partitions) => {
    process.send({ revoked: partitions.map(({ partition }) => partition) });
    return Promise.resolve();
  },
  onBatch: (batch) => {
    if (hangAfterBatches !== undefined && batches >= hangAfterBatches) return new Promise(() => undefined);
    batches++;
    process.send({ received: batch.messages.map(({ value }) => Buffer.from(value).toString()) });
    return Promise.resolve();
  },
});
process.send({ joined: true });
