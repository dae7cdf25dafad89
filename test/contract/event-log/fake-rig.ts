/** The fake log under the contract suite. */
import { FakeEventLog } from '@sallyport/service-kit/event-log/fake-event-log';
import { FakeLogStore } from '@sallyport/service-kit/event-log/fake-log-store';
import { freshDatabase } from '@sallyport/testkit/infrastructure/fresh-database';
import type { RunningPostgres } from '@sallyport/testkit/infrastructure/postgres';
import type { Rig } from './rig.js';

export async function fakeRig(postgres: RunningPostgres): Promise<Rig> {
  const store = new FakeLogStore();
  const logs: FakeEventLog[] = [];
  await new FakeEventLog({ store }).ensureTopics();
  const open: Rig['open'] = (options = {}) => {
    const log = new FakeEventLog({ store, ...options });
    logs.push(log);
    return log;
  };
  return {
    name: 'fake',
    open,
    holds: false,
    recreate: (topic) => {
      store.deleteTopic(topic);
      store.createTopics();
      return Promise.resolve();
    },
    async startMember({ group, topic, hangAfterBatches }) {
      const log = new FakeEventLog({ store });
      const assigned = new Set<number>();
      const received: string[] = [];
      let batches = 0;
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
        onBatch: (batch) => {
          if (hangAfterBatches !== undefined && batches >= hangAfterBatches)
            return new Promise(() => undefined);
          batches++;
          received.push(...batch.messages.map(({ value }) => Buffer.from(value).toString()));
          return Promise.resolve();
        },
      });
      return { assigned, received, kill: () => consumer.kill() };
    },
    takeAway: () => {
      store.available = false;
      return Promise.resolve();
    },
    bringBack: () => {
      store.available = true;
      return Promise.resolve();
    },
    async appendHeld(topic, messages) {
      await open().append(topic, messages);
      return () => Promise.resolve();
    },
    freshDatabaseUrl: async () => (await freshDatabase(postgres)).url,
    close: async () => {
      await Promise.all(logs.map((log) => log.close()));
    },
  };
}
