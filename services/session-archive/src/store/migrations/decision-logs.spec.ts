import { DataSource } from 'typeorm';
import { expect, it } from 'vitest';
import { clientOf } from '../../consume/archive-handler.js';
import { logOf } from '../../core/logs.js';
import { archiveDatabase } from '../../fixtures/archive-database.js';
import { Decisions } from '../../fixtures/decisions.js';
import { Traffic } from '../../fixtures/traffic.js';
import { appendEvents } from '../append-events.js';
import { searchRecords } from '../read-records.js';
import { findSession } from '../read-sessions.js';
import { DecisionLogs1763800000000 } from './decision-logs.js';

it('adds logs to an archive that has events, which stay as they are, and takes decisions then', async () => {
  await using archive = await archiveDatabase();
  const owner = new DataSource({
    type: 'postgres',
    url: archive.ownerUrl,
    installExtensions: false,
    extra: { options: '-c search_path=session_archive' },
  });
  await owner.initialize();
  try {
    const traffic = new Traffic();
    const old = traffic.received('old', traffic.requestId());
    const append = (partition: number, events: readonly (typeof old)[]): Promise<number> =>
      archive.runtime.transaction(async (tx) =>
        appendEvents(await clientOf(tx), { partition, epoch: 1 }, events),
      );
    await append(0, [old]);
    const runner = owner.createQueryRunner();
    const migration = new DecisionLogs1763800000000();
    await migration.down(runner);
    expect(await runner.query('SELECT count(*)::int AS logs FROM logs')).toEqual([{ logs: 8 }]);
    await migration.up(runner);
    await runner.release();
    await append(logOf('sallyport.decisions.v1', 3), [
      new Decisions().voted('old', old.facts.requestId, 5, 'april'),
    ]);
    const found = await searchRecords(archive.runtime, { session: 'old' }, 'asc', 10, undefined);
    expect(found.map(({ log, position }) => `${log}@${position}`)).toEqual(['traffic/0@0', 'decisions/3@0']);
    const session = await findSession(archive.runtime, 'old');
    expect(session?.view).toMatchObject({ identity: { subject: 'alice' }, requests: 1, released: 0 });
    const refused = owner.query(`DELETE FROM traffic_log WHERE session = 'old'`);
    await expect(refused).rejects.toThrow('append-only');
  } finally {
    await owner.destroy();
  }
}, 60_000);
