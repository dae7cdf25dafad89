/** What every source of upstream names promises: the fake, and the one that asks. */
import { Pool } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import type { ConnectionInForce } from '../core/ports/policy-in-force.js';
import { FakeUpstreamNames } from '../core/ports/upstream-names.fake.js';
import type { UpstreamName, UpstreamNames } from '../core/ports/upstream-names.js';
import { base, startNamedThings, type NamedThings } from './fixtures/named-things.js';
import { lookupLimits, type LookupLimits } from './lookup-limits.js';
import { UpstreamLookups } from './upstream-lookups.js';

const assistant = 'fe096781-5601-53d2-b2f6-0d3403f7e9ca';
const other = 'eb6db400-e3c8-5d06-a834-015cb89efe69';
const notes = '32c86e67-0000-4000-8000-000000000003';
const nobody = '00000000-0000-4000-8000-000000000000';
const graphs = { [assistant]: 'agent', [other]: 'reports' };
const collections = { [notes]: 'notes', [other]: 'diary' };
const path = `/api/v2/tenants/t/databases/d/collections/${notes}/query`;
const query = { method: 'POST', path };

const connection = (origin: string, more: Partial<ConnectionInForce> = {}): ConnectionInForce => ({
  name: 'graphs',
  origin,
  basePath: base,
  credential: () => ({ kind: 'header', name: 'x-api-key', value: 'real-key' }),
  record: 'full',
  tls: {},
  connectMsMax: 1_000,
  headersMsMax: 1_000,
  idleMsMax: 1_000,
  poolConnectionsMax: 4,
  reading: {
    dialects: [],
    bindsRequests: true,
    bindsAnswers: true,
    judgeBytesMax: 1_024,
    takesUnreadable: false,
    judgesAnswers: false,
    judgesCalls: false,
    holdsAnswers: false,
    findsInRequests: false,
    findsInAnswers: false,
    masks: { request: [], answer: [] },
  },
  poolKey: '',
  servesStale: false,
  ...more,
});

interface Rig {
  readonly names: UpstreamNames;
  readonly to: ConnectionInForce;
  /** How many questions were asked. */
  readonly asked: () => number;
}

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface RealRig extends Rig {
  readonly things: NamedThings;
  readonly failures: string[];
  nowMs: number;
}

async function real(limits: Partial<LookupLimits> = {}): Promise<RealRig> {
  const things = await startNamedThings({ ...graphs }, collections);
  const pool = new Pool(things.origin, { connections: 4 });
  closers.push(
    () => things.close(),
    () => pool.destroy(),
  );
  const rig: RealRig = {
    names: new UpstreamLookups({
      poolOf: () => pool,
      limits: { ...lookupLimits, ...limits },
      nowMs: () => rig.nowMs,
      failed: (_connection, why) => rig.failures.push(why),
    }),
    to: connection(things.origin),
    asked: () => things.asked.length,
    things,
    failures: [],
    nowMs: 0,
  };
  return rig;
}

function fake(): Promise<Rig> {
  const names = new FakeUpstreamNames({ graphs, collections });
  return Promise.resolve({ names, to: connection('http://x'), asked: () => names.asked.length });
}

describe.each([
  ['the fake', fake],
  ['the one that asks', real],
])('%s', (_name, open) => {
  it('answers at once what the request says itself', async () => {
    const { names, to, asked } = await open();
    expect(names.graphOf(to, 'agent')).toBe('agent');
    expect(names.collectionOf(to, { method: 'DELETE', path: '/x/collections/notes' }, 'notes')).toBe('notes');
    expect(asked()).toBe(0);
  });

  it('asks for a name once, and then knows it', async () => {
    const { names, to, asked } = await open();
    expect(await names.graphOf(to, assistant)).toBe('agent');
    expect(names.graphOf(to, assistant)).toBe('agent');
    expect(await names.collectionOf(to, query, notes)).toBe('notes');
    expect(names.collectionOf(to, query, notes)).toBe('notes');
    expect(asked()).toBe(2);
  });

  it('does not know what is not there', async () => {
    const { names, to } = await open();
    expect(await names.graphOf(to, nobody)).toBeUndefined();
    expect(names.graphOf(to, nobody)).toBeUndefined();
    expect(await names.collectionOf(to, query, nobody)).toBeUndefined();
  });

  it('asks again for what a request may have changed', async () => {
    const { names, to, asked } = await open();
    await names.graphOf(to, assistant);
    names.changed(to, { method: 'GET', path: `/assistants/${assistant}` });
    names.changed(to, { method: 'POST', path: '/threads/t/runs' });
    expect(names.graphOf(to, assistant)).toBe('agent');
    names.changed(to, { method: 'PATCH', path: `/assistants/${assistant}` });
    await names.graphOf(to, assistant);
    expect(asked()).toBe(2);
  });
});

