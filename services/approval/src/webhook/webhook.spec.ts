/** The webhook: signed as the specification says, in order, at least once, whatever the receiver does. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { approvalDatabase, newId, silent } from '../fixtures/approval-database.js';
import type { ApprovalDatabase } from '../fixtures/approval-database.js';
import { ballot, deskRig } from '../fixtures/desk-rig.js';
import { requestHeld } from '../fixtures/held.js';
import { Wake } from '../store/wake.js';
import { webhookHeaders } from './sign-webhook.js';
import { webhookPart } from './webhook-part.js';
import { WebhookSender } from './webhook-sender.js';
import { beginWebhook } from './webhook-turn.js';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
let store: ApprovalDatabase;
let server: http.Server;
let url: string;
let statuses: number[];
let got: { readonly id: string; readonly headers: http.IncomingHttpHeaders; readonly body: string }[];

beforeAll(async () => {
  store = await approvalDatabase();
  server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { headers } = request;
      got.push({ id: String(headers['webhook-id']), headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(statuses.shift() ?? 204, { location: '/elsewhere' }).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}, 60_000);
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await store[Symbol.asyncDispose]();
}, 60_000);
beforeEach(async () => {
  await store.clear();
  await store.database.query('UPDATE webhook_turn SET announced = 0, tries = 0, due_us = 0');
  [statuses, got] = [[], []];
});

it('signs as the example of the specification', () => {
  const headers = webhookHeaders(
    secret,
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    '{"test": 2432232314}',
    1_614_265_330_000,
  );
  expect(headers).toMatchObject({
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

it('is configured by both of its variables or by none', () => {
  const of = { database: store.database, wake: new Wake(store.database, silent), log: silent };
  expect(webhookPart({}, of)).toEqual([]);
  expect(webhookPart({ SALLYPORT_WEBHOOK_URL: url, SALLYPORT_WEBHOOK_SECRET: secret }, of)).toHaveLength(1);
  expect(() => webhookPart({ SALLYPORT_WEBHOOK_URL: url }, of)).toThrow('need each other');
});

describe('announcements', () => {
  const sender = (): WebhookSender =>
    new WebhookSender({
      ...{ database: store.database, url, secret, log: silent },
      wake: new Wake(store.database, silent),
    });
  const types = (): readonly unknown[] => got.map(({ body }) => (JSON.parse(body) as { type: string }).type);

  it('go out once each and in order, from two replicas, with a signature of their bytes', async () => {
    const rig = deskRig(store.database);
    const senders = [sender(), sender()];
    for (const one of senders) await one.start();
    await store.database.query('UPDATE webhook_turn SET announced = 0');
    const requestId = newId(Date.now());
    await rig.consume(requestHeld({ requestId }));
    await rig.desk.vote(requestId, ballot('bob', 'approve'));
    await expect.poll(types).toEqual(['approval.posted', 'approval.updated']);
    for (const one of senders) await one.stop();
    for (const { id, headers, body } of got) {
      const signed = `${id}.${String(headers['webhook-timestamp'])}.${body}`;
      const mac = createHmac('sha256', Buffer.from(secret.slice(6), 'base64'))
        .update(signed)
        .digest('base64');
      expect(headers['webhook-signature']).toBe(`v1,${mac}`);
    }
    expect(JSON.parse(got[1]?.body ?? '')).toMatchObject({
      data: { id: requestId, state: 'approved', connection: 'warehouse', deciders: [{ subject: 'bob' }] },
    });
    expect(got.map(({ body }) => body).join()).not.toContain('{}');
  });

  it('are tried again with the same id, then given up, and the operator is told', async () => {
    const one = sender();
    await beginWebhook(store.database);
    await store.database.query('UPDATE webhook_turn SET announced = 0');
    await deskRig(store.database).consume(requestHeld({ body: '1' }), requestHeld({ body: '2' }));
    statuses = [500, 302, ...Array<number>(10).fill(503)];
    for (let attempt = 0; attempt < 12; attempt++) {
      expect(await one.sendNext()).toBe('refused');
      expect(one.alert()).toContain(`status ${[500, 302][attempt] ?? 503}`);
      expect(await one.sendNext()).toBe(attempt < 11 ? 'nothing' : 'taken');
      await store.database.query('UPDATE webhook_turn SET due_us = 0');
    }
    expect(new Set(got.slice(0, 12).map(({ id }) => id)).size).toBe(1);
    expect(one.alert()).toBeUndefined();
    expect(await one.sendNext()).toBe('nothing');
  });
});
