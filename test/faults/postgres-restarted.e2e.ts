/** PostgreSQL crashes and comes back, and archives are killed while they work: no service dies of it, nothing is lost or doubled. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countArchived, kinds } from '../harness/archive-table.js';
import { longForm } from '../harness/long-form.js';
import { startLoad } from '../harness/load.js';
import { seed, seededRandom } from '../harness/seeded.js';
import { startSystem, type System } from '../harness/system.js';
import { until } from '../harness/until.js';
import { startUpstream, type Upstream } from '../harness/upstream.js';

const kills = longForm ? 20 : 4;
let upstream: Upstream;
let system: System;

beforeAll(async () => {
  upstream = await startUpstream((_request, _body, response) => response.end('ok'));
  system = await startSystem({
    log: 'embedded',
    replicas: { gateway: 1, 'session-archive': 1, approval: 1, 'masking-audit': 1, 'anomaly-detection': 1 },
    policy: { connections: { echo: upstream.url } },
  });
});

afterAll(async () => {
  await system.stop();
  await upstream.close();
});

it(`archives each event exactly once over kills of the archive and a crash of PostgreSQL (seed ${seed})`, async () => {
  const [gateway] = system.of('gateway');
  const [archive] = system.of('session-archive');
  if (!gateway || !archive) throw new Error('the system lacks a process');
  const token = await system.identityProvider.token('agent');
  const load = startLoad({
    base: () => `${gateway.addresses.http ?? ''}/echo`,
    token,
    concurrency: 8,
    requestsMax: 60_000,
    perSecond: 200,
    prefix: 'pg',
    sessions: 32,
  });
  await until('the load to flow', 30_000, () => load.ended() > 100);
  const next = seededRandom();
  for (let kill = 0; kill < kills; kill++) {
    await pause(next() * 500); // the random moment of the kill
    await archive.restart('SIGKILL');
  }
  await system.postgres.crash();
  await system.postgres.restart();
  const { answered, failed } = await load.stop();
  expect(failed.size).toBe(0);
  expect([...load.statuses().keys()]).toEqual([200]);

  const counts = await until('everything in the archive', 120_000, async () => {
    const found = await countArchived(system.databaseUrl, kinds.completed);
    return found.events >= answered.size ? found : undefined;
  });
  expect(counts).toEqual({ events: answered.size, different: answered.size });
  for (const service of [
    'gateway',
    'session-archive',
    'approval',
    'masking-audit',
    'anomaly-detection',
  ] as const) {
    expect(system.of(service).map((replica) => replica.running)).toEqual([true]);
    const admin = system.of(service)[0]?.addresses.admin ?? '';
    await until(
      `${service} to be alive and ready`,
      30_000,
      async () => (await fetch(`${admin}/healthz`)).ok && (await fetch(`${admin}/readyz`)).ok,
    );
  }
});
