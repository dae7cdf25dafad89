import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { credentials } from '@grpc/grpc-js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ApprovalState, LockTarget } from '@sallyport/contracts/generated/sallyport/events/v1/approval';
import { ConsumeOutcome, type Statement } from '@sallyport/contracts/generated/sallyport/control/v1/control';
import { bearer, decision, lock } from '@sallyport/control/fixtures/statements';
import { testKeys } from '@sallyport/control/fixtures/test-keys';
import type { Change } from '@sallyport/control/state/control-state';
import { until } from '../protocols/http/fixtures/running-door.js';
import { ControlServer } from './fixtures/control-server.js';
import { ControlFeed } from './control-feed.js';
import { keptLocks } from './kept-locks.js';

const silentLog = pino({ level: 'silent' });
const here = { caller: undefined, session: 's1', connection: 'up' };

let folder: string;
let server: ControlServer;
const feeds: ControlFeed[] = [];
const servers: ControlServer[] = [];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'sallyport-control-'));
  server = await started();
});
afterEach(async () => {
  for (const feed of feeds.splice(0)) await feed.stop();
  for (const one of servers.splice(0)) one.stop();
  rmSync(folder, { recursive: true });
});

async function started(...given: Parameters<typeof ControlServer.start>): Promise<ControlServer> {
  const one = await ControlServer.start(...given);
  servers.push(one);
  return one;
}

interface Following {
  readonly feed: ControlFeed;
  readonly changes: Change[];
}

async function follow(addresses = [server.address]): Promise<Following> {
  const feed = new ControlFeed({
    addresses,
    credentials: credentials.createInsecure(),
    roots: server.keys.roots,
    replica: 'gateway-1',
    locks: keptLocks(folder, 'gateway-1'),
    log: silentLog,
  });
  feeds.push(feed);
  const changes: Change[] = [];
  feed.onChange((some) => changes.push(...some));
  await feed.start();
  return { feed, changes };
}
const heard = (feed: ControlFeed): Promise<void> => until(() => feed.silentMs() < 1_000, 'a sign of life');
const approved = (id: string): NonNullable<Statement['body']> =>
  decision({ approvalId: id, state: ApprovalState.APPROVED, requestIds: [id] });
const sessionLock = (lifted = false, revision = 1): NonNullable<Statement['body']> =>
  lock('l1', LockTarget.SESSION, 's1', { lifted, revision });
const spending = {
  approvalId: 'a1',
  grantId: '',
  requestId: 'r1',
  requestSha256: Buffer.alloc(32, 1),
  shapeSha256: Buffer.alloc(32, 2),
  bearer,
};

describe('the control feed', () => {
  it('is silent until its snapshot, and then knows what stands and what comes', async () => {
    await server.states(sessionLock());
    const { feed, changes } = await follow();
    expect([feed.silentMs(), feed.unready()]).toEqual([
      Infinity,
      'nothing was heard from the approval service yet',
    ]);
    await heard(feed);
    expect(feed.unready()).toBeUndefined();
    expect(feed.state.lockOn(here)?.lock?.lockId).toBe('l1');
    await server.states(approved('a1'));
    await until(() => feed.state.decision('a1') !== undefined, 'the decision');
    expect(changes.map(({ kind }) => kind)).toEqual(['lock', 'decision']);
    expect(server.subscribed[0]).toEqual({ epoch: 'e1', afterSequence: 1, replica: 'gateway-1' });
  });

  it('goes on where it stopped, on another replica too', async () => {
    const second = await started(0, server.keys);
    const { feed, changes } = await follow([server.address, second.address]);
    await heard(feed);
    await server.states(approved('a1'));
    await second.states(approved('a1'));
    await second.states(approved('a2'));
    await until(() => feed.state.decision('a1') !== undefined, 'the first decision');
    server.stop();
    await until(() => feed.state.decision('a2') !== undefined, 'the decision of the other replica');
    expect(second.subscribed[0]).toMatchObject({ epoch: 'e1', afterSequence: 1 });
    expect(second.snapshots).toBe(0);
    expect(changes).toHaveLength(2);
  });

  it('takes a snapshot when its history is another one', async () => {
    const { feed } = await follow();
    await heard(feed);
    await server.states(sessionLock());
    await until(() => feed.state.lockOn(here) !== undefined, 'the lock');
    server.forget('e2');
    await until(() => feed.state.position.epoch === 'e2', 'the other history', 10_000);
    expect(feed.state.lockOn(here)).toBeUndefined();
  });

  it('does not believe what another key has signed', async () => {
    const { feed } = await follow();
    await heard(feed);
    const { signer } = await testKeys();
    await server.states(approved('a1'), signer);
    await until(() => server.subscribed.length > 1, 'the feed to be asked for again');
    expect(feed.state.decision('a1')).toBeUndefined();
  });

  it('does not know a root that is not pinned', async () => {
    const strange = await started(0, await testKeys());
    await strange.states(sessionLock());
    const { feed } = await follow([strange.address]);
    await until(() => strange.snapshots > 1, 'more than one attempt');
    expect([feed.silentMs(), feed.state.lockOn(here)]).toEqual([Infinity, undefined]);
  });

  it('becomes silent when signs of life stay out', async () => {
    const { feed } = await follow();
    await heard(feed);
    server.isAlive = false;
    await until(() => feed.silentMs() > 200, 'silence');
    server.isAlive = true;
    await until(() => feed.silentMs() < 100, 'a sign of life');
  });

  it('keeps the locks of its last life until it hears again', async () => {
    const { feed } = await follow();
    await heard(feed);
    await server.states(sessionLock());
    await until(() => feed.state.lockOn(here) !== undefined, 'the lock');
    await feed.stop();
    server.stop();
    const next = await follow([server.address]);
    expect(next.feed.state.lockOn(here)?.lock?.lockId).toBe('l1');
    expect(next.feed.silentMs()).toBe(Infinity);
    await next.feed.stop();
    const back = await started(server.port, server.keys);
    await back.states(sessionLock(true, 2));
    const last = await follow([back.address]);
    await heard(last.feed);
    expect(last.feed.state.lockOn(here)).toBeUndefined();
    expect(keptLocks(folder, 'gateway-1').read()).toEqual([]);
  });

  it('refuses to start with a file of locks that cannot be read', async () => {
    writeFileSync(path.join(folder, 'gateway-1.locks'), '!!!!\n////\n');
    await expect(follow()).rejects.toThrow();
  });

  it('spends approvals, and believes only a signed receipt for its own request', async () => {
    const { feed } = await follow();
    await heard(feed);
    expect(await feed.consume(spending)).toBe(ConsumeOutcome.CONSUMED);
    server.outcome = ConsumeOutcome.SPENT;
    expect(await feed.consume(spending)).toBe(ConsumeOutcome.SPENT);
    server.stop();
    expect(await feed.consume(spending)).toBeUndefined();
  });

  it('tells what a lock ended, as soon as somebody hears it', async () => {
    const { port, keys } = server;
    const { feed } = await follow();
    await heard(feed);
    server.stop();
    feed.reportApplied({ lockId: 'l1', streamsEnded: 2, heldRefused: 1, tokensDropped: 0, afterUs: 5 });
    const back = await started(port, keys);
    await until(() => back.reports.length > 0, 'the report', 10_000);
    expect(back.reports).toEqual([
      { lockId: 'l1', replica: 'gateway-1', streamsEnded: 2, heldRefused: 1, tokensDropped: 0, afterUs: 5 },
    ]);
  });
});
