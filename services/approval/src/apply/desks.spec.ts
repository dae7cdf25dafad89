/** The desks over a real database: questions, votes, spending, grants, locks and time, with several replicas at once. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { decodeEvent } from '@sallyport/contracts/event-codec';
import type { EventRecord } from '@sallyport/contracts/event-codec';
import { Statement } from '@sallyport/contracts/generated/sallyport/control/v1/control';
import { ApprovalState } from '@sallyport/contracts/generated/sallyport/events/v1/approval';
import { approvalDatabase, newId } from '../fixtures/approval-database.js';
import type { ApprovalDatabase } from '../fixtures/approval-database.js';
import { person } from '../fixtures/asked.js';
import { ballot, deskRig } from '../fixtures/desk-rig.js';
import type { DeskRig } from '../fixtures/desk-rig.js';
import { bearerOf, digestOf, requestHeld, shapeSha256, unattended } from '../fixtures/held.js';
import { lockApprovalNow } from '../store/approval-rows.js';
import { databaseNowUs } from '../store/database-clock.js';
import { personKey } from '../core/person.js';
import type { Person } from '../core/person.js';
import type { Spend } from '../core/consume-approval.js';

let store: ApprovalDatabase;
let rig: DeskRig;
beforeAll(async () => {
  store = await approvalDatabase();
}, 60_000);
afterAll(() => store[Symbol.asyncDispose](), 60_000);
beforeEach(async () => {
  await store.clear();
  rig = deskRig(store.database);
});

const id = (): string => newId(Date.now());
const admin = { ...person('adam'), groups: ['admins'], admin: true };
const spendOf = (requestId: string, body = '{}', replica = 'gateway-1'): Spend => ({
  ...{ requestId, requestSha256: digestOf(body).toString('hex'), bearer: bearerOf(), replica },
});
const standings = async (): Promise<Record<string, string>> => {
  const rows = await store.database.query<{ id: string; standing: string }[]>(
    'SELECT id, standing FROM approvals',
  );
  return Object.fromEntries(rows.map((row) => [row.id, row.standing]));
};

/** The feed: gapless, in order. */
async function feed(): Promise<readonly Statement[]> {
  const rows = await store.database.query<{ sequence: string; body: Buffer }[]>(
    'SELECT sequence, body FROM feed ORDER BY sequence',
  );
  expect(rows.map(({ sequence }) => Number(sequence))).toEqual(rows.map((_row, index) => index + 1));
  return rows.map(({ body }) => Statement.decode(body));
}

/** Names of the events that the decisions topic got, in order; numbered without gaps. */
async function published(of: DeskRig = rig): Promise<readonly string[]> {
  await of.eventLog.ensureTopics();
  while (await of.publisher.sendSome());
  const messages = of.eventLog.store
    .partitionsOf('sallyport.decisions.v1')
    .flatMap(({ messages: some }) => some);
  const sequenceOf = ({ envelope }: EventRecord): number => envelope?.producer?.sequence ?? 0;
  const events = messages
    .map(({ value }) => decodeEvent(value).record)
    .sort((a, b) => sequenceOf(a) - sequenceOf(b));
  expect(events.map(sequenceOf)).toEqual(events.map((_event, index) => index + 1));
  return events.map(({ body }) => body?.$case ?? '');
}

