import type { TimelineItem } from '@sallyport/recording/timeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf } from '../consume/archive-handler.js';
import { archiveApp } from '../fixtures/archive-app.js';
import type { ArchiveApp } from '../fixtures/archive-app.js';
import { archiveDatabase } from '../fixtures/archive-database.js';
import type { ArchiveDatabase } from '../fixtures/archive-database.js';
import { startMs, Traffic } from '../fixtures/traffic.js';
import { appendEvents } from '../store/append-events.js';
import type { ReadEvent } from '../store/append-events.js';
import type { Page } from '@sallyport/service-kit/rest/page';

const gateway = new Traffic();
let database: ArchiveDatabase;
let app: ArchiveApp;
let token: string;

const append = (partition: number, events: readonly ReadEvent[]): Promise<number> =>
  database.runtime.transaction(async (tx) =>
    appendEvents(await clientOf(tx), { partition, epoch: 1 }, events),
  );
const ask = (path: string): Promise<Response> =>
  fetch(`${app.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
type Listed = Page<TimelineItem> & { readonly hiddenAlive?: number };
const page = async (path: string): Promise<Listed> => (await (await ask(path)).json()) as Listed;

const asked = gateway.received('story', gateway.requestId(), '{"messages":[]}');

beforeAll(async () => {
  database = await archiveDatabase();
  app = await archiveApp(database);
  token = await app.token(['auditors']);
  await append(1, [asked]);
}, 60_000);
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
}, 60_000);

describe('events', () => {
  it('one by one, with the bodies that it carries itself', async () => {
    expect(await (await ask(`/v1/events/${asked.facts.id}`)).json()).toMatchObject({
      id: asked.facts.id,
      offsetMs: 0,
      request: { text: '{"messages":[]}' },
      caller: { email: 'alice@example.com' },
    });
    for (const id of ['nonsense', gateway.requestId()]) {
      const unknown = await ask(`/v1/events/${id}`);
      expect(unknown.status).toBe(404);
      expect(await unknown.json()).toMatchObject({ error: { code: 'EVENT_UNKNOWN' } });
    }
  });

  it('leave signs of life out, and say how many, page by page', async () => {
    const other = new Traffic({ replica: 'gateway-9', bootEpoch: 'alive' });
    const late = [other.alive(), other.refused('alive', other.requestId(), 'eve'), other.alive()];
    await append(6, [...late, other.refused('alive', other.requestId(), 'eve'), other.alive()]);
    const from = new Date(startMs).toISOString();
    const to = new Date(startMs + 6).toISOString();
    const hidden: (number | undefined)[] = [];
    let cursor = '';
    do {
      const next = await page(`/v1/events?from=${from}&to=${to}&limit=4${cursor}`);
      hidden.push(next.hiddenAlive);
      cursor = next.nextCursor === undefined ? '' : `&cursor=${next.nextCursor}`;
    } while (cursor !== '');
    expect(hidden.reduce<number>((sum, count) => sum + (count ?? 0), 0)).toBe(3);
    const all = await page(`/v1/events?from=${from}&to=${to}&alive=true`);
    expect(all.items.filter(({ type }) => type === 'replica.alive')).toHaveLength(3);
    expect(all.hiddenAlive).toBeUndefined();
    expect((await page('/v1/events?identity=eve')).hiddenAlive).toBeUndefined();
  });
});
