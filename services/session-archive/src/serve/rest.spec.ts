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

interface Page {
  readonly items: readonly (TimelineItem & { readonly id: string })[];
  readonly nextCursor?: string;
}

const gateway = new Traffic();
let database: ArchiveDatabase;
let app: ArchiveApp;
let token: string;

const append = (partition: number, events: readonly ReadEvent[]): Promise<number> =>
  database.runtime.transaction(async (tx) =>
    appendEvents(await clientOf(tx), { partition, epoch: 1 }, events),
  );
const ask = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${app.url}${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } });
const page = async (path: string): Promise<Page> => {
  const response = await ask(path);
  expect(response.status).toBe(200);
  return (await response.json()) as Page;
};
const ids = (events: readonly ReadEvent[]): string[] => events.map(({ facts }) => facts.id);

const chat = gateway.requestId();
const query = gateway.requestId();
const long = gateway.requestId();
const story = [
  gateway.received('story', chat, '{"messages":[]}'),
  gateway.completed('story', chat, '{"answer":"ü"}'),
  gateway.received('story', query, 'select 1', 'alice', 'warehouse'),
  gateway.completed('story', query, '1', 'alice', 'warehouse'),
  gateway.received('story', long),
  ...gateway.streamed('story', long, ['data: a\n\n', 'data: b\n\n']),
];
const denied = [gateway.refused('denied', gateway.requestId(), 'mallory')];
const many = Array.from({ length: 25 }, (_, index) =>
  gateway.received(`many-${index}`, gateway.requestId(), '', 'bob'),
);

beforeAll(async () => {
  database = await archiveDatabase();
  app = await archiveApp(database);
  token = await app.token(['auditors']);
  await append(1, story);
  await append(2, denied);
  await append(3, many.slice(0, 12));
  await append(4, many.slice(12));
}, 60_000);
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
}, 60_000);

describe('who may read', () => {
  it.each([
    '/v1/sessions',
    '/v1/sessions/story',
    '/v1/sessions/story/replay',
    '/v1/events',
    `/v1/events/${ids(story)[0]}`,
    '/v1/status',
    '/v1/whoami',
  ])('only auditors: %s', async (path) => {
    expect((await fetch(`${app.url}${path}`)).status).toBe(401);
    const stranger = { authorization: `Bearer ${await app.token(['engineers'])}` };
    const refused = await ask(path, stranger);
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ error: { code: 'NOT_PERMITTED' } });
    expect((await ask(path)).status).toBe(200);
  });

  it('says who asks', async () => {
    expect(await (await ask('/v1/whoami')).json()).toMatchObject({
      id: 'alice',
      roles: ['auditor'],
      groups: ['auditors'],
    });
  });
});

describe('text that no event can hold', () => {
  it.each([
    ['/v1/events?identity=%00', 400, 'BAD_QUERY'],
    ['/v1/sessions?agent=a%00b', 400, 'BAD_QUERY'],
    [`/v1/events?session=${'x'.repeat(5_000)}`, 400, 'BAD_QUERY'],
    ['/v1/sessions/%00', 404, 'SESSION_UNKNOWN'],
    ['/v1/sessions/%00/replay', 404, 'SESSION_UNKNOWN'],
  ])('is no failure of the archive: %s', async (path, status, code) => {
    const answer = await ask(path);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { code } });
  });
});

describe('sessions', () => {
  it('are filtered by identity, agent, connection, verdict and time', async () => {
    const found = async (search: string): Promise<string[]> =>
      (await page(`/v1/sessions?limit=1000&${search}`)).items.map((item) => item.id);
    expect(await found('identity=alice')).toEqual(['story']);
    expect(await found('connection=warehouse')).toEqual(['story']);
    expect(await found('agent=planner')).toHaveLength(27);
    expect(await found('agent=nobody')).toEqual([]);
    expect(await found('verdict=deny')).toEqual(['denied']);
    expect(await found('verdict=allow&identity=mallory')).toEqual([]);
    const to = new Date(startMs + 5).toISOString();
    expect(await found(`to=${to}`)).toEqual(['story']);
    expect(await found(`from=${new Date(startMs + 3_600_000).toISOString()}`)).toEqual([]);
  });

  it('one by one', async () => {
    const session = await (await ask('/v1/sessions/story')).json();
    expect(session).toMatchObject({
      id: 'story',
      requests: 3,
      completed: 3,
      connections: ['openai', 'warehouse'],
    });
    const unknown = await ask('/v1/sessions/nothing');
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ error: { code: 'SESSION_UNKNOWN' } });
  });

  it('page by page, each once, while more come in', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const next = await page(`/v1/sessions?identity=bob&limit=10${cursor}`);
      seen.push(...next.items.map((item) => item.id));
      cursor = next.nextCursor === undefined ? '' : `&cursor=${next.nextCursor}`;
      await append(5, [gateway.received(`late-${seen.length}`, gateway.requestId(), '', 'bob')]);
    } while (cursor !== '');
    expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => `many-${24 - index}`));
  });
});

