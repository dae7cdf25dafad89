/** The end of a service whose database accepts and never answers: in time, in order, and with a code that says why. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '@sallyport/service-kit/service/exit-codes';
import { freshDatabase } from '@sallyport/testkit/infrastructure/fresh-database';
import { startPostgres, type RunningPostgres } from '@sallyport/testkit/infrastructure/postgres';
import { root } from '../../harness/service-process.js';
import { Child, timeOf } from './child.js';
import { SilentRelay } from './silent-relay.js';

const approval = path.join(root, 'services/approval/dist/main.js');
/** What a supervisor gives a process before it kills it. */
const drainMsMax = 10_000;

let folder: string;
let postgres: RunningPostgres;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sallyport-silent-'));
  postgres = await startPostgres({ dataDir: path.join(folder, 'postgres'), durability: 'none' });
});

afterAll(async () => {
  await postgres.destroy();
  rmSync(folder, { recursive: true, force: true });
});

describe('a stop while the database is silent', () => {
  it('ends within 10 s, names what did not answer, and exits with 69', async () => {
    const { url } = await freshDatabase(postgres);
    const relay = await SilentRelay.before(url);
    try {
      using child = new Child(approval, { DATABASE_URL: relay.urlOf(url), SALLYPORT_ADMIN_PORT: '0' });
      await child.ready();
      relay.fallSilent();
      child.signal('SIGTERM');
      expect(await child.exitCode()).toBe(exitCodes.unavailable.code);
      const stopping = await child.line((line) => line['event'] === 'stopping');
      const stopped = await child.line((line) => line['event'] === 'stopped');
      // By the process's own clock: how long it takes to be scheduled here says nothing of it.
      expect(timeOf(stopped) - timeOf(stopping)).toBeLessThan(drainMsMax);
      expect(stopped).toMatchObject({ outcome: 'away', reason: 'unavailable' });
      const cut = child.lines().find((line) => line['msg'] === 'part did not stop within the drain time');
      expect(cut?.['away']).toEqual([
        { part: 'database', problem: expect.stringContaining('has not answered') as string },
        { part: 'event log', problem: 'the event log (embedded) does not answer' },
      ]);
    } finally {
      relay.close();
    }
  });

  it('says the same of an event log in another database', async () => {
    const { url } = await freshDatabase(postgres);
    const log = await freshDatabase(postgres);
    const relay = await SilentRelay.before(log.url);
    try {
      const logUrl = relay.urlOf(log.url);
      using child = new Child(approval, { DATABASE_URL: url, EVENT_LOG_DATABASE_URL: logUrl });
      await child.ready();
      relay.fallSilent();
      child.signal('SIGTERM');
      expect(await child.exitCode()).toBe(exitCodes.unavailable.code);
      const cut = child.lines().find((line) => line['msg'] === 'part did not stop within the drain time');
      expect(cut?.['away']).toEqual([
        { part: 'event log', problem: 'the event log (embedded) does not answer' },
      ]);
    } finally {
      relay.close();
    }
  });

  it('breaks off a start that waits for it, within the time of a drain', async () => {
    const { url } = await freshDatabase(postgres);
    const relay = await SilentRelay.before(url);
    relay.fallSilent();
    try {
      using child = new Child(approval, { DATABASE_URL: relay.urlOf(url), SALLYPORT_ADMIN_PORT: '0' });
      await child.line((line) => String(line['msg']).startsWith('waiting for the database'));
      child.signal('SIGTERM');
      expect(await child.exitCode()).toBe(exitCodes.ok.code);
    } finally {
      relay.close();
    }
  });
});
