/** Each service scales by itself: two replicas of every service share the work; a dead one's share is taken over. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ArchiveReader } from '../harness/archive-reader.js';
import { startLoad } from '../harness/load.js';
import { startSystem, type System } from '../harness/system.js';
import { until } from '../harness/until.js';
import { startUpstream, type Upstream } from '../harness/upstream.js';

const consumers = ['session-archive', 'approval', 'masking-audit', 'anomaly-detection'] as const;
const few = { concurrency: 4, requestsMax: 50_000, sessions: 64 };
let upstream: Upstream;
let system: System;

beforeAll(async () => {
  upstream = await startUpstream((_request, _body, response) => response.end('ok'));
  system = await startSystem({
    log: 'embedded',
    replicas: { gateway: 2, 'session-archive': 2, approval: 2, 'masking-audit': 2, 'anomaly-detection': 2 },
    policy: { connections: { echo: upstream.url } },
  });
});

afterAll(async () => {
  await system.stop();
  await upstream.close();
});

/** Events a replica says it has consumed, from its metrics. */
async function consumed(admin: string): Promise<number> {
  const text = await (await fetch(`${admin}/metrics`)).text();
  const rows = text
    .split('\n')
    .filter(
      (line) =>
        /^sallyport_consume\w*_total\b/.test(line) && !line.includes('poison') && !line.includes('retr'),
    );
  return rows.map((line) => Number(line.split(' ').at(-1))).reduce((sum, value) => sum + value, 0);
}

it('shares the traffic, archives it once, and goes on when one of two dies', async () => {
  const gateways = system.of('gateway');
  const archives = system.of('session-archive');
  const token = await system.identityProvider.token('agent');
  let turn = 0;
  const base = (): string => `${gateways[turn++ % gateways.length]?.addresses.http ?? ''}/echo`;
  const replicas = Array.from(consumers, (service) => system.of(service)).flat();
  const share = async (more: number): Promise<boolean> => {
    const counts = await Promise.all(replicas.map(({ addresses }) => consumed(addresses.admin)));
    return counts.every((count) => count > more);
  };
  // Partitions are handed over while replicas come: the load that is counted begins once each replica has its own.
  const warming = startLoad({ ...few, base, token, perSecond: 200, prefix: 'warm' });
  await until('every replica to own partitions', 60_000, () => share(0));
  const warm = (await warming.stop()).answered.size;

  const first = startLoad({ base, token, concurrency: 8, requestsMax: 1500, prefix: 'both', sessions: 64 });
  await until('1500 calls', 60_000, () => first.ended() >= 1500);
  const { answered } = await first.stop();
  expect([...first.statuses()]).toEqual([[200, 1500]]);

  const reader = (at: number): ArchiveReader =>
    new ArchiveReader(archives[at]?.addresses.admin ?? '', () => system.identityProvider.token('auditor'));
  const completed = await until('all of it in the archive', 60_000, async () => {
    const events = await reader(0).events({ type: 'request.completed' });
    return events.length >= warm + answered.size ? events : undefined;
  });
  expect(completed.length).toBe(warm + 1500);
  expect(new Set(completed.map((event) => event['replica'])).size).toBe(2);
  await until('every replica to have consumed its share', 60_000, () => share(100));

  await archives[0]?.signal('SIGKILL');
  await gateways[0]?.signal('SIGKILL');
  const second = startLoad({
    base: () => `${gateways[1]?.addresses.http ?? ''}/echo`,
    token,
    concurrency: 8,
    requestsMax: 500,
    prefix: 'one',
    sessions: 64,
  });
  await until('500 calls', 60_000, () => second.ended() >= 500);
  await second.stop();
  const rest = await until('the rest in the archive', 60_000, async () => {
    const events = await reader(1).events({ type: 'request.completed' });
    return events.length >= warm + 2000 ? events : undefined;
  });
  expect(rest.length).toBe(warm + 2000);
});
