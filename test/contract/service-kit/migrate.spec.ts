/** Migrations run once although replicas start together; the service's role may use the tables and change none. */
import path from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '@sallyport/testkit/infrastructure/fresh-database';
import { startPostgres, type RunningPostgres } from '@sallyport/testkit/infrastructure/postgres';
import { root } from '../../harness/service-process.js';
import { until } from '../../harness/until.js';
import { Child } from './child.js';

const approval = path.join(root, 'services/approval/dist/main.js');

let folder: string;
let postgres: RunningPostgres;
let database: FreshDatabase;
let runtimeUrl: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sallyport-migrate-'));
  postgres = await startPostgres({ dataDir: path.join(folder, 'postgres'), durability: 'none' });
  database = await freshDatabase(postgres);
  await query(database.url, "CREATE ROLE approval_runtime LOGIN PASSWORD 'runtime'");
  runtimeUrl = Object.assign(new URL(database.url), {
    username: 'approval_runtime',
    password: 'runtime',
  }).href;
});

afterAll(async () => {
  await postgres.destroy();
  rmSync(folder, { recursive: true, force: true });
});

async function query(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

function replica(name: string): Child {
  return new Child(approval, {
    SALLYPORT_REPLICA: name,
    DATABASE_URL: runtimeUrl,
    DATABASE_MIGRATE_URL: database.url,
    EVENT_LOG_DATABASE_URL: database.url,
  });
}

describe('migrations', () => {
  it('run once when two processes start at once on an empty database, and both come up', async () => {
    using one = replica('one');
    using other = replica('other');
    await Promise.all([one.ready(), other.ready()]);
    const migrated = [...one.lines(), ...other.lines()].filter((line) => line['msg'] === 'migrated');
    expect(migrated).toHaveLength(1);
    const rows = await query(database.url, 'SELECT name FROM approval.migrations ORDER BY id');
    expect(rows.map((row) => row['name'])).toEqual(migrated[0]?.['migrations']);
  });

  it('leave the role of the service no way to change the schema', async () => {
    await expect(query(runtimeUrl, 'SELECT * FROM approval.traffic_count')).resolves.toEqual([]);
    for (const sql of [
      'DROP TABLE approval.traffic_count',
      'DELETE FROM approval.traffic_count',
      'CREATE TABLE approval.more (id int)',
      'SELECT * FROM approval.migrations',
    ]) {
      await expect(query(runtimeUrl, sql)).rejects.toThrow(/must be owner|permission denied/u);
    }
  });

  it('wait for one that is under way', async () => {
    const holder = new Client({ connectionString: database.url });
    await holder.connect();
    try {
      await holder.query("SELECT pg_advisory_lock(1935764588, hashtext('approval'))");
      using waiting = replica('waiting');
      const waits =
        "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = 1935764588 AND NOT granted";
      await until('the replica to wait for the lock', 20_000, async () => {
        return (await query(database.url, waits)).length === 1;
      });
      expect(waiting.lines().some((line) => line['event'] === 'listening')).toBe(false);
      await holder.query("SELECT pg_advisory_unlock(1935764588, hashtext('approval'))");
      await waiting.ready();
    } finally {
      await holder.end();
    }
  });
});
