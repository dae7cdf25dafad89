/** Peers that stop halfway: a frozen upstream, a client that half-closes, a client that never reads. Memory and time stay bounded. */
import { readFileSync } from 'node:fs';
import { spawn, type ChildProcess } from 'node:child_process';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ArchiveReader } from '../harness/archive-reader.js';
import { longForm } from '../harness/long-form.js';
import { root } from '../harness/service-process.js';
import { startSystem, type System } from '../harness/system.js';
import { until } from '../harness/until.js';
import { startUpstream, type Upstream } from '../harness/upstream.js';

/** The stand-in for the LLM provider as a process, so that it can be frozen. */
async function startProcessUpstream(): Promise<{ url: string; process: ChildProcess }> {
  const child = spawn(process.execPath, [path.join(root, 'libs/testkit/dist/demo-llm/main.js'), '0'], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { SALLYPORT_DEMO_LLM_API_KEY: 'the-real-upstream-key' },
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', () => reject(new Error('the upstream ended')));
    child.on('message', (message: { http?: string }) => {
      if (message.http !== undefined) resolve(message.http);
    });
  });
  return { url, process: child };
}

const mib = 1024 * 1024;
let upstream: Upstream;
let system: System;
let endless = 0;
let frozen: { readonly url: string; readonly process: ChildProcess };

beforeAll(async () => {
  frozen = await startProcessUpstream();
  upstream = await startUpstream((request, _body, response) => {
    if (request.url?.startsWith('/half') === true) {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      // Never silent for as long as the gateway allows: only the client can end this.
      const beat = setInterval(() => response.write('data: one\n\n'), 100);
      response.once('close', () => clearInterval(beat));
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
      connections: { echo: upstream.url, frozen: frozen.url },
      record: 'metadata',
      connectionLines: '    timeouts: { connectMs: 4000, headersMs: 4000, idleMs: 4000 }',
    },
  });
});

afterAll(async () => {
  await system.stop();
  await upstream.close();
  frozen.process.kill('SIGKILL');
});

const gatewayUrl = (): URL => new URL(system.of('gateway')[0]?.addresses.http ?? '');
const rssBytes = (): number => {
  const pid = system.of('gateway')[0]?.pid ?? 0;
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
};
const outcomeOf = async (path: string, status?: number): Promise<unknown> => {
  const reader = new ArchiveReader(system.of('session-archive')[0]?.addresses.admin ?? '', () =>
    system.identityProvider.token('auditor'),
  );
  return until(`the completion of ${path}`, 120_000, async () => {
    const paths = new Map(
      (await reader.events({ type: 'request.received' })).map((event) => [event.requestId, event['path']]),
    );
    const completed = (await reader.events({ type: 'request.completed' })).find(
      (event) => paths.get(event.requestId) === path && (status === undefined || event['status'] === status),
    );
    return completed?.['outcome'];
  });
};
const head = async (path: string): Promise<string> =>
  `GET /echo${path} HTTP/1.1\r\nhost: gateway\r\nauthorization: Bearer ${await system.identityProvider.token('agent')}\r\n\r\n`;

it('answers 504 in bounded time and memory when the process of the upstream is frozen', async () => {
  const headers = { authorization: `Bearer ${await system.identityProvider.token('agent')}` };
  const call = (): Promise<Response> => fetch(`${gatewayUrl().href}frozen/v1/models`, { headers });
  expect((await call()).status).toBe(200);
  const before = rssBytes();
  frozen.process.kill('SIGSTOP');
  const begin = performance.now();
  const statuses = await Promise.all(Array.from({ length: 64 }, async () => (await call()).status));
  expect(new Set(statuses)).toEqual(new Set([504]));
  expect(performance.now() - begin).toBeLessThan(20_000);
  expect(rssBytes() - before).toBeLessThan(100 * mib);
  frozen.process.kill('SIGCONT');
  await until('the thawed upstream to answer', 10_000, async () => (await call()).status === 200);
  expect(await outcomeOf('/v1/models', 504)).toBe('upstream-timeout');
});

it('cancels upstream and completes the record when a client closes its half', async () => {
  const socket = net.connect(Number(gatewayUrl().port), '127.0.0.1');
  socket.write(await head('/half'));
  await until('the first bytes', 10_000, () => socket.bytesRead > 0 || (socket.resume(), false));
  socket.end();
  expect(await outcomeOf('/half')).toBe('client-gone');
  socket.destroy();
});

it('holds clients that never read to bounded memory, and ends them in bounded time', async () => {
  const before = rssBytes();
  const sockets = await Promise.all(
    Array.from({ length: 4 }, async (_, n) => {
      const socket = net.connect(Number(gatewayUrl().port), '127.0.0.1');
      socket.pause();
      socket.write(await head(`/endless/${n}`));
      return socket;
    }),
  );
  let last = -1;
  await until('the upstream to be held back', 60_000, async () => {
    await pause(500); // long enough for a chunk to pass, if any still could
    const still = endless > 0 && endless === last;
    last = endless;
    return still;
  });
  expect(endless).toBeLessThan(100 * mib);
  expect(rssBytes() - before).toBeLessThan(150 * mib);
  // A client may stall for 60 s before it is cut; the long form waits for that.
  if (!longForm) for (const socket of sockets) socket.destroy();
  const outcomes = await Promise.all(sockets.map((_, n) => outcomeOf(`/endless/${n}`)));
  expect(new Set(outcomes)).toEqual(new Set([longForm ? 'cut' : 'client-gone']));
  for (const socket of sockets) socket.destroy();
});

it('goes on serving others meanwhile', async () => {
  const response = await fetch(`${gatewayUrl().href}echo/fine`, {
    headers: { authorization: `Bearer ${await system.identityProvider.token('agent')}` },
  });
  expect([response.status, await response.text()]).toEqual([200, 'ok']);
});
