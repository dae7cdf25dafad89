/** The Kafka adapter on a real broker of its own, which the suite may kill. */
import type { AnyTopic } from '@sallyport/contracts/topics';
import { KafkaEventLog } from '@sallyport/service-kit/event-log/kafka/kafka-event-log';
import { freshDatabase } from '@sallyport/testkit/infrastructure/fresh-database';
import { startKafka } from '@sallyport/testkit/infrastructure/kafka';
import type { RunningPostgres } from '@sallyport/testkit/infrastructure/postgres';
import kafkajs from 'kafkajs';
import { longForm } from '../../harness/long-form.js';
import { until } from '../../harness/until.js';
import { startMemberProcess } from './member-process.js';
import type { Member, OpenOptions, Rig } from './rig.js';
import { event, keysOfAllPartitions, message } from './sample-messages.js';
import { temporaryFolder } from './temporary-folder.js';

export interface KafkaRig extends Rig {
  readonly brokers: readonly string[];
}

/** @param effects server for the effects of consumers */
export async function kafkaRig(effects: RunningPostgres): Promise<KafkaRig> {
  const folder = temporaryFolder('kafka');
  const kafka = await startKafka({ dataDir: folder.path });
  const logs: KafkaEventLog[] = [];
  const members: Member[] = [];
  const open = (options: OpenOptions = {}): KafkaEventLog => {
    const log = new KafkaEventLog({ settings: { brokers: kafka.brokers, clientId: 'contract' }, ...options });
    logs.push(log);
    return log;
  };
  await open().ensureTopics();
  // Topics exist before their partitions have leaders.
  const warm = open();
  const warmUp = async (topic: AnyTopic): Promise<void> => {
    const messages = keysOfAllPartitions(topic).map((key) =>
      topic === 'sallyport.traffic.v1' ? event(key, 0).message : message(key, 'warm'),
    );
    await until(`leaders of ${topic}`, 60_000, () => warm.append(topic, messages).then(() => true));
  };
  for (const topic of ['sallyport.traffic.v1', 'sallyport.decisions.v1', 'sallyport.traffic.v1.dlq'] as const)
    await warmUp(topic);
  return {
    name: 'kafka',
    brokers: kafka.brokers,
    open,
    holds: false,
    async recreate(topic) {
      const admin = new kafkajs.Kafka({
        brokers: [...kafka.brokers],
        clientId: 'operator',
        logLevel: kafkajs.logLevel.NOTHING,
      }).admin();
      await admin.connect();
      await admin.deleteTopics({ topics: [topic] });
      await until(`the end of ${topic}`, 60_000, async () => !(await admin.listTopics()).includes(topic));
      await admin.disconnect();
      await until(`${topic} again`, 60_000, () =>
        open()
          .ensureTopics()
          .then(() => true),
      );
      await warmUp(topic);
    },
    startMember: async (options) => {
      const member = await startMemberProcess({ kind: 'kafka', address: kafka.brokers.join(',') }, options);
      members.push(member);
      return member;
    },
    // After a kill the broker's old registration has to run out first, which is for the long form.
    takeAway: () => (longForm ? kafka.crash() : kafka.stop()),
    bringBack: () => kafka.restart(),
    async appendHeld(topic, messages) {
      await open().append(topic, messages);
      return () => Promise.resolve();
    },
    freshDatabaseUrl: async () => (await freshDatabase(effects)).url,
    close: async () => {
      await Promise.all(members.map((member) => member.kill()));
      await Promise.all(logs.map((log) => log.close()));
      await kafka.destroy();
      folder.remove();
    },
  };
}
