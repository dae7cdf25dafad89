import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommanderError } from 'commander';
import { program } from './program.js';
import { colours } from './render/colours.js';
import { Logins } from './system/logins.js';

/** The archive's answers, by path and query; requests as they came. */
let answers: Record<string, { status?: number; type?: string; body: string }>;
let asked: { url: string; authorization: string; accept: string; lastEventId: string }[];
/** The form that was posted last. */
let posted: URLSearchParams;
/** What was said beside the result. */
let told: string[];
let server: http.Server;
let url: string;

beforeEach(async () => {
  answers = {};
  asked = [];
  told = [];
  server = http.createServer((request, response) => {
    const { authorization = '', accept = '' } = request.headers;
    asked.push({
      ...{ url: request.url ?? '', authorization, accept },
      lastEventId: String(request.headers['last-event-id'] ?? ''),
    });
    const {
      status = 200,
      type = 'application/json',
      body,
    } = answers[request.url ?? ''] ?? { status: 404, body: '{}' };
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      posted = new URLSearchParams(Buffer.concat(chunks).toString());
      response.writeHead(status, { 'content-type': type }).end(body);
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

const run = (...args: string[]): Promise<string> => runAs('token', ...args);

async function runAs(token: string, ...args: string[]): Promise<string> {
  const printed: string[] = [];
  const command = program({
    env: { SALLYPORT_URL: url, SALLYPORT_TOKEN: token, SALLYPORT_GATEWAY_URL: url },
    cwd: tmpdir(),
    packageFolder: tmpdir(),
    logins: new Logins({ XDG_CONFIG_HOME: '/nonexistent' }, '/nonexistent'),
    colours: colours(false),
    signal: new AbortController().signal,
    print: async (text) => Promise.resolve(void printed.push(text)),
    tell: (text) => void told.push(text),
  });
  for (const one of [command, ...command.commands]) {
    one.exitOverride().configureOutput({ writeErr: () => undefined });
  }
  await command.parseAsync(args, { from: 'user' });
  return printed.join('\n');
}

const tokenWith = (claims: object): string =>
  `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

const event = (id: string): object => ({
  id,
  type: 'session.started',
  time: '2026-01-31T08:00:00Z',
  session: 's',
});

describe('the command line', () => {
  it('reads page after page up to its limit and prints an array of items with ids', async () => {
    answers['/v1/sessions?verdict=deny&limit=3'] = {
      body: JSON.stringify({ items: [{ id: 'a' }, { id: 'b' }], nextCursor: 'c1' }),
    };
    answers['/v1/sessions?verdict=deny&limit=1&cursor=c1'] = {
      body: JSON.stringify({ items: [{ id: 'c' }, { id: 'd' }], nextCursor: 'c2' }),
    };
    const printed = await run('sessions', '--json', '--limit', '3', '--verdict', 'deny');
    expect(JSON.parse(printed)).toEqual([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
    expect(asked.map(({ authorization }) => authorization)).toEqual(['Bearer token', 'Bearer token']);
  });

  it('replays a session from its lines', async () => {
    answers['/v1/sessions/ses_1/replay'] = {
      type: 'application/x-ndjson',
      body: `${JSON.stringify(event('1'))}\n${JSON.stringify(event('2'))}`,
    };
    expect(await run('replay', 'ses_1')).toBe('    +0.000 s  session.started\n    +0.000 s  session.started');
    expect(JSON.parse(await run('replay', 'ses_1', '--json', '--limit', '1'))).toEqual([event('1')]);
  });

  it('sums a replayed session at its end', async () => {
    const received = { ...event('1'), type: 'request.received', requestId: 'r' };
    answers['/v1/sessions/ses_1/replay'] = { type: 'application/x-ndjson', body: JSON.stringify(received) };
    expect((await run('replay', 'ses_1')).split('\n').at(-1)).toBe('In all: 1 request');
  });

  it('replays the session that was active last, of a caller that is known', async () => {
    const items = [{ id: 'unknown' }, { id: 'ses_2', identity: { subject: 'ann' } }, { id: 'ses_1' }];
    answers['/v1/sessions?limit=50'] = { body: JSON.stringify({ items }) };
    answers['/v1/sessions/ses_2/replay'] = { body: JSON.stringify(event('1')) };
    await run('replay');
    expect(told).toEqual(['Session ses_2']);
  });

  it('searches by what AI traffic did', async () => {
    const none = { body: JSON.stringify({ items: [] }) };
    answers['/v1/sessions?model=gpt-4o&tool=pay&masked=*&tokensMin=5&limit=20'] = none;
    await run('sessions', '--model', 'gpt-4o', '--tool', 'pay', '--masked', '*', '--min-tokens', '5');
    answers['/v1/events?verdict=deny&graph=triage&alert=rule&limit=50'] = none;
    await run('events', '--verdict', 'deny', '--graph', 'triage', '--alert', 'rule');
    await expect(run('events', '--min-tokens', 'many')).rejects.toThrow(CommanderError);
  });

  it('says how many signs of life it hides', async () => {
    answers['/v1/events?limit=50'] = { body: JSON.stringify({ items: [event('1')], hiddenAlive: 12 }) };
    await run('events');
    expect(told.splice(0)).toEqual(['12 alive events hidden, --all shows them']);
    answers['/v1/events?alive=true&limit=50'] = { body: JSON.stringify({ items: [event('1')] }) };
    await run('events', '--all');
    expect(told).toEqual([]);
  });

  it('follows events, and goes on where it was when its token ended', async () => {
    const frame = (id: string): string => `id: ${id}\ndata: ${JSON.stringify(event(id))}\n\n`;
    answers['/v1/events?type=session.started&follow=true'] = {
      type: 'text/event-stream',
      body: `: heartbeat\n\nevent: caught-up\ndata: {}\n\n${frame('1')}event: end\ndata: {"reason":"token-expired"}\n\n`,
    };
    const printed = await run('events', '--follow', '--json', '--limit', '2', '--type', 'session.started');
    expect(printed.split('\n').map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(['1', '1']);
    expect(asked.map(({ lastEventId }) => lastEventId)).toEqual(['', '1']);
  });

  it('exchanges its token for a narrower one', async () => {
    answers['/token'] = { body: JSON.stringify({ access_token: 'narrow', expires_in: 1_800 }) };
    expect(await run('token', '--connections', 'openai', '--ttl', '30m')).toBe('narrow');
    answers['/token'] = { status: 400, body: JSON.stringify({ error_description: 'No such connection.' }) };
    await expect(run('token')).rejects.toMatchObject({ reason: 'denied', message: 'No such connection.' });
    await expect(run('token', '--ttl', 'soon')).rejects.toMatchObject({ reason: 'usage' });
  });

  it('says when the token is shorter than what was asked for, and why', async () => {
    const answer = (seconds: number): void => {
      answers['/token'] = { body: JSON.stringify({ access_token: 'narrow', expires_in: seconds }) };
    };
    answer(86_400);
    // A session token may outlive the token of the identity provider that it was made from.
    for (const own of ['opaque', tokenWith({ exp: Math.floor(Date.now() / 1_000) + 3_600 })]) {
      await runAs(own, 'token', '--ttl', '99d');
      expect(told.splice(0)).toEqual([
        'Ends in 86400 s: shortened from 99d to 24h, the longest the gateway gives.',
      ]);
    }
    await runAs(tokenWith({ exp: Math.floor(Date.now() / 1_000) + 86_400 }), 'token', '--ttl', '99d');
    expect(told.splice(0)).toEqual([
      'Ends in 86400 s: shortened from 99d to 24h, when a token it is made from ends.',
    ]);
    answer(1_800);
    await run('token', '--ttl', '30m');
    await run('token');
    expect(told).toEqual(['Ends in 1800 s.', 'Ends in 1800 s.']);
  });

  it('says who the token is for whom the archive does not let in, the agent included', async () => {
    answers['/v1/whoami'] = { status: 403, body: JSON.stringify({ error: { message: 'Not permitted.' } }) };
    const me = async (claims: object): Promise<unknown> =>
      (JSON.parse(await runAs(tokenWith({ sub: 'ann', ...claims }), 'whoami', '--json')) as unknown[])[0];
    expect(await me({ azp: 'demo-agent' })).toMatchObject({ subject: 'ann', agent: 'demo-agent' });
    expect(await me({ client_id: 'one', act: { sub: 'two' } })).toMatchObject({ agent: 'two' });
    expect(await me({})).toMatchObject({ agent: '' });
    expect(await runAs(tokenWith({ sub: 'ann', azp: 'demo-agent' }), 'whoami')).toMatch(/agent +demo-agent/);
  });

  it('shows the latest start of each gateway, and earlier ones of which events are missing', async () => {
    const boot = (replica: string, id: string, missing: number): object => ({
      ...{ id: `${replica}/${id}`, replica, missing, events: 5, silentMs: 100, stopped: false },
    });
    const boots = ['e', 'd', 'c', 'b'].map((id) => boot('gateway-1', id, id === 'c' ? 2 : 0));
    const answer = {
      logs: [{ id: 'traffic/0', size: 7, lag: 3 }],
      producers: [...boots, boot('gateway-2', 'a', 0)],
    };
    const reply = (reachable: boolean): void => {
      const eventLog = { kind: 'embedded', reachable };
      answers['/v1/status'] = { body: JSON.stringify({ replica: 'a', eventLog, ...answer }) };
    };
    reply(true);
    const lines = (await run('status')).split('\n');
    expect(lines.filter((line) => line.startsWith('gateway-')).map((line) => line.split(/ {2,}/)[0])).toEqual(
      ['gateway-1', 'gateway-1 (an earlier start)', 'gateway-2'],
    );
    expect(lines).toContain('Archive: 7 events, 3 behind');
    reply(false);
    expect(await run('status')).toContain(
      'Archive: 7 events, whether more are waiting cannot be known without the event log',
    );
    expect(JSON.parse(await run('status', '--json'))).toHaveLength(6);
  });

  it('names the agent that will act, by a token in a file', async () => {
    const type = 'urn:ietf:params:oauth:token-type:access_token';
    const folder = mkdtempSync(path.join(tmpdir(), 'sallyport-actor-'));
    const file = path.join(folder, 'actor.jwt');
    answers['/token'] = { body: JSON.stringify({ access_token: 'delegated', expires_in: 60 }) };
    try {
      writeFileSync(file, 'token-of-the-actor\n');
      expect(await run('token', '--actor-token', file)).toBe('delegated');
      expect(Object.fromEntries(posted)).toMatchObject({
        ...{ subject_token: 'token', subject_token_type: type },
        ...{ actor_token: 'token-of-the-actor', actor_token_type: type },
      });
      await run('token');
      expect([...posted.keys()]).not.toContain('actor_token_type');
      writeFileSync(file, 'two words');
      await expect(run('token', '--actor-token', file)).rejects.toMatchObject({ reason: 'usage' });
      await expect(run('token', '--actor-token', path.join(folder, 'none'))).rejects.toMatchObject({
        reason: 'usage',
        message: expect.stringContaining('ENOENT') as string,
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('says what went wrong in the archive’s own words, with a reason scripts can rely on', async () => {
    const cases = {
      400: 'usage',
      401: 'denied',
      403: 'denied',
      404: 'notFound',
      503: 'unavailable',
      500: 'failed',
    };
    for (const [status, reason] of Object.entries(cases)) {
      answers['/v1/events?limit=50'] = {
        status: Number(status),
        body: JSON.stringify({ error: { code: 'X', message: 'A sentence.' } }),
      };
      await expect(run('events')).rejects.toMatchObject({ reason, message: 'A sentence.' });
    }
    server.closeAllConnections();
    server.close();
    await expect(run('events')).rejects.toMatchObject({ reason: 'unavailable' });
  });

  it('refuses wrong arguments', async () => {
    await expect(run('sessions', '--limit', '0')).rejects.toThrow(CommanderError);
    await expect(run('sessions', '--verdict', 'maybe')).rejects.toThrow(CommanderError);
    await expect(run('nothing')).rejects.toThrow(CommanderError);
  });
});
