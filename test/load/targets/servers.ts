/** PostgreSQL and Kafka for the bench, on core 0 like the process that starts them. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startKafka } from '@sallyport/testkit/infrastructure/kafka';
import { startPostgres } from '@sallyport/testkit/infrastructure/postgres';
import type { RunningPostgres } from '@sallyport/testkit/infrastructure/postgres';
import { freshDatabase } from '@sallyport/testkit/infrastructure/fresh-database';
import { openEventLog } from '../archive/open-event-log.js';
import type { LogAddress } from '../archive/open-event-log.js';
import { trafficTopic } from '../measure/recorded.js';
import type { Stage } from '../stage.js';

const GROUPS_MS_MAX = 30_000; // Usually two or three seconds.

/** Fully durable, as in production: commits wait for the disk. */
export async function openPostgres(stage: Stage): Promise<RunningPostgres> {
  const server = await startPostgres({
    dataDir: join(stage.folder, 'postgres'),
    durability: 'full',
    settings: { max_wal_size: '4GB' }, // One checkpoint less within a run; the commits themselves are the same.
  });
  stage.owns('postgres', () => server.destroy());
  return server;
}

/** Brokers of a fresh Kafka; undefined, with a note, where it cannot run. */
export async function openKafka(stage: Stage): Promise<LogAddress | undefined> {
  try {
    const server = await startKafka({ dataDir: join(stage.folder, 'kafka'), heapMib: 512 });
    stage.owns('kafka', () => server.destroy());
    const address: LogAddress = { kind: 'kafka', brokers: server.brokers };
    await untilGroupsWork(address);
    return address;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    stage.note(`Kafka cannot run here, its rows are left out: ${why.slice(0, 200)}`);
    return undefined;
  }
}

/** A fresh broker has no group coordinator for some seconds: services try again, the bench's own consumers do not. */
async function untilGroupsWork(address: LogAddress): Promise<void> {
  const log = openEventLog(address);
  try {
    await log.ensureTopics();
    const giveUpMs = performance.now() + GROUPS_MS_MAX;
    for (;;) {
      try {
        const consumer = await log.consume({
          group: 'bench-first',
          topics: [trafficTopic],
          batchMessagesMax: 1,
          batchBytesMax: 1024,
          onAssigned: (partitions) => Promise.resolve(partitions.map((each) => ({ ...each, offset: 0 }))),
          onRevoked: () => Promise.resolve(),
          onBatch: () => Promise.resolve(),
        });
        await consumer.stop();
        return;
      } catch (error) {
        if (performance.now() > giveUpMs) throw error;
        await pause(200);
      }
    }
  } finally {
    await log.close();
  }
}

export async function freshLog(server: RunningPostgres): Promise<LogAddress> {
  const { url } = await freshDatabase(server);
  return { kind: 'embedded', databaseUrl: url };
}

/** The environment that points a service at the log. */
export function logEnvironment(address: LogAddress): Record<string, string> {
  return address.kind === 'kafka'
    ? { KAFKA_BROKERS: address.brokers.join(',') }
    : { EVENT_LOG_DATABASE_URL: address.databaseUrl };
}