describe('events', () => {
  it('are found by type, session, connection, request and time; a session as it happened', async () => {
    expect((await page('/v1/events?session=story')).items.map((item) => item.id)).toEqual(ids(story));
    const completed = await page('/v1/events?type=request.completed&session=story&order=desc');
    expect(completed.items.map((item) => item.requestId)).toEqual([long, query, chat]);
    expect((await page(`/v1/events?request=${query}`)).items.map((item) => item.type)).toEqual([
      'request.received',
      'request.completed',
    ]);
    expect((await page('/v1/events?connection=warehouse')).items).toHaveLength(2);
    const [refused] = (await page('/v1/events?type=request.refused')).items;
    expect(refused).toMatchObject({
      status: 403,
      code: 'POLICY_DENIED',
      method: 'DELETE',
      identity: { subject: 'mallory' },
    });
    expect(refused?.leafHash).toMatch(/^[0-9a-f]{64}$/);
    const from = new Date(startMs + 1).toISOString();
    const to = new Date(startMs + 3).toISOString();
    expect((await page(`/v1/events?from=${from}&to=${to}`)).items.map((item) => item.id)).toEqual(
      ids(story.slice(0, 2)).reverse(),
    );
  });

  it('page by page over all logs, each once, in order', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const next = await page(`/v1/events?identity=bob&to=2026-01-02T03:04:05.035Z&limit=7${cursor}`);
      seen.push(...next.items.map((item) => item.id));
      cursor = next.nextCursor === undefined ? '' : `&cursor=${next.nextCursor}`;
    } while (cursor !== '');
    expect(seen).toEqual(ids(many).reverse());
  });

  it.each([
    ['limit=0', 'limit'],
    ['type=nonsense', 'type'],
    ['from=yesterday', 'from'],
    ['request=x', 'request'],
    ['cursor=abc', 'cursor'],
    ['colour=red', 'colour'],
    ['limit=2000&order=up', 'order'],
  ])('say what is wrong with ?%s', async (search, named) => {
    const response = await ask(`/v1/events?${search}`);
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    expect(error.code).toBe('BAD_QUERY');
    expect(error.message).toContain(named);
  });
});

describe('replay', () => {
  it('tells the session over its connections with its timing and its bodies', async () => {
    const response = await ask('/v1/sessions/story/replay');
    expect(response.headers.get('content-type')).toContain('application/x-ndjson');
    const items = (await response.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as TimelineItem);
    expect(items.map((item) => item.id)).toEqual(ids(story));
    expect(items.map((item) => item.offsetMs)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(items[0]).toMatchObject({
      verdict: { decision: 'allow', rule: 'agents' },
      identity: { subject: 'alice' },
      caller: { email: 'alice@example.com' },
      request: { recorded: 'text', text: '{"messages":[]}' },
    });
    expect(items[1]).toMatchObject({
      status: 200,
      outcome: 'answered',
      timings: { durationMs: 9 },
      response: { text: '{"answer":"ü"}' },
    });
    expect(items[2]?.connection).toBe('warehouse');
    expect(items[5]).toMatchObject({ type: 'response.part', response: { text: 'data: a\n\n' } });
    expect(items[7]?.response).toMatchObject({ text: 'data: a\n\ndata: b\n\n', digestMatches: true });
  });
});

describe('OpenAPI', () => {
  it('describes every route', async () => {
    const document = (await (await fetch(`${app.url}/openapi.json`)).json()) as {
      paths: Record<string, unknown>;
    };
    expect(Object.keys(document.paths).sort()).toEqual([
      '/v1/events',
      '/v1/events/{id}',
      '/v1/sessions',
      '/v1/sessions/{id}',
      '/v1/sessions/{id}/replay',
      '/v1/status',
      '/v1/whoami',
    ]);
  });
});

describe('status', () => {
  it('shows the logs and the producers', async () => {
    const status = (await (await ask('/v1/status')).json()) as {
      logs: { partition: number; size: number; lag: number }[];
      producers: { replica: string; missing: number; gaps?: unknown[] }[];
    };
    expect(status.logs).toHaveLength(12);
    expect(status.logs[8]).toMatchObject({ id: 'decisions/0', partition: 0, size: 0, lag: 0 });
    expect(status.logs[1]).toMatchObject({ id: 'traffic/1', size: 8, lag: 0 });
    expect(status.producers[0]).toMatchObject({ id: 'gateway-1/boot-1', replica: 'gateway-1', missing: 0 });
    const other = new Traffic({ replica: 'gateway-2' });
    other.alive();
    await append(6, [other.alive()]);
    const later = (await (await ask('/v1/status')).json()) as typeof status;
    expect(later.producers[0]).toMatchObject({
      replica: 'gateway-2',
      missing: 1,
      gaps: [{ from: 1, to: 1 }],
    });
  });
});

// The last: nothing can be asked after it.
describe('while the database is away', () => {
  it('says so, as a failure that passes', async () => {
    database.owner.on('error', () => undefined);
    await database.postgres.stop();
    for (const path of ['/v1/sessions', '/v1/sessions/story/replay', '/v1/events', '/v1/status']) {
      const answer = await ask(path);
      expect([path, answer.status]).toEqual([path, 503]);
      expect(await answer.json()).toEqual({
        error: {
          code: 'DATABASE_UNAVAILABLE',
          message: 'The database of this service cannot be reached at the moment. Try again when it is back.',
        },
      });
    }
  });
});
