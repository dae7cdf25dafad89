import { AlertKind, Decision } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { EventView } from '@sallyport/recording/event-view';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf } from '../consume/archive-handler.js';
import { archiveApp } from '../fixtures/archive-app.js';
import type { ArchiveApp } from '../fixtures/archive-app.js';
import { archiveDatabase } from '../fixtures/archive-database.js';
import type { ArchiveDatabase } from '../fixtures/archive-database.js';
import { Traffic } from '../fixtures/traffic.js';
import { appendEvents } from '../store/append-events.js';
import type { ReadEvent } from '../store/append-events.js';
import type { SessionView } from '../store/read-sessions.js';
import type { Page } from '@sallyport/service-kit/rest/page';

const gateway = new Traffic();
let database: ArchiveDatabase;
let app: ArchiveApp;
let token: string;

const append = (partition: number, events: readonly ReadEvent[]): Promise<number> =>
  database.runtime.transaction(async (tx) =>
    appendEvents(await clientOf(tx), { partition, epoch: 1 }, events),
  );
const get = async (path: string): Promise<unknown> => {
  const response = await fetch(`${app.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  expect(response.status).toBe(200);
  return response.json();
};
const sessionPage = async (search: string): Promise<Page<SessionView>> =>
  (await get(`/v1/sessions?${search}`)) as Page<SessionView>;
const eventPage = async (search: string): Promise<Page<EventView>> =>
  (await get(`/v1/events?order=asc&${search}`)) as Page<EventView>;
const sessions = async (search: string): Promise<string[]> =>
  (await sessionPage(search)).items.map(({ id }) => id);
const events = async (search: string): Promise<string[]> =>
  (await eventPage(search)).items.map(({ id }) => id);

const chat = gateway.requestId();
const run = gateway.requestId();
const asked = gateway.asked('agents', {
  requestId: chat,
  operation: {
    dialect: 'openai-chat',
    kinds: ['chat'],
    model: 'gpt-4o',
    toolsOffered: ['search', 'drop_table'],
    toolsCalled: ['search', 'search'],
  },
  masked: [
    { kind: 'email', action: 'redact', position: 'user', count: 2 },
    { kind: 'email', action: 'redact', position: 'system', count: 1 },
  ],
});
const answered = gateway.answered('agents', {
  requestId: chat,
  usage: {
    inputTokens: 900,
    outputTokens: 100,
    cachedTokens: 512,
    reasoningTokens: 40,
    model: 'gpt-4o-2024',
  },
  cost: { currency: 'USD', micros: 2_500 },
  masked: [{ kind: 'iban', action: 'record', position: 'assistant', count: 1 }],
  toolCalls: [
    { tool: 'search', verdict: { decision: Decision.ALLOW } },
    { tool: 'drop_table', verdict: { decision: Decision.DENY, rule: 'no-drop' } },
    { tool: 'pay', verdict: { decision: Decision.HOLD, rule: 'ask' } },
  ],
  toolCallCount: 3,
});
const started = gateway.asked('runs', {
  requestId: run,
  operation: { dialect: 'langgraph', kinds: ['graph-run'], graphs: ['triage'] },
});
const alert = gateway.alert('runs', {
  requestId: run,
  kind: AlertKind.RULE,
  rule: 'odd',
  reasons: ['ALERTED'],
});
const stopped = gateway.answered('runs', {
  requestId: run,
  answerVerdict: { decision: Decision.DENY, rule: 'no-links', reasons: ['EXFILTRATION'] },
});
const old = gateway.received('old', gateway.requestId(), 'hello');

beforeAll(async () => {
  database = await archiveDatabase();
  app = await archiveApp(database);
  token = await app.token(['auditors']);
  await append(0, [asked, answered]);
  await append(1, [started]);
  await append(1, [alert, stopped]);
  await append(2, [old]);
}, 60_000);
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
}, 60_000);

describe('a session of AI traffic', () => {
  it('sums what its requests used, cost, masked and were denied, over batches', async () => {
    const again = gateway.requestId();
    const { items } = await sessionPage('model=gpt-4o');
    expect(items[0]).toMatchObject({
      id: 'agents',
      models: ['gpt-4o'],
      tools: ['drop_table', 'pay', 'search'],
      ...{
        toolCalls: 3,
        deniedToolCalls: 1,
        heldToolCalls: 1,
        masked: 4,
        maskedKinds: ['email', 'iban'],
        alerts: 0,
      },
      tokens: { input: 900, output: 100, cached: 512, reasoning: 40 },
      costs: [{ currency: 'USD', micros: 2_500 }],
    });
    await append(0, [
      gateway.asked('agents', { requestId: again, operation: { dialect: 'x', model: 'claude' } }),
      gateway.answered('agents', {
        requestId: again,
        usage: { inputTokens: Number.MAX_SAFE_INTEGER },
        cost: { currency: 'EUR', micros: 7 },
      }),
      gateway.answered('agents', { requestId: again, cost: { currency: 'USD', micros: 1 } }),
      gateway.answered('agents', { requestId: again, cost: { currency: 'no currency', micros: 1 } }),
    ]);
    const [later] = (await sessionPage('model=claude')).items;
    expect(later).toMatchObject({
      models: ['claude', 'gpt-4o'],
      // What a service claims beyond reason is not summed.
      tokens: { input: 1e12 + 900, output: 100 },
    });
    expect(later?.costs).toHaveLength(2);
    expect(later?.costs).toEqual(
      expect.arrayContaining([
        { currency: 'EUR', micros: 7 },
        { currency: 'USD', micros: 2_501 },
      ]),
    );
  });

  it('is found by what it did', async () => {
    expect(await sessions('model=gpt-4o')).toEqual(['agents']);
    expect(await sessions('graph=triage')).toEqual(['runs']);
    expect(await sessions('tool=drop_table')).toEqual(['agents']);
    expect(await sessions('tool=unknown')).toEqual([]);
    expect(await sessions('masked=iban')).toEqual(['agents']);
    expect(await sessions('masked=*')).toEqual(['agents']);
    expect(await sessions('tokensMin=1000')).toEqual(['agents']);
    expect((await sessionPage('graph=triage')).items[0]).toMatchObject({ alerts: 1 });
  });

  it('of older events has none of it', async () => {
    const { items } = await sessionPage('identity=alice');
    expect(items.find(({ id }) => id === 'old')).toMatchObject({
      ...{ models: [], graphs: [], tools: [], toolCalls: 0, masked: 0, costs: [], alerts: 0 },
      tokens: { input: 0, output: 0 },
    });
  });
});

describe('events of AI traffic', () => {
  it.each([
    ['model=gpt-4o', () => [asked]],
    ['model=gpt-4o-2024', () => [answered]],
    ['dialect=langgraph', () => [started]],
    ['operation=graph-run', () => [started]],
    ['graph=triage', () => [started]],
    ['tool=search', () => [asked, answered]],
    ['tool=pay', () => [answered]],
    ['masked=email', () => [asked]],
    ['masked=*', () => [asked, answered]],
    ['alert=rule', () => [alert]],
    ['alert=rule-failed', () => []],
    ['verdict=deny', () => [stopped]],
    ['tokensMin=1000&to=2026-01-02T03:04:05.007Z', () => [answered]],
    ['type=alert.raised', () => [alert]],
  ])('are found by %s', async (search, found) => {
    expect(await events(search)).toEqual(found().map(({ facts }) => facts.id));
  });

  it('are shown with what they say', async () => {
    const [item] = (await eventPage('type=alert.raised')).items;
    expect(item).toMatchObject({
      requestId: run,
      alert: { kind: 'rule', rule: 'odd', reasons: ['ALERTED'] },
    });
  });
});

describe('the order of sessions', () => {
  it('is by activity, page by page; by beginning where that is asked for', async () => {
    const beginnings = (await sessions('order=beginning')).reverse();
    await append(2, [gateway.received('old', gateway.requestId())]);
    expect(beginnings).toEqual(['agents', 'runs', 'old']);
    expect((await sessions('order=beginning')).reverse()).toEqual(beginnings);
    const seen: string[] = [];
    let cursor = '';
    do {
      const next = await sessionPage(`limit=1${cursor}`);
      seen.push(...next.items.map(({ id }) => id));
      cursor = next.nextCursor === undefined ? '' : `&cursor=${next.nextCursor}`;
    } while (cursor !== '');
    expect(seen).toEqual(['old', 'agents', 'runs']);
  });

  it('cannot change between pages', async () => {
    const { nextCursor = '' } = await sessionPage('limit=1');
    const response = await fetch(`${app.url}/v1/sessions?order=beginning&cursor=${nextCursor}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(400);
  });
});
