/** Sockets over TLS, to the client and to the upstream. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { selfSigned } from '../../policy/fixtures/self-signed.js';
import { completed } from '../http/fixtures/door-for-each-test.js';
import { everybody, policyFrom } from '../http/fixtures/policy-from.js';
import { goodToken, until } from '../http/fixtures/running-door.js';
import { listen } from '../http/listen.js';
import { command, Endpoint, path, socketDoorForEachTest, textDelta } from './fixtures/event-server.js';

const open = socketDoorForEachTest();
const certificate = selfSigned('upstream');
let upstream: Server;
let origin = '';
const taken: Endpoint[] = [];

beforeAll(async () => {
  upstream = createServer(certificate);
  const sockets = new WebSocketServer({ server: upstream });
  sockets.on('connection', (socket) => taken.push(new Endpoint(socket)));
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  origin = `https://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
});
afterAll(() => {
  for (const { socket } of taken) socket.terminate();
  upstream.close();
});

const trusting = (ca: string) => async (): Promise<Awaited<ReturnType<ReturnType<typeof policyFrom>>>> => {
  const policy = await policyFrom(everybody)(origin);
  return {
    ...policy,
    connection: (name) => {
      const connection = policy.connection(name);
      return connection && { ...connection, tls: { ca, serverName: 'upstream' } };
    },
  };
};

it('passes through TLS on both sides', async () => {
  const door = await open({ policyOf: trusting(certificate.cert) });
  const listener = await listen(door.door, '127.0.0.1', 0, selfSigned('gateway'));
  const client = new Endpoint(
    new WebSocket(`${listener.url.replace('https', 'wss')}${path}`, {
      rejectUnauthorized: false,
      headers: { authorization: `Bearer ${goodToken}` },
    }),
  );
  await once(client.socket, 'open');
  await until(() => taken.length === 1, 'the socket at the server');
  client.say(command(1, 'hello'));
  await taken[0]?.has(1);
  taken[0]?.say(textDelta('hi'));
  await client.has(1);
  client.socket.close(1000);
  expect(await completed(door)).toMatchObject({ outcome: Outcome.ANSWERED, status: 101 });
  await new Promise((resolve) => listener.server.close(resolve));
});

it('opens no socket to an upstream that it does not trust', async () => {
  const door = await open({ policyOf: trusting(selfSigned('other').cert) });
  const socket = door.connect();
  const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  expect(answer.headers['x-sallyport-error']).toBe('UPSTREAM_TLS_FAILED');
  socket.terminate();
  await completed(door);
});