describe('a held request', () => {
  it('becomes one approval, however often it is delivered, and is joined by the same request', async () => {
    const [first, again, other] = [id(), id(), id()];
    const held = requestHeld({ requestId: first });
    await rig.consume(held);
    await rig.consume(
      held,
      requestHeld({ requestId: again }),
      requestHeld({ requestId: other, body: '{"n":2}' }),
    );
    expect(await standings()).toEqual({ [first]: 'pending', [other]: 'pending' });
    const decisions = (await feed()).map(({ body }) => body?.$case === 'decision' && body.value.requestIds);
    expect(decisions).toEqual([[first], [first, again], [other]]);
    expect(await published()).toEqual(['approvalRequested', 'approvalJoined', 'approvalRequested']);
  });

  it('stays when its client goes, and is there for the next try', async () => {
    const requestId = id();
    await rig.consume(requestHeld({ requestId }), unattended(requestId), unattended(id()));
    expect(await standings()).toEqual({ [requestId]: 'unattended' });
    await rig.consume(requestHeld());
    expect(await standings()).toEqual({ [requestId]: 'pending' });
  });

  it('beyond the number an identity may have open is refused', async () => {
    rig = deskRig(store.database, undefined, 2);
    await rig.consume(
      ...[1, 2, 3].map((n) => requestHeld({ body: `{"n":${n}}` })),
      requestHeld({ subject: 'other' }),
    );
    expect(Object.values(await standings()).sort()).toEqual(['denied', 'pending', 'pending', 'pending']);
  });

  it('that nobody can read says what is wrong', async () => {
    await expect(rig.consume(requestHeld({ requestId: 'no uuid' }))).rejects.toMatchObject({
      name: 'PoisonMessageError',
      message: 'the request id is not a UUID',
    });
  });
});

describe('a decision', () => {
  it('is made once, spent once, and told in order', async () => {
    const requestId = id();
    await rig.consume(requestHeld({ requestId }));
    expect(await rig.desk.vote(requestId, ballot('agent', 'approve'))).toEqual({
      kind: 'refused',
      code: 'OWN_REQUEST',
    });
    expect(await rig.desk.vote(requestId, ballot('bob', 'approve', { reason: 'fine' }))).toMatchObject({
      kind: 'done',
    });
    expect(await rig.desk.consume(requestId, spendOf(requestId, '{"other":1}'))).toBe('other-request');
    expect(await rig.desk.consume(requestId, spendOf(requestId))).toBe('consumed');
    expect(await rig.desk.consume(requestId, spendOf(requestId))).toBe('consumed');
    expect(await rig.desk.consume(requestId, spendOf(id()))).toBe('spent');
    expect(await rig.desk.consume(id(), spendOf(id()))).toBe('unknown');
    expect(await rig.desk.vote(requestId, ballot('carol', 'deny'))).toEqual({
      kind: 'refused',
      code: 'ALREADY_DECIDED',
    });
    expect(await published()).toEqual([
      ...[
        'approvalRequested',
        'approvalVoted',
        'approvalVoted',
        'approvalDecided',
        'approvalConsumed',
        'approvalVoted',
      ],
    ]);
    const said = (await feed()).flatMap(({ body }) => (body?.$case === 'decision' ? [body.value.said] : []));
    expect(said).toEqual(['', 'fine', 'fine']);
  });

  it('is one when fifty people press at once on two replicas, and the feed has no gap', async () => {
    const other = deskRig(await store.open());
    const ids = [id(), id(), id(), id(), id()];
    await rig.consume(...ids.map((requestId) => requestHeld({ requestId, body: requestId })));
    const presses = ids.flatMap((requestId) =>
      Array.from({ length: 10 }, (_one, index) => {
        const choice = index % 3 === 0 ? 'deny' : 'approve';
        return (index % 2 === 0 ? rig : other).desk.vote(requestId, ballot(`p${index}`, choice));
      }),
    );
    const answers = await Promise.all(presses);
    expect(answers.filter(({ kind }) => kind === 'done')).toHaveLength(ids.length);
    const states = (await feed()).flatMap(({ body }) =>
      body?.$case === 'decision' ? [body.value.revision] : [],
    );
    expect(states.filter((revision) => revision === 2)).toHaveLength(ids.length);
  });

  it('spends one approval on one of two replicas', async () => {
    const other = deskRig(await store.open());
    const requestId = id();
    await rig.consume(requestHeld({ requestId }));
    await rig.desk.vote(requestId, ballot('bob', 'approve'));
    const spends = Array.from({ length: 20 }, (_one, index) =>
      (index % 2 === 0 ? rig : other).desk.consume(requestId, spendOf(id(), '{}', `gateway-${index}`)),
    );
    const outcomes = await Promise.all(spends);
    expect(outcomes.filter((outcome) => outcome === 'consumed')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'spent')).toHaveLength(19);
  });

  it('reads the groups of the provider again before it counts them', async () => {
    const asked: (readonly Person[])[] = [];
    const members = new Map([[personKey(person('bob')), ['approvers']]]);
    rig = deskRig(store.database, (people) => {
      asked.push(people);
      return Promise.resolve(
        new Map(people.map((one) => [personKey(one), members.get(personKey(one)) ?? []])),
      );
    });
    const requestId = id();
    await rig.consume(
      requestHeld({ requestId, requirement: { anyOf: [[{ groups: ['approvers'], people: 2 }]] } }),
    );
    const inSlack = (subject: string): ReturnType<typeof ballot> =>
      ballot(subject, 'approve', { voter: person(subject, ['approvers'], { groupSource: 'provider' }) });
    await rig.desk.vote(requestId, inSlack('zoe'));
    expect(await rig.desk.vote(requestId, inSlack('bob'))).toMatchObject({
      kind: 'done',
      approval: { standing: 'pending' },
    });
    expect(asked.flat().map(({ subject }) => subject)).toEqual(['zoe']);
    expect(await rig.desk.vote(requestId, ballot('carol', 'approve'))).toMatchObject({
      approval: { standing: 'approved' },
    });
    expect(asked.flat().map(({ subject }) => subject)).toEqual(['zoe', 'bob']);
  });
});

