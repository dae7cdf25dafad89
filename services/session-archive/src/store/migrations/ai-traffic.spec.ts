import { DataSource } from 'typeorm';
import { expect, it } from 'vitest';
import { archiveDatabase } from '../../fixtures/archive-database.js';
import { Traffic } from '../../fixtures/traffic.js';
import { searchRecords } from '../read-records.js';
import { searchSessions } from '../read-sessions.js';
import { AiTraffic1763760000000 } from './ai-traffic.js';

it('keeps what older versions archived, which is found and read as before', async () => {
  await using archive = await archiveDatabase();
  const owner = new DataSource({
    type: 'postgres',
    url: archive.ownerUrl,
    installExtensions: false,
    extra: { options: '-c search_path=session_archive' },
  });
  await owner.initialize();
  try {
    const runner = owner.createQueryRunner();
    const migration = new AiTraffic1763760000000();
    await migration.down(runner);
    const traffic = new Traffic();
    const { event, facts } = traffic.received('old', traffic.requestId());
    await runner.query(
      `INSERT INTO traffic_log VALUES (0, 0, $1, '', $2, $3, $4, 'old', '', 'alice', '', '', 1, $5, 'g', 'b', 1)`,
      [facts.id, event.recordBytes, facts.timeUs, facts.type, facts.requestId],
    );
    await runner.query(
      `INSERT INTO sessions VALUES ('old', 0, $1, $1, $1, 1, '', 'alice', '{}', '{}', 1, 1, 1, 0, 0, 0)`,
      [facts.timeUs],
    );
    await migration.up(runner);
    await runner.release();
    const found = await searchRecords(archive.runtime, { session: 'old' }, 'asc', 10, undefined);
    expect(found.map(({ cursor }) => cursor.id)).toEqual([facts.id]);
    expect(await searchRecords(archive.runtime, { model: 'gpt-4o' }, 'asc', 10, undefined)).toEqual([]);
    const [session] = await searchSessions(archive.runtime, {}, 'activity', 10, undefined);
    expect(session?.view).toMatchObject({ id: 'old', models: [], tokens: { input: 0 }, costs: [] });
  } finally {
    await owner.destroy();
  }
}, 60_000);
