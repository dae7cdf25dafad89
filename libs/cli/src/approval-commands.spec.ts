/** The commands about approvals against a service that writes down what it was asked. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommanderError } from 'commander';
import { program } from './program.js';
import { colours } from './render/colours.js';
import { Logins } from './system/logins.js';

let answers: Record<string, { status?: number; body: unknown }>;
let asked: { what: string; body: unknown }[];
let server: http.Server;
let url: string;
let stop: AbortController;
let printed: string[];

beforeEach(async () => {
  answers = {};
  asked = [];
  printed = [];
  stop = new AbortController();
  server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const what = `${request.method ?? ''} ${request.url ?? ''}`;
      const text = Buffer.concat(chunks).toString();
      asked.push({ what, body: text === '' ? undefined : JSON.parse(text) });
      const { status = 200, body } = answers[what] ?? {
        status: 404,
        body: { error: { message: 'Unknown.' } },
      };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function run(...args: string[]): Promise<string> {
  printed = [];
  const command = program({
    env: {
      SALLYPORT_URL: 'http://archive.invalid',
      SALLYPORT_TOKEN: 'token',
      SALLYPORT_APPROVAL_URL: `${url}/`,
    },
    ...{ cwd: tmpdir(), packageFolder: tmpdir(), colours: colours(false), signal: stop.signal },
    logins: new Logins({ XDG_CONFIG_HOME: '/nonexistent' }, '/nonexistent'),
    print: async (text) => Promise.resolve(void printed.push(text)),
    tell: () => undefined,
  });
  for (const one of [command, ...command.commands])
    one.exitOverride().configureOutput({ writeErr: () => undefined });
  await command.parseAsync(args, { from: 'user' });
  return printed.join('\n');
}

const approval = {
  ...{ id: 'a1', state: 'pending', attended: true, session: 's1', connection: 'warehouse', rule: 'writes' },
  ...{ asked: '2026-01-02T03:04:05Z', expires: '2999-01-01T00:00:00Z', method: 'POST', path: '/orders' },
  identity: { subject: 'agent', agent: 'planner', groups: ['agents'] },
  ...{ sentence: 'Orders are written.', requestSha256: 'd1', shape: 'POST /orders', said: '', agreed: [[1]] },
  requirement: {
    anyOf: [[{ groups: ['approvers'], people: 2 }]],
    ...{ reasonRequired: 'never', grant: { durationMs: 1_800_000, uses: 5 } },
  },
  votes: [{ subject: 'bob', name: '', choice: 'approve', reason: 'ok', time: '2026-01-02T03:04:06Z' }],
  content: { kind: 'text', text: '{"n":1}\u001b[2J', cut: false },
};

describe('approvals', () => {
  it('are listed: those that wait, or as asked for, with id and state', async () => {
    answers['GET /v1/approvals?state=pending&limit=50'] = { body: { items: [approval] } };
    expect(JSON.parse(await run('approvals', '--json'))).toMatchObject([{ id: 'a1', state: 'pending' }]);
    expect(await run('approvals')).toMatch(
      /a1 +pending +\S.* agent +warehouse +POST \/orders +writes +1\/2 of approvers/,
    );
    answers['GET /v1/approvals?state=denied&session=s1&limit=2'] = { body: { items: [] } };
    expect(await run('approvals', '--state', 'denied', '--session', 's1', '-n', '2')).toBe('Nothing waits.');
    await expect(run('approvals', '--state', 'odd')).rejects.toThrow(CommanderError);
  });

  it('are shown with what would run, made safe for the terminal', async () => {
    answers['GET /v1/approvals/a1'] = { body: approval };
    const text = await run('show', 'a1');
    expect(text).toContain('stopped by  writes: Orders are written.');
    expect(text).toContain('agent through planner');
    expect(text).toContain('bob: approve, “ok”');
    expect(text).toContain('  {"n":1}\\u{1b}[2J');
    expect(text).not.toContain('\u001b');
  });

  it('are answered, with a reason and a grant', async () => {
    answers['POST /v1/approvals/a1/votes'] = { body: { ...approval, state: 'approved', grantId: 'g1' } };
    expect(await run('approve', 'a1', '--reason', 'fine', '--for', '30m', '--uses', '3')).toBe(
      'a1: approved, grant g1',
    );
    expect(asked.at(-1)?.body).toEqual({
      ...{ choice: 'approve', reason: 'fine' },
      grant: { durationMs: 1_800_000, uses: 3 },
    });
    answers['POST /v1/approvals/a1/votes'] = { body: approval };
    expect(await run('approve', 'a1')).toBe('a1: pending, agreed: 1/2 of approvers');
    answers['POST /v1/approvals/a1/votes'] = {
      status: 403,
      body: { error: { message: 'You asked for this yourself.' } },
    };
    await expect(run('deny', 'a1')).rejects.toMatchObject({
      reason: 'denied',
      message: 'You asked for this yourself.',
    });
    expect(asked.at(-1)?.body).toEqual({ choice: 'deny', reason: '' });
    await expect(run('approve', 'a1', '--for', 'ever')).rejects.toMatchObject({ reason: 'usage' });
  });

  it('are watched until the command is stopped: each once, and again when it stands otherwise', async () => {
    const path = 'GET /v1/approvals?limit=50';
    answers[path] = { body: { items: [approval, { ...approval, id: 'a0', state: 'denied' }] } };
    const watching = run('approvals', '--watch');
    await expect.poll(() => asked.length).toBeGreaterThan(1);
    answers[path] = { body: { items: [{ ...approval, state: 'approved' }] } };
    await expect.poll(() => printed).toHaveLength(2);
    stop.abort();
    await watching.catch(() => undefined);
    expect(printed).toEqual(['a1  pending  agent  POST /orders', 'a1  approved  agent  POST /orders']);
  });
});

it('grants are listed and revoked, and an approval of that id is taken back', async () => {
  const grant = {
    ...{ id: 'g1', identity: { subject: 'agent' }, connection: 'warehouse', shape: 'POST /orders' },
    ...{ expires: '2026-01-02T04:00:00Z', uses: 1, usesMax: 5 },
  };
  answers['GET /v1/grants?limit=50'] = { body: { items: [grant] } };
  expect(await run('grants')).toMatch(
    /g1 +agent +warehouse +POST \/orders +2026-01-02 04:00:00 +1\/5 +stands/,
  );
  answers['DELETE /v1/grants/g1'] = { body: { ...grant, ended: 'revoked' } };
  expect(await run('revoke', 'g1')).toBe('g1: revoked');
  answers['POST /v1/approvals/a1/cancel'] = { body: { ...approval, state: 'cancelled' } };
  expect(await run('revoke', 'a1')).toBe('a1: cancelled');
  await expect(run('revoke', 'x')).rejects.toMatchObject({ reason: 'notFound' });
});

it('locks are placed, listed and lifted, and a session is killed', async () => {
  const lock = {
    ...{
      id: 'l1',
      target: 'session',
      value: 's1',
      placed: '2026-01-02T04:00:00Z',
      reason: 'enough',
      lifted: false,
    },
    applied: [{ streamsEnded: 2, heldRefused: 1 }],
  };
  answers['POST /v1/locks'] = { status: 201, body: lock };
  expect(await run('lock', 'group', 'agents', '--for', '2h', '--keep-live')).toBe('l1: session s1 is locked');
  expect(asked.at(-1)?.body).toEqual({
    ...{ target: 'group', value: 'agents', issuer: '', terminateLive: false, reason: '', lastsMs: 7_200_000 },
  });
  answers['POST /v1/sessions/s1/kill'] = { status: 201, body: lock };
  expect(await run('kill', 's1', '--reason', 'enough')).toBe('l1: session s1 is locked');
  expect(asked.at(-1)?.body).toEqual({ reason: 'enough' });
  answers['GET /v1/locks?limit=50'] = { body: { items: [lock] } };
  expect(await run('locks')).toMatch(/l1 +session +s1 .*2 streams, 1 held +stands +enough/);
  answers['DELETE /v1/locks/l1'] = { body: { ...lock, lifted: true } };
  expect(await run('unlock', 'l1')).toBe('l1: session s1 is no longer locked');
  await expect(run('lock', 'moon', 'x')).rejects.toThrow(CommanderError);
});

it('says which variable is missing', async () => {
  const command = program({
    env: { SALLYPORT_URL: url, SALLYPORT_TOKEN: 'token' },
    ...{ cwd: tmpdir(), packageFolder: tmpdir(), colours: colours(false), signal: stop.signal },
    logins: new Logins({ XDG_CONFIG_HOME: '/nonexistent' }, '/nonexistent'),
    ...{ print: () => Promise.resolve(), tell: () => undefined },
  });
  await expect(command.parseAsync(['approvals'], { from: 'user' })).rejects.toThrow('SALLYPORT_APPROVAL_URL');
});
