/** kill -9 of the gateway under load: every request the upstream saw is in the archive, once, and nothing is there twice. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ArchiveReader } from '../harness/archive-reader.js';
import { longForm } from '../harness/long-form.js';
import { startLoad } from '../harness/load.js';
import { seed, seededRandom } from '../harness/seeded.js';
import { startSystem, type System } from '../harness/system.js';
import { until } from '../harness/until.js';
import { startUpstream, type Upstream } from '../harness/upstream.js';

const kills = longForm ? 20 : 4;
const concurrency = 64;
/** More than any machine answers before the kill: the load must not be over by then. */
const requestsMax = 100_000;

let upstream: Upstream;
let system: System;

beforeAll(async () => {
  upstream = await startUpstream((_request, body, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ echoed: body.length }));
  });
  system = await startSystem({
    log: 'embedded',
    replicas: { gateway: 1, 'session-archive': 1 },
    policy: { connections: { echo: upstream.url } },
  });
});

afterAll(async () => {
  await system.stop();
  await upstream.close();
});

it(`loses and doubles nothing over ${kills} kills under ${concurrency} concurrent requests (seed ${seed})`, async () => {
  const [gateway] = system.of('gateway');
  const [archive] = system.of('session-archive');
  if (!gateway || !archive) throw new Error('the system lacks a process');
  const base = `${gateway.addresses.http ?? ''}/echo`;
  const token = await system.identityProvider.token('agent');

  const next = seededRandom();
  for (let kill = 0; kill < kills; kill++) {
    const load = startLoad({
      base: () => base,
      token,
      concurrency,
      requestsMax,
      prefix: `kill-${kill}`,
    });
    await until('the load to flow', 30_000, () => load.ended() > concurrency);
    await pause(next() * 300); // the random moment of the kill
    await gateway.signal('SIGKILL');
    const { failed } = await load.stop();
    expect(failed.size).toBeGreaterThan(0);
    await gateway.start();
  }

  const reader = new ArchiveReader(archive.addresses.admin, () => system.identityProvider.token('auditor'));
  const seen = upstream.seen.map((one) => one.url);
  expect(seen.length).toBeGreaterThan(kills * concurrency);
  expect(new Set(seen).size).toBe(seen.length);

  const received = await until('every request the upstream saw in the archive', 120_000, async () => {
    const events = await reader.events({ type: 'request.received' });
    const paths = new Set(events.map((event) => event['path']));
    return seen.every((path) => paths.has(path)) ? events : undefined;
  });
  const byPath = Map.groupBy(received, (event) => String(event['path']));
  expect([...byPath].filter(([, events]) => events.length !== 1)).toEqual([]);

  const completed = await until('a completion for every request', 120_000, async () => {
    const events = await reader.events({ type: 'request.completed' });
    return events.length >= received.length ? events : undefined;
  });
  const byRequest = Map.groupBy(completed, (event) => String(event.requestId));
  expect([...byRequest].filter(([, events]) => events.length !== 1)).toEqual([]);
  expect(received.filter((event) => !byRequest.has(String(event.requestId)))).toEqual([]);

  const all = await reader.events();
  expect(new Set(all.map((event) => event.id)).size).toBe(all.length);
});
