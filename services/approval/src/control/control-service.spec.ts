/** The control feed over real gRPC: several replicas serve one feed, resumed anywhere, verified from the root key on. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { credentials, status } from '@grpc/grpc-js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ConsumeOutcome } from '@sallyport/contracts/generated/sallyport/control/v1/control';
import type { GetDecisionResponse } from '@sallyport/contracts/generated/sallyport/control/v1/control';
import { ApprovalState } from '@sallyport/contracts/generated/sallyport/events/v1/approval';
import { testKeys } from '@sallyport/control/fixtures/test-keys';
import type { TestKeys } from '@sallyport/control/fixtures/test-keys';
import { newAuthority } from '@sallyport/testkit/infrastructure/kafka-certificates';
import { approvalDatabase, newId } from '../fixtures/approval-database.js';
import type { ApprovalDatabase } from '../fixtures/approval-database.js';
import { controlReplica, FeedClient } from '../fixtures/control-rig.js';
import type { ControlReplica } from '../fixtures/control-rig.js';
import { ballot } from '../fixtures/desk-rig.js';
import { bearerOf, digestOf, requestHeld, shapeSha256 } from '../fixtures/held.js';

let store: ApprovalDatabase;
let root: TestKeys;
let one: ControlReplica;
let two: ControlReplica;
const opened: Disposable[] = [];

beforeAll(async () => {
  store = await approvalDatabase();
  root = await testKeys();
}, 60_000);
afterAll(() => store[Symbol.asyncDispose](), 60_000);
beforeEach(async () => {
  await store.clear();
  one = await controlReplica(store.database, root);
  two = await controlReplica(await store.open(), root);
}, 30_000);
afterEach(async () => {
  for (const client of opened.splice(0)) client[Symbol.dispose]();
  await Promise.all([one[Symbol.asyncDispose](), two[Symbol.asyncDispose]()]);
}, 30_000);

const id = (): string => newId(Date.now());

function gateway(replica: ControlReplica, name = 'gateway-1'): FeedClient {
  const client = new FeedClient(replica.address, root, name);
  opened.push(client);
  return client;
}

async function held(replica = one): Promise<string> {
  const requestId = id();
  await replica.rig.consume(requestHeld({ requestId, body: requestId }));
  return requestId;
}

const spending = (approvalId: string): Parameters<FeedClient['consume']>[0] => ({
  ...{ approvalId, grantId: '', requestId: approvalId, requestSha256: digestOf(approvalId) },
  ...{ shapeSha256, bearer: bearerOf() },
});
const kinds = (client: FeedClient): readonly (string | undefined)[] =>
  client.items.map((item) => item?.$case);

describe('the feed', () => {
  it('begins with a snapshot, goes on live, and is the same at every replica', async () => {
    const first = await held();
    const client = gateway(one);
    expect(await client.snapshot()).toMatchObject([{ last: true, statements: [expect.any(String)] }]);
    client.subscribe();
    const other = gateway(two, 'gateway-2');
    await other.snapshot();
    other.subscribe();
    await two.rig.desk.vote(first, ballot('bob', 'approve', { bounds: {} }));
    const lock = { target: 'session', value: 's9', issuer: '', terminateLive: true, reason: 'stop' } as const;
    await one.rig.locks.place(lock);
    for (const feed of [client, other]) {
      await expect.poll(() => feed.state.decision(first)?.state).toBe(ApprovalState.APPROVED);
      const there = { caller: undefined, session: 's9', connection: '' };
      await expect.poll(() => feed.state.lockOn(there)?.said).toBe('stop');
      expect(feed.state.decisionOfRequest(first)?.deciders).toMatchObject([{ subject: 'bob' }]);
      const cover = { bearer: bearerOf(), connection: 'warehouse', rule: 'writes', shapeSha256 };
      expect(feed.state.grantsFor(cover)).toHaveLength(1);
      expect(feed.errors).toEqual([]);
    }
    expect(client.state.position).toEqual(other.state.position);
  });

  it('goes on where it stopped, at another replica, without gap or repetition', async () => {
    const client = gateway(one);
    await client.snapshot();
    client.subscribe();
    await held();
    await expect.poll(() => client.state.position.sequence).toBe(1);
    client.cut();
    await Promise.all(Array.from({ length: 30 }, () => held(two)));
    const elsewhere = gateway(two);
    const { epoch, sequence } = client.state.position;
    elsewhere.state.restore({ epoch, sequence }, []);
    elsewhere.subscribe();
    await expect.poll(() => elsewhere.state.position.sequence).toBe(31);
    expect(kinds(elsewhere).filter((kind) => kind === 'decisionJws')).toHaveLength(30);
    expect(elsewhere.errors).toEqual([]);
  });

  it('shows signs of life within two seconds, and none while the database does not answer', async () => {
    const client = gateway(one);
    await client.snapshot();
    client.subscribe();
    const count = (): number => kinds(client).filter((kind) => kind === 'progress').length;
    const beganMs = Date.now();
    await expect.poll(count).toBeGreaterThanOrEqual(2);
    expect(Date.now() - beganMs).toBeLessThan(4_000);
    await store.postgres.stop();
    await expect
      .poll(() =>
        one.rig.database.query('SELECT 1').then(
          () => 'answers',
          () => 'away',
        ),
      )
      .toBe('away');
    const before = count();
    const awayMs = Date.now();
    await expect.poll(() => Date.now() - awayMs).toBeGreaterThan(2_500);
    expect(count() - before).toBeLessThanOrEqual(1);
    await store.postgres.restart();
    await expect.poll(count).toBeGreaterThan(before + 1);
  });

  it('sends whoever knows another history, or less than is kept, to a snapshot', async () => {
    await held();
    await held();
    const { epoch } = await store.database
      .query<{ epoch: string }[]>('SELECT epoch FROM heads')
      .then(([row]) => row ?? { epoch: '' });
    await store.database.query('UPDATE heads SET feed_pruned = 1');
    await expect
      .poll(async () => {
        const client = gateway(one);
        client.subscribe(epoch, 0);
        await expect.poll(() => client.ended || kinds(client).length > 1).toBe(true);
        return kinds(client);
      })
      .toEqual(['hello', 'resyncRequired']);
    for (const [known, after] of [
      ['another', 0],
      ['', 0],
    ] as const) {
      const client = gateway(one);
      client.subscribe(known, after);
      await expect.poll(() => client.ended).toBe(true);
      expect(kinds(client)).toEqual(['hello', 'resyncRequired']);
    }
    const ahead = gateway(one);
    ahead.subscribe(epoch, 99);
    await expect.poll(() => ahead.ended).toBe(true);
    const fresh = gateway(two);
    await fresh.snapshot();
    expect(fresh.state.position.epoch).not.toBe(epoch);
  });
});

describe('spending', () => {
  it('is answered by a receipt, once for one request, at any replica', async () => {
    const [client, other] = [gateway(one), gateway(two, 'gateway-2')];
    await Promise.all([client.snapshot(), other.snapshot()]);
    const approvalId = await held();
    expect((await client.consume(spending(approvalId))).outcome).toBe(ConsumeOutcome.NOT_APPROVED);
    await one.rig.desk.vote(approvalId, ballot('bob', 'approve'));
    const receipt = await client.consume(spending(approvalId));
    expect(receipt).toMatchObject({
      id: approvalId,
      requestId: approvalId,
      outcome: ConsumeOutcome.CONSUMED,
    });
    expect((await client.consume(spending(approvalId))).outcome).toBe(ConsumeOutcome.CONSUMED);
    expect((await other.consume({ ...spending(approvalId), requestId: id() })).outcome).toBe(
      ConsumeOutcome.SPENT,
    );
    const changed = { ...spending(approvalId), requestSha256: digestOf('changed') };
    expect((await client.consume(changed)).outcome).toBe(ConsumeOutcome.OTHER_REQUEST);
    expect((await client.consume(spending(id()))).outcome).toBe(ConsumeOutcome.UNKNOWN);
    await expect(client.consume({ ...spending(id()), bearer: undefined })).rejects.toMatchObject({
      code: status.INVALID_ARGUMENT,
    });
  });
});

it('a decision is found by its id and by that of a request that waits, newest first', async () => {
  const approvalId = await held();
  const joined = id();
  await one.rig.consume(requestHeld({ requestId: joined, body: approvalId }));
  const client = gateway(two);
  await client.snapshot();
  const ask = (wanted: string): Promise<string> =>
    new Promise((resolve, reject) => {
      client.client.getDecision({ id: wanted }, (error, response: GetDecisionResponse) =>
        error ? reject(error) : resolve(response.decisionJws),
      );
    });
  for (const wanted of [approvalId, joined]) {
    const { body } = await client.read(await ask(wanted));
    expect(body?.$case === 'decision' && body.value.requestIds).toEqual([approvalId, joined]);
  }
  expect([await ask(id()), await ask('nothing')]).toEqual(['', '']);
});

describe('keys', () => {
  it('are made once by two replicas, and a new one is known before it signs', async () => {
    const rows = await store.database.query<unknown[]>('SELECT * FROM signing_keys');
    expect(rows).toHaveLength(1);
    const before = [one.keys.current()?.kid, two.keys.current()?.kid];
    expect(new Set(before).size).toBe(1);
    const client = gateway(one);
    await client.snapshot();
    client.subscribe();
    await store.database.query(
      'UPDATE signing_keys SET until_us = (extract(epoch FROM clock_timestamp()) * 1000000)::bigint + 3600000000',
    );
    await Promise.all([one.keys.look(), two.keys.look()]);
    expect(one.keys.published()).toHaveLength(2);
    expect(one.keys.current()?.kid).toBe(before[0]);
    await expect.poll(() => kinds(client)).toContain('key');
    expect(JSON.stringify(rows)).not.toContain('"d"');
  });

  it('of another root are not used', async () => {
    const other = await testKeys();
    await using third = await controlReplica(await store.open(), other);
    expect(third.keys.published()).toHaveLength(1);
    expect(third.keys.current()?.kid).not.toBe(one.keys.current()?.kid);
    const client = gateway(third);
    await expect(client.snapshot()).rejects.toThrow('ROOT_UNKNOWN');
  });
});

it('with mutual TLS a replica is who its certificate says', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'sallyport-control-'));
  const authority = newAuthority('control test');
  const [server, client] = [authority.issue('localhost'), authority.issue('gateway-7')];
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(path.join(folder, name), text);
    return path.join(folder, name);
  };
  await using replica = await controlReplica(await store.open(), root, {
    SALLYPORT_GRPC_TLS_CERT_FILE: await file('server.pem', server.certificate),
    SALLYPORT_GRPC_TLS_KEY_FILE: await file('server.key', server.key),
    SALLYPORT_GRPC_TLS_CLIENT_CA_FILE: await file('ca.pem', authority.certificate),
  });
  const how = credentials.createSsl(
    ...([authority.certificate, client.key, client.certificate].map((text) => Buffer.from(text)) as [
      Buffer,
      Buffer,
      Buffer,
    ]),
  );
  const itself = new FeedClient(replica.address, root, 'gateway-7', how);
  const another = new FeedClient(replica.address, root, 'gateway-8', how);
  opened.push(itself, another);
  expect(await itself.snapshot()).toHaveLength(1);
  await expect(another.snapshot()).rejects.toMatchObject({ code: status.PERMISSION_DENIED });
  another.subscribe();
  await expect.poll(() => another.errors).toMatchObject([{ code: status.PERMISSION_DENIED }]);
  await rm(folder, { recursive: true });
});