describe('taking back', () => {
  it('is for who asked, who could answer, and administrators', async () => {
    const ids = [id(), id(), id()];
    await rig.consume(...ids.map((requestId) => requestHeld({ requestId, body: requestId })));
    const [mine = '', answered = '', administered = ''] = ids;
    const stranger = { ...person('sam', []), admin: false };
    expect(await rig.desk.takeBack(mine, stranger)).toEqual({ kind: 'refused', code: 'NOT_YOURS' });
    expect(await rig.desk.takeBack(mine, { ...person('agent', []), admin: false })).toMatchObject({
      kind: 'done',
    });
    expect(await rig.desk.takeBack(answered, { ...person('bob'), admin: false })).toMatchObject({
      kind: 'done',
    });
    await rig.desk.vote(administered, ballot('bob', 'approve'));
    expect(await rig.desk.takeBack(administered, admin)).toMatchObject({ approval: { standing: 'revoked' } });
    expect(await rig.desk.takeBack(administered, admin)).toEqual({ kind: 'refused', code: 'NOT_OPEN' });
    expect(await rig.desk.consume(administered, spendOf(administered, administered))).toBe('not-approved');
  });
});

describe('a grant', () => {
  const use = (grantId: string, requestId: string): Parameters<DeskRig['desk']['useGrant']>[0] => ({
    ...{
      grantId,
      requestId,
      shapeSha256: shapeSha256.toString('hex'),
      bearer: bearerOf(),
      replica: 'gateway-1',
    },
  });
  const granted = async (uses: number, durationMs = 60_000): Promise<string> => {
    const requestId = id();
    await rig.consume(requestHeld({ requestId, body: requestId }));
    const answer = await rig.desk.vote(requestId, ballot('bob', 'approve', { bounds: { uses, durationMs } }));
    return answer.kind === 'done' ? (answer.approval.outcome?.grantId ?? '') : '';
  };

  it('is used as often as it says, once for each request, whoever asks at the same time', async () => {
    const grantId = await granted(3);
    const outcomes = await Promise.all(
      [id(), id(), id(), id(), id()].map((one) => rig.desk.useGrant(use(grantId, one))),
    );
    expect(outcomes.sort()).toEqual(['consumed', 'consumed', 'consumed', 'spent', 'spent']);
    const events = await published();
    expect(events.filter((name) => name === 'approvalConsumed')).toHaveLength(3);
    expect(events.at(-1)).toBe('grantEnded');
  });

  it('counts a request that asks twice once, and ends when it is revoked or its time passes', async () => {
    const [grantId, short] = [await granted(2), await granted(2, 1)];
    const requestId = id();
    expect([
      await rig.desk.useGrant(use(grantId, requestId)),
      await rig.desk.useGrant(use(grantId, requestId)),
    ]).toEqual([...['consumed', 'consumed']]);
    expect(await rig.desk.revokeGrant(grantId, { ...person('sam', []), admin: false })).toMatchObject({
      code: 'NOT_YOURS',
    });
    expect(await rig.desk.revokeGrant(grantId, { ...person('bob'), admin: false })).toMatchObject({
      kind: 'done',
    });
    expect(await rig.desk.useGrant(use(grantId, id()))).toBe('not-approved');
    await rig.time.look();
    expect(await rig.desk.useGrant(use(short, id()))).toBe('not-approved');
    const ended = (await feed()).flatMap(({ body }) =>
      body?.$case === 'grant' && body.value.ended ? [body.value.grantId] : [],
    );
    expect(ended.sort()).toEqual([grantId, short].sort());
  });
});

