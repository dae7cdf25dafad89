/** Migrations run once, by replicas that start together or in a step before; the service's role may change no table. */
import path from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '@sallyport/service-kit/service/exit-codes';
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

/** A service in a database of its own, where nothing has been migrated. */
async function untouched(use: (ownerUrl: string, serviceUrl: string) => Promise<void>): Promise<void> {
  const fresh = await freshDatabase(postgres);
  try {
    const { username, password } = new URL(runtimeUrl);
    await use(fresh.url, Object.assign(new URL(fresh.url), { username, password }).href);
  } finally {
    await fresh.drop();
  }
}

function migrateStep(env: Readonly<Record<string, string>>): Child {
  return new Child(approval, env, ['migrate']);
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
      'DELETE FROM approval.migrations',
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

describe('the migrate step', () => {
  it('lets a service run that has no way to the role of the owner', async () => {
    await untouched(async (ownerUrl, serviceUrl) => {
      for (const said of ['migrated', 'the schema is up to date']) {
        using step = migrateStep({ DATABASE_URL: serviceUrl, DATABASE_MIGRATE_URL: ownerUrl });
        expect(await step.exitCode(), step.stdout + step.stderr).toBe(exitCodes.ok.code);
        expect(step.lines().map((line) => line['msg'])).toContain(said);
      }
      using service = new Child(approval, { DATABASE_URL: serviceUrl, EVENT_LOG_DATABASE_URL: ownerUrl });
      await service.ready();
      expect(service.lines().some((line) => line['msg'] === 'migrated')).toBe(false);
    });
  });

  it('is asked for by a service whose schema is missing or behind, which names what is missing', async () => {
    await untouched(async (ownerUrl, serviceUrl) => {
      const refusal = async (): Promise<string> => {
        using service = new Child(approval, { DATABASE_URL: serviceUrl, EVENT_LOG_DATABASE_URL: ownerUrl });
        expect(await service.exitCode(), service.stdout + service.stderr).toBe(exitCodes.schema.code);
        return service.stdout;
      };
      expect(await refusal()).toMatch(
        /behind by \d+ migrations \(ConsumeLoop\d+, CursorLog\d+, TrafficCount\d+[^)]*\): run `main\.js migrate`.*DATABASE_MIGRATE_URL/u,
      );
      using step = migrateStep({ DATABASE_URL: serviceUrl, DATABASE_MIGRATE_URL: ownerUrl });
      expect(await step.exitCode()).toBe(exitCodes.ok.code);
      await query(ownerUrl, "DELETE FROM approval.migrations WHERE name LIKE 'TrafficCount%'");
      expect(await refusal()).toMatch(/behind by a migration \(TrafficCount\d+\)/u);
    });
  });

  it('is not needed with one role for both', async () => {
    await untouched(async (ownerUrl) => {
      using service = new Child(approval, { DATABASE_URL: ownerUrl });
      await service.ready();
      expect(service.lines().some((line) => line['msg'] === 'migrated')).toBe(true);
    });
  });

  it('says what it lacks', async () => {
    await untouched(async (_ownerUrl, serviceUrl) => {
      using powerless = migrateStep({ DATABASE_URL: serviceUrl });
      expect(await powerless.exitCode()).toBe(exitCodes.schema.code);
      expect(powerless.stdout).toContain('the role may not change the schema approval');
      using misspelt = migrateStep({ DATABASE_URL: serviceUrl, DATABASE_MIGRATE_ULR: serviceUrl });
      expect(await misspelt.exitCode()).toBe(exitCodes.usage.code);
      expect(misspelt.stderr).toContain('did you mean DATABASE_MIGRATE_URL?');
    });
    using without = new Child(path.join(root, 'services/gateway/dist/main.js'), {}, ['migrate']);
    expect(await without.exitCode()).toBe(exitCodes.usage.code);
    expect(without.stderr).toContain('nothing to migrate');
  });
});
