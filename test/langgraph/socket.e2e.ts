/**
 * WebSockets through the gateway as it ships: to a server that speaks the newer protocol by its description, since none that
 * can be had does, and to the real LangGraph server, which does not take the upgrade.
 */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { freePort } from '@sallyport/testkit/infrastructure/free-port';
import { ArchiveReader, type ArchivedEvent } from '../harness/archive-reader.js';
import { startSystem, type System } from '../harness/system.js';
import { until } from '../harness/until.js';
import { startLangGraphServer, type LangGraphServer } from './langgraph-server.js';

let events: WebSocketServer;
let server: LangGraphServer;
let system: System;
let gateway = '';
let archive: ArchiveReader;
const commands: string[] = [];

beforeAll(async () => {
  events = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  events.on('connection', (socket) =>
    socket.on('message', (data) => {
      const text = Buffer.isBuffer(data) ? data.toString('utf8') : '';
      commands.push(text);
      const { id } = JSON.parse(text) as { id: number };
      socket.send(JSON.stringify({ type: 'success', id, result: { run_id: 'r1' } }));
    }),
  );
  await once(events, 'listening');
  const port = await freePort();
  server = await startLangGraphServer({
    port,
    model: { baseUrl: 'http://127.0.0.1:9', key: 'none', name: 'none' },
  });
  system = await startSystem({
    log: 'embedded',
    replicas: { gateway: 1, 'session-archive': 1 },
    policy: {
      connections: {
        events: `http://127.0.0.1:${(events.address() as AddressInfo).port}`,
        graphs: `http://127.0.0.1:${port}`,
      },
    },
  });
  gateway = system.of('gateway')[0]?.addresses.http ?? '';
  archive = new ArchiveReader(system.of('session-archive')[0]?.addresses.admin ?? '', () =>
    system.identityProvider.token('auditor'),
  );
});
afterAll(async () => {
  await system.stop();
  await server.stop();
  events.close();
});

const connect = async (path: string): Promise<WebSocket> =>
  new WebSocket(`${gateway.replace('http', 'ws')}${path}`, {
    headers: { authorization: `Bearer ${await system.identityProvider.token('agent')}` },
  });

const archived = (type: string, path: string): Promise<ArchivedEvent[]> =>
  until(`an event ${type} of ${path}`, 60_000, async () => {
    const received = (await archive.events({ type: 'request.received' })).find((event) =>
      JSON.stringify(event).includes(path),
    );
    if (received?.requestId === undefined) return undefined;
    const found = (await archive.events({ type })).filter(
      ({ requestId }) => requestId === received.requestId,
    );
    return found.length > 0 ? found : undefined;
  });

it('carries a command and its answer, and the archive has both', async () => {
  const socket = await connect('/events/threads/t1/stream/events');
  await once(socket, 'open');
  const command = {
    id: 1,
    method: 'run.start',
    params: { assistant_id: 'agent', input: 'mail ana@example.com' },
  };
  socket.send(JSON.stringify(command));
  const [answer] = (await once(socket, 'message')) as [Buffer];
  expect(JSON.parse(answer.toString('utf8'))).toEqual({ type: 'success', id: 1, result: { run_id: 'r1' } });
  expect(commands).toEqual([JSON.stringify(command)]);
  socket.close(1000);
  const parts = await archived('request.part', '/threads/t1/stream/events');
  expect(parts.length).toBe(1);
  const [completed] = await archived('request.completed', '/threads/t1/stream/events');
  expect(JSON.stringify(completed)).toContain('101');
  const replay = await archive.get(`/v1/sessions/${completed?.session ?? ''}/replay`);
  const told = await replay.text();
  expect(told).toContain('run.start');
  expect(told).toContain('mail [EMAIL]');
  expect(told).toContain('run_id');
  expect(told).not.toContain('ana@example.com');
});

it('passes the answer of a server on that stays with HTTP', async () => {
  const socket = await connect('/graphs/threads/t2/stream/events');
  const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  expect(answer.statusCode).toBe(404);
  expect(answer.headers['x-sallyport-error']).toBeUndefined();
  answer.resume();
  await once(answer, 'end');
  const [completed] = await archived('request.completed', '/threads/t2/stream/events');
  expect(JSON.stringify(completed)).toContain('404');
});