describe('a lock', () => {
  const lock = {
    target: 'session',
    value: 's1',
    issuer: '',
    terminateLive: true,
    reason: 'stop',
    by: admin,
  } as const;

  it('ends what waits and what was agreed to under it, and what comes after', async () => {
    const [waits, agreed, elsewhere, later] = [id(), id(), id(), id()];
    await rig.consume(
      ...[waits, agreed].map((requestId) => requestHeld({ requestId, body: requestId })),
      requestHeld({ requestId: elsewhere, session: 's2' }),
    );
    await rig.desk.vote(agreed, ballot('bob', 'approve', { bounds: {} }));
    expect(await rig.locks.place(lock)).toMatchObject({ kind: 'done' });
    expect(await rig.desk.consume(agreed, spendOf(agreed, agreed))).toBe('not-approved');
    await rig.time.look();
    await rig.consume(requestHeld({ requestId: later, body: 'later' }));
    expect(await standings()).toEqual({
      ...{ [waits]: 'cancelled', [agreed]: 'revoked', [elsewhere]: 'pending', [later]: 'cancelled' },
    });
    const names = await published();
    expect(names.slice(6)).toEqual([
      ...[
        'lockPlaced',
        'approvalCancelled',
        'approvalRevoked',
        'grantEnded',
        'approvalRequested',
        'approvalCancelled',
      ],
    ]);
  });

  it('that ends nothing live leaves what waits', async () => {
    const requestId = id();
    await rig.consume(requestHeld({ requestId }));
    await rig.locks.place({ ...lock, terminateLive: false });
    await rig.time.look();
    expect(await standings()).toEqual({ [requestId]: 'pending' });
  });

  it('ends once, by hand or by its time, and is told of', async () => {
    const placed = await rig.locks.place(lock);
    const short = await rig.locks.place({ ...lock, value: 's2', lastsMs: 1 });
    if (placed.kind === 'refused' || short.kind === 'refused') throw new TypeError('refused');
    await rig.time.look();
    const lockId = placed.lock.id;
    const by = { issuer: admin.issuer, subject: admin.subject };
    expect(await rig.locks.lift(lockId, by)).toMatchObject({ kind: 'done' });
    expect(await rig.locks.lift(lockId, by)).toMatchObject({ code: 'NOT_OPEN' });
    expect(await rig.locks.lift(id(), by)).toMatchObject({ code: 'UNKNOWN' });
    const applied = {
      lockId,
      replica: 'gateway-1',
      streamsEnded: 3,
      heldRefused: 1,
      tokensDropped: 2,
      afterUs: 400,
    };
    expect([await rig.locks.applied(applied), await rig.locks.applied(applied)]).toEqual([true, true]);
    expect(await rig.locks.applied({ ...applied, lockId: id() })).toBe(false);
    expect([...(await published())].sort()).toEqual([
      ...['lockApplied', 'lockLifted', 'lockLifted', 'lockPlaced', 'lockPlaced'],
    ]);
  });
});