describe('the one that asks', () => {
  it('asks below the base path, with the credential of the connection', async () => {
    const { names, to, things } = await real();
    await names.graphOf(to, assistant);
    await names.collectionOf(to, query, notes);
    expect(things.asked).toEqual([
      `/assistants/${assistant} real-key`,
      `/api/v2/tenants/t/databases/d/collections/by-id/${notes} real-key`,
    ]);
  });

  it('asks once for all that wait for the same name', async () => {
    const { names, to, asked } = await real();
    const ask = async (): Promise<UpstreamName> => names.graphOf(to, assistant);
    const all = await Promise.all(Array.from({ length: 20 }, ask));
    expect(new Set(all)).toEqual(new Set(['agent']));
    expect(asked()).toBe(1);
  });

  it('looks through the lists of a server that does not know ids', async () => {
    const { names, to, things } = await real({ pageItems: 1 });
    things.mode = 'list';
    expect(await names.collectionOf(to, query, other)).toBe('diary');
    expect(things.asked.map((one) => one.split('?')[1])).toEqual([
      undefined,
      'limit=1&offset=0 real-key',
      'limit=1&offset=1 real-key',
    ]);
    expect(await names.collectionOf(to, query, nobody)).toBeUndefined();
  });

  it('stops looking after so many pages', async () => {
    const { names, to, things } = await real({ pageItems: 1, pagesMax: 1 });
    things.mode = 'list';
    expect(await names.collectionOf(to, query, other)).toBeUndefined();
  });

  it('remembers what it found for a minute, and what it did not for five seconds', async () => {
    const rig = await real();
    const { names, to } = rig;
    await names.graphOf(to, assistant);
    await names.graphOf(to, nobody);
    rig.nowMs = 4_999;
    expect(names.graphOf(to, nobody)).toBeUndefined();
    rig.nowMs = 5_000;
    expect(names.graphOf(to, nobody)).toBeInstanceOf(Promise);
    rig.nowMs = 59_999;
    expect(names.graphOf(to, assistant)).toBe('agent');
    rig.nowMs = 60_000;
    expect(await names.graphOf(to, assistant)).toBe('agent');
    expect(rig.asked()).toBe(4);
  });

  it('keeps so many names, the newest', async () => {
    const { names, to } = await real({ namesMax: 1 });
    await names.graphOf(to, assistant);
    await names.graphOf(to, other);
    expect(names.graphOf(to, other)).toBe('reports');
    expect(names.graphOf(to, assistant)).toBeInstanceOf(Promise);
  });

  it('does not remember an answer that a change overtook', async () => {
    const { names, to, things } = await real();
    const before = names.graphOf(to, assistant);
    names.changed(to, { method: 'PATCH', path: `/assistants/${assistant}` });
    await before;
    things.graphs[assistant] = 'reports';
    expect(await names.graphOf(to, assistant)).toBe('reports');
  });

  it('keeps the names of one upstream from another of the same name', async () => {
    const { names, to } = await real();
    await names.graphOf(to, assistant);
    const moved = names.graphOf({ ...to, basePath: '/elsewhere' }, assistant);
    expect(await moved).toBeUndefined();
  });

  it.each([
    ['silent', 'too late'],
    ['endless', 'too large'],
    ['broken', 'status 500'],
    ['elsewhere', 'status 307'],
  ] as const)('knows nothing of an upstream that is %s, and says so', async (mode, why) => {
    const { names, to, things, failures } = await real({ askMsMax: 300 });
    things.mode = mode;
    expect(await names.graphOf(to, assistant)).toBeUndefined();
    expect(names.graphOf(to, assistant)).toBeUndefined();
    expect(failures).toEqual([why]);
  });

  it('does not ask without the credential, nor more than so many at once', async () => {
    const { names, to, things, failures, asked } = await real({ askingMax: 1 });
    const closed = { ...to, credential: () => ({ kind: 'unavailable' }) as const };
    expect(await names.graphOf(closed, other)).toBeUndefined();
    expect([failures, asked()]).toEqual([['no credential'], 0]);
    const first = names.graphOf(to, assistant);
    expect(names.graphOf(to, nobody)).toBeUndefined();
    expect(await first).toBe('agent');
    await things.close();
    expect(await names.graphOf(to, nobody)).toBeUndefined();
    expect(failures.at(-1)).toBe('unreachable');
  });
});
