/** REST over a real database: who may do what, with the same rules as everywhere else. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { approvalApp } from '../fixtures/approval-app.js';
import type { ApprovalApp } from '../fixtures/approval-app.js';
import { approvalDatabase, newId } from '../fixtures/approval-database.js';
import type { ApprovalDatabase } from '../fixtures/approval-database.js';
import { requestHeld } from '../fixtures/held.js';
import type { HeldOptions } from '../fixtures/held.js';

let store: ApprovalDatabase;
let app: ApprovalApp;
beforeAll(async () => {
  store = await approvalDatabase();
  app = await approvalApp(store);
}, 60_000);
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
}, 60_000);
beforeEach(() => store.clear());

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown> & {
    readonly items?: readonly Record<string, unknown>[];
    readonly nextCursor?: string;
    readonly error?: { readonly code: string; readonly message: string };
  };
}

const people = {
  bob: ['approvers'],
  carol: ['approvers'],
  oscar: ['ops'],
  adam: ['admins'],
  audrey: ['auditors'],
  agent: ['agents'],
  dana: ['data-owners'],
} as const;
type Name = keyof typeof people;

async function ask(who: Name, method: string, path: string, body?: object, claims = {}): Promise<Answer> {
  const token = await app.token(who, people[who], claims);
  const response = await fetch(`${app.url}/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

async function held(options: HeldOptions = {}): Promise<string> {
  const requestId = newId(Date.now());
  await app.consume(requestHeld({ requestId, body: `{"order":"${requestId}"}`, ...options }));
  return requestId;
}

const codeOf = ({ status, body }: Answer): string => `${status} ${body.error?.code ?? ''}`;
const vote = (who: Name, id: string, body: object, claims = {}): Promise<Answer> =>
  ask(who, 'POST', `/approvals/${id}/votes`, body, claims);

describe('approvals', () => {
  it('are listed and shown with what would run, to those who may read', async () => {
    const id = await held();
    const { status, body } = await ask('audrey', 'GET', '/approvals?state=pending');
    expect([status, body.items]).toMatchObject([
      200,
      [
        {
          id,
          state: 'pending',
          attended: true,
          rule: 'writes',
          sentence: 'Orders are written.',
          agreed: [[0]],
        },
      ],
    ]);
    const shown = await ask('bob', 'GET', `/approvals/${id}`);
    expect(shown.body).toMatchObject({
      ...{
        id,
        method: 'POST',
        path: '/orders',
        shape: 'POST /orders',
        connection: 'warehouse',
        session: 's1',
      },
      identity: { subject: 'agent', agent: 'agent', groups: ['agents'] },
      content: { kind: 'text', text: `{"order":"${id}"}`, cut: false },
    });
    expect((await ask('agent', 'GET', '/approvals')).body.items).toEqual([]);
    expect(codeOf(await ask('agent', 'GET', `/approvals/${id}`))).toBe('404 UNKNOWN');
    expect(codeOf(await ask('agent', 'GET', '/grants'))).toBe('403 NOT_PERMITTED');
    expect(codeOf(await ask('bob', 'GET', '/approvals/nothing'))).toBe('404 UNKNOWN');
    expect(codeOf(await ask('bob', 'GET', '/approvals?state=odd&x=1'))).toBe('400 BAD_QUERY');
  });

  it('are paged and filtered', async () => {
    const ids = [await held(), await held(), await held({ session: 's2' })];
    const first = await ask('bob', 'GET', '/approvals?limit=2');
    const second = await ask('bob', 'GET', `/approvals?limit=2&cursor=${first.body.nextCursor ?? ''}`);
    const seen = [...(first.body.items ?? []), ...(second.body.items ?? [])].map(({ id }) => id);
    expect(seen).toEqual([...ids].reverse());
    expect(second.body.nextCursor).toBeUndefined();
    const filtered = await ask(
      'bob',
      'GET',
      '/approvals?session=s2&identity=agent&connection=warehouse&rule=writes',
    );
    expect(filtered.body.items).toHaveLength(1);
    expect(codeOf(await ask('bob', 'GET', '/approvals?cursor=odd'))).toBe('400 BAD_QUERY');
  });

  it('are answered by those who are asked, and by nobody else', async () => {
    const id = await held();
    expect(codeOf(await vote('agent', id, { choice: 'approve' }))).toBe('403 AGENTS_REQUEST');
    expect(codeOf(await vote('audrey', id, { choice: 'approve' }))).toBe('403 NOT_ELIGIBLE');
    expect(codeOf(await vote('adam', id, { choice: 'approve' }))).toBe('403 NOT_ELIGIBLE');
    expect(codeOf(await vote('oscar', id, { choice: 'deny' }))).toBe('403 NOT_ELIGIBLE');
    const delegated = { act: { sub: 'helper' } };
    expect(codeOf(await vote('bob', id, { choice: 'approve' }, delegated))).toBe('403 DELEGATED_VOTE');
    expect(codeOf(await vote('bob', id, { choice: 'maybe' }))).toBe('400 BAD_QUERY');
    const { status, body } = await vote('bob', id, { choice: 'approve', reason: 'fine' });
    expect([status, body]).toMatchObject([
      200,
      { state: 'approved', deciders: [{ subject: 'bob' }], said: 'fine' },
    ]);
    expect(codeOf(await vote('carol', id, { choice: 'deny' }))).toBe('409 ALREADY_DECIDED');
  });

  it('are not answered by who asked, admin or not', async () => {
    const id = await held({ subject: 'adam', requirement: { anyOf: [[{ groups: ['admins'], people: 1 }]] } });
    await store.database.query(
      `UPDATE approvals SET asked = jsonb_set(asked, '{requester,issuer}', to_jsonb($1::text))`,
      [app.issuer],
    );
    expect(codeOf(await vote('adam', id, { choice: 'approve' }))).toBe('403 OWN_REQUEST');
  });

  it('need as many people as the rule says, who may change their minds', async () => {
    const id = await held({
      requirement: { anyOf: [[{ groups: ['approvers', 'ops'], people: 2 }]], denyPeople: 2 },
    });
    expect((await vote('bob', id, { choice: 'deny' })).body).toMatchObject({
      state: 'pending',
      agreed: [[0]],
    });
    expect((await vote('bob', id, { choice: 'approve' })).body).toMatchObject({
      state: 'pending',
      agreed: [[1]],
    });
    expect((await vote('bob', id, { choice: 'withdraw' })).body).toMatchObject({ agreed: [[0]], votes: [] });
    expect(codeOf(await vote('bob', id, { choice: 'withdraw' }))).toBe('409 NO_VOTE');
    await vote('bob', id, { choice: 'approve' });
    expect((await vote('oscar', id, { choice: 'approve' })).body).toMatchObject({ state: 'approved' });
  });

  it('are for the groups that the rule names, whether or not these have a role', async () => {
    const [id, other] = [
      await held({ requirement: { anyOf: [[{ groups: ['data-owners'], people: 1 }]] } }),
      await held(),
    ];
    expect((await ask('dana', 'GET', '/approvals')).body.items).toMatchObject([{ id }]);
    expect((await ask('dana', 'GET', `/approvals/${id}`)).status).toBe(200);
    expect(codeOf(await ask('dana', 'GET', `/approvals/${other}`))).toBe('404 UNKNOWN');
    expect(codeOf(await vote('dana', other, { choice: 'approve' }))).toBe('403 NOT_ELIGIBLE');
    expect((await vote('dana', id, { choice: 'approve' })).body).toMatchObject({ state: 'approved' });
  });

  it('are cancelled by who asked and by administrators', async () => {
    const ids = [await held(), await held()];
    expect(codeOf(await ask('audrey', 'POST', `/approvals/${ids[0]}/cancel`))).toBe('403 NOT_YOURS');
    expect((await ask('adam', 'POST', `/approvals/${ids[0]}/cancel`)).body).toMatchObject({
      state: 'cancelled',
    });
    await vote('bob', ids[1] ?? '', { choice: 'approve' });
    expect((await ask('bob', 'POST', `/approvals/${ids[1]}/cancel`)).body).toMatchObject({
      state: 'revoked',
    });
    expect(codeOf(await ask('adam', 'POST', `/approvals/${ids[0]}/cancel`))).toBe('409 NOT_OPEN');
  });
});

it('grants come with an approval, within what the rule offers, and are revoked', async () => {
  const id = await held();
  expect(codeOf(await vote('bob', id, { choice: 'approve', grant: { uses: 99 } }))).toBe(
    '400 GRANT_TOO_WIDE',
  );
  await vote('bob', id, { choice: 'approve', grant: { durationMs: 60_000 } });
  const { body } = await ask('audrey', 'GET', '/grants');
  expect(body.items).toMatchObject([
    { approvalId: id, shape: 'POST /orders', uses: 0, usesMax: 5, identity: { subject: 'agent' } },
  ]);
  const grantId = String(body.items?.[0]?.['id']);
  expect(codeOf(await ask('audrey', 'DELETE', `/grants/${grantId}`))).toBe('403 NOT_YOURS');
  expect(codeOf(await ask('oscar', 'DELETE', `/grants/${grantId}`))).toBe('403 NOT_YOURS');
  expect((await ask('carol', 'DELETE', `/grants/${grantId}`)).body).toMatchObject({ ended: 'revoked' });
  expect(codeOf(await ask('carol', 'DELETE', `/grants/${grantId}`))).toBe('409 NOT_OPEN');
  expect(codeOf(await ask('carol', 'DELETE', '/grants/nothing'))).toBe('404 UNKNOWN');
  expect((await ask('bob', 'GET', '/grants')).body.items).toEqual([]);
  expect((await ask('bob', 'GET', '/grants?ended=true')).body.items).toHaveLength(1);
});

it('locks are placed and lifted by administrators, and a killed session ends what waits in it', async () => {
  const id = await held();
  expect(codeOf(await ask('bob', 'POST', '/locks', { target: 'session', value: 's1' }))).toBe(
    '403 NOT_PERMITTED',
  );
  expect(codeOf(await ask('adam', 'POST', '/locks', { target: 'identity', value: 'agent' }))).toBe(
    '400 LOCK_INVALID',
  );
  expect(codeOf(await ask('adam', 'POST', '/locks', { target: 'moon', value: 'x' }))).toBe('400 BAD_QUERY');
  const killed = await ask('adam', 'POST', '/sessions/s1/kill', { reason: 'enough' });
  expect([killed.status, killed.body]).toMatchObject([
    201,
    { target: 'session', value: 's1', reason: 'enough', terminateLive: true },
  ]);
  await expect
    .poll(async () => (await ask('bob', 'GET', `/approvals/${id}`)).body['state'])
    .toBe('cancelled');
  expect(codeOf(await ask('adam', 'POST', '/sessions/s2/kill'))).toBe('201 ');
  const { body } = await ask('audrey', 'GET', '/locks');
  expect(body.items?.map(({ value }) => value)).toEqual(['s2', 's1']);
  const lockId = String(killed.body['id']);
  expect((await ask('adam', 'DELETE', `/locks/${lockId}`)).body).toMatchObject({ lifted: true });
  expect(codeOf(await ask('adam', 'DELETE', `/locks/${lockId}`))).toBe('409 NOT_OPEN');
  expect((await ask('audrey', 'GET', '/locks?lifted=true')).body.items).toHaveLength(2);
});

it('counts what waits for those who watch the service', async () => {
  await held();
  await ask('adam', 'POST', '/locks', { target: 'session', value: 's5' });
  const figure = async (name: string): Promise<number> => {
    const text = await (await fetch(`${app.url}/metrics`)).text();
    return Number(new RegExp(`^${name}(?:\\{.*\\})? (.+)$`, 'm').exec(text)?.[1]);
  };
  await expect.poll(() => figure('sallyport_approvals_pending')).toBe(1);
  expect(await figure('sallyport_approvals_oldest_seconds')).toBeGreaterThan(0);
  await expect.poll(() => figure('sallyport_locks_standing')).toBe(1);
  await expect.poll(() => figure('sallyport_decisions_unsent')).toBe(0);
});

it('is described by OpenAPI, route by route', async () => {
  const document = (await (await fetch(`${app.url}/openapi.json`)).json()) as {
    paths: Record<string, object>;
  };
  const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  expect(routes.filter((route) => !route.includes('status')).sort()).toEqual([
    ...['delete /v1/grants/{id}', 'delete /v1/locks/{id}', 'get /v1/approvals', 'get /v1/approvals/{id}'],
    ...['get /v1/grants', 'get /v1/locks', 'post /v1/approvals/{id}/cancel', 'post /v1/approvals/{id}/votes'],
    ...['post /v1/locks', 'post /v1/sessions/{id}/kill'],
  ]);
});
