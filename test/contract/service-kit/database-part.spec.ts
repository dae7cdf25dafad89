/** Readiness when the database accepts and never answers: the question ends in time, and the next one finds a new connection. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askDatabase } from '@sallyport/service-kit/database/ask-database';
import { databasePart } from '@sallyport/service-kit/service/database-part';
import { startPostgres, type RunningPostgres } from '@sallyport/testkit/infrastructure/postgres';
import { until } from '../../harness/until.js';
import { SilentRelay } from './silent-relay.js';

/** The part asks every 2 s and waits 2 s: several rounds, on a loaded machine. */
const noticedMsMax = 20_000;

let folder: string;
let postgres: RunningPostgres;
let relay: SilentRelay;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sallyport-database-part-'));
  postgres = await startPostgres({ dataDir: path.join(folder, 'postgres'), durability: 'none' });
  relay = await SilentRelay.before(postgres.url);
});

afterAll(async () => {
  relay.close();
  await postgres.destroy();
  rmSync(folder, { recursive: true, force: true });
});

function open(): Promise<DataSource> {
  return new DataSource({
    type: 'postgres',
    url: relay.urlOf(postgres.url),
    poolSize: 1,
    poolErrorHandler: () => undefined,
    installExtensions: false,
    extra: { connectionTimeoutMillis: 1_000 },
  }).initialize();
}

describe('a database that accepts and never answers', () => {
  it('is silent in time, loses the connection, and answers on a new one', async () => {
    relay.recover();
    const database = await open();
    try {
      expect(await askDatabase(database, 5_000)).toEqual({ kind: 'answered' });
      const before = relay.dropped;
      relay.fallSilent();
      expect(await askDatabase(database, 300)).toEqual({ kind: 'silent' });
      await until(
        'the end of the silent connection',
        noticedMsMax,
        () => relay.dropped > before || undefined,
      );
      // The pool has one connection at most: it is a new one that is not answered now.
      expect(await askDatabase(database, 5_000)).toEqual({ kind: 'refused' });
      relay.recover();
      // A connection that takes longer than the second it is given is tried again.
      await until('an answer', noticedMsMax, async () => {
        const { kind } = await askDatabase(database, 5_000);
        return kind === 'answered';
      });
    } finally {
      await database.destroy();
    }
  });

  it('makes the service not ready for as long as it is silent, and no longer', async () => {
    relay.recover();
    const part = databasePart(await open());
    await part.start();
    try {
      relay.fallSilent();
      const problem = await until('not ready', noticedMsMax, () => part.unready?.());
      expect(problem).toBe('the database has not answered for 2000 ms');
      relay.recover();
      const ready = await until(
        'ready again',
        noticedMsMax,
        () => part.unready?.() === undefined || undefined,
      );
      expect(ready).toBe(true);
    } finally {
      await part.stop(AbortSignal.timeout(5_000));
    }
  });
});
