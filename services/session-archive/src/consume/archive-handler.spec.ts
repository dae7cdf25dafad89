import { PoisonMessageError } from '@sallyport/service-kit/consume/handler';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { archiveDatabase } from '../fixtures/archive-database.js';
import type { ArchiveDatabase } from '../fixtures/archive-database.js';
import { Traffic } from '../fixtures/traffic.js';
import type { ReadEvent } from '../store/append-events.js';
import { readHeads } from '../store/read-status.js';
import { archiveHandler } from './archive-handler.js';
import { OwnedLogs } from './owned-logs.js';

let archive: ArchiveDatabase;
beforeAll(async () => {
  archive = await archiveDatabase();
}, 60_000);
afterAll(() => archive[Symbol.asyncDispose](), 60_000);

const topic = 'sallyport.traffic.v1';

it('names the message whose identifiers cannot be held, and stores nothing of the batch', async () => {
  const handler = archiveHandler(new OwnedLogs());
  const traffic = new Traffic();
  const apply = (events: readonly ReadEvent[]): Promise<void> =>
    archive.runtime.transaction((tx) =>
      handler.apply(tx, {
        topic,
        partition: 4,
        epoch: 1,
        events: events.map(({ event, facts }, index) => ({
          event,
          message: {
            topic,
            partition: 4,
            offset: 70 + index,
            key: facts.session,
            value: Buffer.of(1),
            headers: {},
            timestampMs: 0,
          },
        })),
      }),
    );
  const good = traffic.received('s', traffic.requestId());
  for (const bad of [
    traffic.received('s', 'not a uuid'),
    traffic.received('s', ''),
    traffic.received('x'.repeat(600), traffic.requestId()),
  ]) {
    await expect(apply([good, bad])).rejects.toThrow(PoisonMessageError);
    await expect(apply([good, bad])).rejects.toMatchObject({ offset: 71 });
  }
  expect((await readHeads(archive.runtime))[4]?.size).toBe(0);
  await apply([good]);
  expect((await readHeads(archive.runtime))[4]?.size).toBe(1);
});

it('tells the service which logs it owns', () => {
  const owned = new OwnedLogs();
  const handler = archiveHandler(owned);
  handler.owns?.([
    { topic, partition: 1, epoch: 5 },
    { topic, partition: 2, epoch: 7 },
  ]);
  handler.owns?.([
    { topic, partition: 2, epoch: 8 },
    { topic: 'sallyport.decisions.v1', partition: 2, epoch: 1 },
  ]);
  expect(owned.list()).toEqual([
    { partition: 2, epoch: 8 },
    { partition: 10, epoch: 1 },
  ]);
});
