/** The Kafka adapter on a real broker of its own, which the suite may kill. */
import { KafkaEventLog } from '@sallyport/service-kit/event-log/kafka/kafka-event-log';
import { freshDatabase } from '@sallyport/testkit/infrastructure/fresh-database';
import { startKafka } from '@sallyport/testkit/infrastructure/kafka';
import type { RunningPostgres } from '@sallyport/testkit/infrastructure/postgres';
import { startMemberProcess } from './member-process.js';
import type { Member, OpenOptions, Rig } from './rig.js';
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
  return {
    name: 'kafka',
    brokers: kafka.brokers,
    open,
    holds: false,
    startMember: async (options) => {
      const member = await startMemberProcess({ kind: 'kafka', address: kafka.brokers.join(',') }, options);
      members.push(member);
      return member;
    },
    takeAway: () => kafka.crash(),
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