describe('time', () => {
  it('is read once the lock is held, not when it was asked for', async () => {
    const requestId = id();
    await rig.consume(requestHeld({ requestId }));
    const holder = store.database.createQueryRunner();
    await holder.startTransaction();
    await lockApprovalNow(holder.manager, requestId);
    const waiting = store.database.transaction((tx) => lockApprovalNow(tx, requestId));
    await holder.query('SELECT pg_sleep(0.2)');
    const releasedUs = await databaseNowUs(holder.manager);
    await holder.commitTransaction();
    await holder.release();
    expect((await waiting)?.nowUs).toBeGreaterThanOrEqual(releasedUs);
  });

  it('is looked at by two replicas, and every end comes once', async () => {
    const other = deskRig(await store.open());
    const requirement = { lifetimeMs: 60 };
    const ids = Array.from({ length: 30 }, id);
    rig = deskRig(store.database, undefined, 100);
    await rig.consume(...ids.map((requestId) => requestHeld({ requestId, body: requestId, requirement })));
    await expect
      .poll(async () => {
        await Promise.all([rig.time.look(), other.time.look()]);
        return new Set(Object.values(await standings()));
      })
      .toEqual(new Set(['expired']));
    expect((await published()).filter((name) => name === 'approvalExpired')).toHaveLength(30);
    const told = await store.database.query<{ kind: string; count: number }[]>(
      `SELECT announcement ->> 'kind' AS kind, count(*)::int FROM announcements GROUP BY 1 ORDER BY 1`,
    );
    expect(told.find(({ kind }) => kind === 'posted')?.count).toBe(30);
    expect(told.find(({ kind }) => kind === 'updated')?.count).toBe(30);
  });

  it('and a vote at the same instant: one of them wins, and the voter is told which', async () => {
    const answers = new Map<string, string>();
    for (const waitMs of [0, 100, 200, 300, 390, 395, 400, 500]) {
      const requestId = id();
      await rig.consume(requestHeld({ requestId, body: requestId, requirement: { lifetimeMs: 400 } }));
      await databaseMs(waitMs);
      const [answer] = await Promise.all([
        rig.desk.vote(requestId, ballot('bob', 'approve')),
        rig.time.look(),
      ]);
      answers.set(requestId, answer.kind === 'done' ? 'approved' : answer.code);
    }
    const ids = [...answers.keys()];
    await expect
      .poll(async () => (await rig.time.look(), new Set(Object.values(await standings()))))
      .toEqual(new Set(['expired']));
    const decided = (await feed()).flatMap(({ body }) => (body?.$case === 'decision' ? [body.value] : []));
    for (const requestId of ids) {
      const states = decided.filter(({ approvalId }) => approvalId === requestId).map(({ state }) => state);
      const { PENDING, APPROVED, EXPIRED } = ApprovalState;
      const won = answers.get(requestId) === 'approved';
      expect(states).toEqual(won ? [PENDING, APPROVED, EXPIRED] : [PENDING, EXPIRED]);
      expect(won || answers.get(requestId) === 'EXPIRED').toBe(true);
      expect(await rig.desk.consume(requestId, spendOf(requestId, requestId))).toBe('not-approved');
    }
    expect(new Set(answers.values())).toEqual(new Set(['approved', 'EXPIRED']));
  });
});

/** Lets the database's clock go on. */
async function databaseMs(ms: number): Promise<void> {
  await store.database.query('SELECT pg_sleep($1)', [ms / 1000]);
}
