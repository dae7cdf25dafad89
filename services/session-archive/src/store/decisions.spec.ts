import { ApprovalState } from '@sallyport/contracts/generated/sallyport/events/v1/approval';
import type { TimelineItem } from '@sallyport/recording/timeline';
import type { ClientBase } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { clientOf } from '../consume/archive-handler.js';
import { logOf } from '../core/logs.js';
import { archiveDatabase } from '../fixtures/archive-database.js';
import type { ArchiveDatabase } from '../fixtures/archive-database.js';
import { Decisions } from '../fixtures/decisions.js';
import { Traffic } from '../fixtures/traffic.js';
import { appendEvents, StaleOwnerError } from './append-events.js';
import type { ReadEvent } from './append-events.js';
import { completeSilentRequests } from './complete-silent-requests.js';
import { searchRecords } from './read-records.js';
import { findSession, searchSessions } from './read-sessions.js';
import { readHeads, readProducers } from './read-status.js';
import { SessionTeller } from './tell-session.js';

let archive: ArchiveDatabase;
let session: string;
let traffic: Traffic;
let decisions: Decisions;
let count = 0;
beforeAll(async () => {
  archive = await archiveDatabase();
}, 60_000);
afterAll(() => archive[Symbol.asyncDispose](), 60_000);
beforeEach(() => {
  session = `s-${(count += 1)}`;
  traffic = new Traffic({ bootEpoch: session });
  decisions = new Decisions();
});

const trafficLog = 3;
const decisionsLog = logOf('sallyport.decisions.v1', 1);
const inTransaction = <Result>(work: (client: ClientBase) => Promise<Result>): Promise<Result> =>
  archive.runtime.transaction(async (tx) => work(await clientOf(tx)));
const append = (partition: number, events: readonly ReadEvent[], epoch = 1): Promise<number> =>
  inTransaction((client) => appendEvents(client, { partition, epoch }, events));
const size = async (log: number): Promise<number> => (await readHeads(archive.runtime))[log]?.size ?? -1;

/** A request that is held 1 ms and 2 ms after the start, agreed to, and released 3 ms after it. */
function story(id: string): { readonly told: readonly ReadEvent[]; readonly voted: readonly ReadEvent[] } {
  const told = [...traffic.held(session, id), traffic.released(session, id), traffic.completed(session, id)];
  const voted = [
    decisions.requested(session, id, 2.1),
    decisions.voted(session, id, 2.2, 'april', 'looks right'),
    decisions.decided(session, id, 2.3, ApprovalState.APPROVED),
  ];
  return { told, voted };
}

async function replayed(): Promise<readonly TimelineItem[]> {
  const found = await findSession(archive.runtime, session);
  if (found === undefined) throw new TypeError('no session');
  const items: TimelineItem[] = [];
  for await (const item of (await SessionTeller.open(archive.runtime, found)).next()) items.push(item);
  return items;
}

it('are told between the events of their request, in the order of time, with what voters said', async () => {
  const { told, voted } = story(traffic.requestId());
  await append(trafficLog, told);
  await append(decisionsLog, voted);
  const items = await replayed();
  expect(items.map(({ type }) => type)).toEqual([
    ...['request.received', 'request.held', 'approval.requested', 'approval.voted', 'approval.decided'],
    ...['request.released', 'request.completed'],
  ]);
  expect(items.map(({ log }) => log).slice(1, 3)).toEqual(['traffic/3', 'decisions/1']);
  expect(items[3]).toMatchObject({ said: { recorded: 'text', text: 'looks right' } });
});

it('come before the traffic without taking the session for that of the voter, and are no requests', async () => {
  const { told, voted } = story(traffic.requestId());
  await append(decisionsLog, voted.slice(1));
  expect((await findSession(archive.runtime, session))?.view).toMatchObject({ requests: 0, agents: [] });
  expect((await findSession(archive.runtime, session))?.view.identity).toBeUndefined();
  await append(trafficLog, told);
  const found = await findSession(archive.runtime, session);
  expect(found?.logs).toEqual({ traffic: trafficLog, decisions: decisionsLog });
  expect(found?.view).toMatchObject({
    identity: { subject: 'alice' },
    ...{ events: 6, requests: 1, allowed: 0, held: 1, released: 1, heldRefused: 0, refused: 0, completed: 1 },
    people: { approved: 1, denied: 0 },
  });
});

it('are kept once when the topic is read from its start, and never by a former owner', async () => {
  const decisionsLog = logOf('sallyport.decisions.v1', 2);
  const { told, voted } = story(traffic.requestId());
  await append(trafficLog, told);
  await append(decisionsLog, voted, 4);
  const before = [await size(decisionsLog), await findSession(archive.runtime, session), await replayed()];
  expect(await append(decisionsLog, voted, 5)).toBe(0);
  const after = [await size(decisionsLog), await findSession(archive.runtime, session), await replayed()];
  expect(JSON.stringify(after)).toBe(JSON.stringify(before));
  await expect(append(decisionsLog, voted, 4)).rejects.toThrow(StaleOwnerError);
});

it('are found by the request they are about, and by who voted', async () => {
  const id = traffic.requestId();
  const { told, voted } = story(id);
  await append(trafficLog, told);
  await append(decisionsLog, voted);
  const types = async (filter: object): Promise<readonly number[]> =>
    (await searchRecords(archive.runtime, { session, ...filter }, 'asc', 100, undefined)).map(
      ({ record }) => record.body?.$case.length ?? 0,
    );
  expect(await types({ request: id })).toHaveLength(7);
  expect(await types({ identity: 'april' })).toHaveLength(1);
  expect(await types({ type: 'approval.decided' })).toHaveLength(1);
});

it('of locks on more than a session make no session', async () => {
  const before = (await searchSessions(archive.runtime, {}, 'activity', 1000, undefined)).length;
  const lock = decisions.locked(5, 'stolen token');
  await append(decisionsLog, [lock]);
  expect(await findSession(archive.runtime, lock.facts.session)).toBeUndefined();
  expect(await searchSessions(archive.runtime, {}, 'activity', 1000, undefined)).toHaveLength(before);
});

it('come from a producer that owes no completion, however long it is silent', async () => {
  const id = traffic.requestId();
  const { told, voted } = story(id);
  await append(trafficLog, told.slice(0, 3));
  await append(decisionsLog, voted);
  await archive.owner.query(`UPDATE producers SET seen_at = clock_timestamp() - interval '1 hour'`);
  const producer = { replica: 'archive', bootEpoch: 'a', sequence: 0 };
  const completed = await inTransaction((client) =>
    completeSilentRequests(client, {
      ...{ log: { partition: trafficLog, epoch: 9 }, silenceMs: 1_000, nowUs: Date.now() * 1000, producer },
    }),
  );
  // The released request, and nothing of the approval.
  expect(completed).toBe(1);
  expect(await size(decisionsLog)).toBeGreaterThan(0);
  expect((await replayed()).at(-1)).toMatchObject({ outcome: 'unknown', released: true });
  const approval = (await readProducers(archive.runtime)).find(({ replica }) => replica === 'approval');
  expect(approval).toMatchObject({ writes: 'decisions', openRequests: 0 });
});
