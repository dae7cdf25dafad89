/** Provisioning against a real PostgreSQL: idempotent, and no role may more than it needs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { provisionDatabase, roleUrl } from './provision-database.js';
import { provisionLog } from './provision-log.js';
import { eventLogOwner, loginRoles } from './roles.js';
import { startPostgres, type RunningPostgres } from '@sallyport/testkit/infrastructure/postgres';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';

let folder: string;
let postgres: RunningPostgres;
const passwords = Object.fromEntries(loginRoles.map((role) => [role, `password-of-${role}`]));

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sallyport-provision-'));
  postgres = await startPostgres({ dataDir: path.join(folder, 'postgres'), durability: 'none' });
  for (let time = 0; time < 2; time++) {
    await provisionDatabase(postgres.url, passwords);
    const log = { EVENT_LOG_DATABASE_URL: roleUrl(postgres.url, eventLogOwner, passwords) };
    await provisionLog(log, new AbortController().signal);
  }
});
afterAll(async () => {
  await postgres.destroy();
  await rm(folder, { recursive: true });
});

async function as(role: string, statement: string): Promise<string> {
  const client = new Client({ connectionString: roleUrl(postgres.url, role, passwords) });
  await client.connect();
  try {
    await client.query(statement);
    return 'done';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'failed';
  } finally {
    await client.end();
  }
}

const denied = '42501';

it('lets every service use the event log, and none change it', async () => {
  for (const role of ['gateway', 'approval', 'session_archive']) {
    expect(await as(role, 'SELECT * FROM event_log.partition')).toBe('done');
    expect(await as(role, 'CREATE TABLE event_log.mine (a int)')).toBe(denied);
    expect(await as(role, 'DROP TABLE event_log.batch')).toBe(denied);
  }
});

it('lets owners make their schema, and runtime roles none', async () => {
  expect(await as('approval_owner', 'CREATE SCHEMA IF NOT EXISTS approval')).toBe('done');
  expect(await as('approval', 'CREATE SCHEMA other')).toBe(denied);
  expect(await as('gateway', 'CREATE TABLE public.mine (a int)')).toBe(denied);
  expect(await as('masking_audit', 'CREATE TABLE approval.mine (a int)')).toBe(denied);
  expect(await as('anomaly_detection_owner', 'CREATE ROLE mine')).toBe(denied);
});
