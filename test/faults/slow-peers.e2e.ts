/** Peers that stop halfway: a frozen upstream, a client that half-closes, a client that never reads. Memory and time stay bounded. */
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ArchiveReader } from '../harness/archive-reader.js';
import { longForm } from '../harness/long-form.js';
import { startSystem, type System } from '../harness/system.js';
import { until } from '../harness/until.js';
import { startUpstream, type Upstream } from '../harness/upstream.js';

const mib = 1024 * 1024;
let upstream: Upstream;
let system: System;
let endless = 0;

beforeAll(async () => {
  upstream = await startUpstream((request, _body, response) => {
    if (request.url?.startsWith('/frozen') === true) return;
    if (request.url?.startsWith('/half') === true) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: one\n\n');
      return;
    }
    if (request.url?.startsWith('/endless') === true) {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      const chunk = Buffer.alloc(64 * 1024, 'x');
      const more = (): void => {
        while (!response.destroyed && endless < 400 * mib) {
          endless += chunk.length;
          if (!response.write(chunk)) {
            response.once('drain', more);
            return;
          }
        }
        response.end();
      };
      more();
      return;
    }
    response.end('ok');
  });
  system = await startSystem({
    log: 'embedded',
    replicas: { gateway: 1, 'session-archive': 1 },
    policy: {
      connections: { echo: upstream.url },
      record: 'metadata',
      connectionLines: '    timeouts: { connectMs: 1000, headersMs: 2000, idleMs: 2000 }',
    },
  });
});

afterAll(async () => {
  await system.stop();
  await upstream.close();
});

const gatewayUrl = (): URL => new URL(system.of('gateway')[0]?.addresses.http ?? '');
const rssBytes = (): number => {
  const pid = system.of('gateway')[0]?.pid ?? 0;
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
};
const outcomeOf = async (path: string): Promise<unknown> => {
  const reader = new ArchiveReader(system.of('session-archive')[0]?.addresses.admin ?? '', () =>
    system.identityProvider.token('auditor'),
  );
  return until(`the completion of ${path}`, 120_000, async () => {
    const received = (await reader.events({ type: 'request.received' })).find(
      (event) => event['path'] === path,
    );
    const completed = (await reader.events({ type: 'request.completed' })).find(
      (event) => event.requestId === received?.requestId,
    );
    return received && completed?.['outcome'];
  });
};
const head = async (path: string): Promise<string> =>
  `GET /echo${path} HTTP/1.1\r\nhost: gateway\r\nauthorization: Bearer ${await system.identityProvider.token('agent')}\r\n\r\n`;

it('answers 504 when the upstream is frozen', async () => {
  const begin = performance.now();
  const response = await fetch(`${gatewayUrl().href}echo/frozen`, {
    headers: { authorization: `Bearer ${await system.identityProvider.token('agent')}` },
  });
  expect(response.status).toBe(504);
  expect(performance.now() - begin).toBeLessThan(15_000);
  expect(await outcomeOf('/frozen')).toBe('upstream-timeout');
});

it('cancels upstream and completes the record when a client half-closes and goes', async () => {
  const socket = net.connect(Number(gatewayUrl().port), '127.0.0.1');
  socket.write(await head('/half'));
  await until('the first bytes', 10_000, () => socket.bytesRead > 0 || (socket.resume(), false));
  socket.end();
  socket.destroy();
  expect(['client-gone', 'upstream-timeout']).toContain(await outcomeOf('/half'));
});

// A client may stall for 60 s, so this takes longer than that.
it.runIf(longForm)(
  'holds a client that never reads to bounded memory, and ends it in bounded time',
  async () => {
    const before = rssBytes();
    const sockets = await Promise.all(
      Array.from({ length: 4 }, async (_, n) => {
        const socket = net.connect(Number(gatewayUrl().port), '127.0.0.1');
        socket.pause();
        socket.write(await head(`/endless/${n}`));
        return socket;
      }),
    );
    const outcomes = await Promise.all(sockets.map((_, n) => outcomeOf(`/endless/${n}`)));
    expect(outcomes.every((outcome) => outcome === 'client-gone' || outcome === 'cut')).toBe(true);
    expect(endless).toBeLessThan(100 * mib);
    expect(rssBytes() - before).toBeLessThan(150 * mib);
    for (const socket of sockets) socket.destroy();
  },
);

it('goes on serving others meanwhile', async () => {
  const response = await fetch(`${gatewayUrl().href}echo/fine`, {
    headers: { authorization: `Bearer ${await system.identityProvider.token('agent')}` },
  });
  expect([response.status, await response.text()]).toEqual([200, 'ok']);
});
