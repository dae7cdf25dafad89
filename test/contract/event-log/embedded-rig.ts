/** The embedded log on a real PostgreSQL of its own, which the suite may kill. */
import { EmbeddedEventLog } from '@sallyport/service-kit/event-log/embedded/embedded-event-log';
import { packMessage, packedBytes } from '@sallyport/service-kit/event-log/embedded/packed-batch';
import { planAppend } from '@sallyport/service-kit/event-log/plan-append';
import { freshDatabase } from '@sallyport/testkit/infrastructure/fresh-database';
import { startPostgres, type RunningPostgres } from '@sallyport/testkit/infrastructure/postgres';
import { Client } from 'pg';
import { temporaryFolder } from './temporary-folder.js';
import { startMemberProcess } from './member-process.js';
import type { Member, Rig } from './rig.js';

/** @param effects server for the effects of consumers, which stays while the log's is away */
export async function embeddedRig(effects: RunningPostgres): Promise<Rig> {
  const folder = temporaryFolder('event-log');
  const postgres = await startPostgres({ dataDir: folder.path, durability: 'none' });
  const { url } = await freshDatabase(postgres);
  const logs: EmbeddedEventLog[] = [];
  const members: Member[] = [];
  const open = (options = {}): EmbeddedEventLog => {
    const log = new EmbeddedEventLog({ databaseUrl: url, ...options });
    logs.push(log);
    return log;
  };
  await open().ensureTopics();
  return {
    name: 'embedded',
    open,
    holds: true,
    async recreate(topic) {
      const client = new Client({ connectionString: url });
      await client.connect();
      const ids = 'SELECT id FROM event_log.partition WHERE topic = $1';
      await client.query('BEGIN');
      await client.query(`DELETE FROM event_log.batch WHERE partition_id IN (${ids})`, [topic]);
      await client.query(`DELETE FROM event_log.cursor WHERE partition_id IN (${ids})`, [topic]);
      await client.query('DELETE FROM event_log.partition WHERE topic = $1', [topic]);
      await client.query('DELETE FROM event_log.topic WHERE topic = $1', [topic]);
      await client.query('COMMIT');
      await client.end();
      await open().ensureTopics();
    },
    startMember: async (options) => {
      const member = await startMemberProcess({ kind: 'embedded', address: url }, options);
      members.push(member);
      return member;
    },
    takeAway: () => postgres.crash(),
    bringBack: () => postgres.restart(),
    async appendHeld(topic, messages) {
      const client = new Client({ connectionString: url });
      await client.connect();
      await client.query('BEGIN');
      for (const [partition, list] of planAppend(topic, messages)) {
        const body = Buffer.alloc(list.reduce((sum, message) => sum + packedBytes(message), 0));
        list.reduce((at, message) => packMessage(body, at, message), 0);
        await client.query(
          `SELECT event_log.append(ARRAY[id], ARRAY[$3::int], ARRAY[$4::int], $5)
           FROM event_log.partition WHERE topic = $1 AND partition = $2`,
          [topic, partition, list.length, body.length, body],
        );
      }
      return async () => {
        await client.query('COMMIT');
        await client.end();
      };
    },
    freshDatabaseUrl: async () => (await freshDatabase(effects)).url,
    close: async () => {
      await Promise.all(members.map((member) => member.kill()));
      await Promise.all(logs.map((log) => log.close()));
      await postgres.destroy();
      folder.remove();
    },
  };
}
