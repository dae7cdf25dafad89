/** Refused requests: what clients are told, and the events that follow. */
import { describe, expect, it } from 'vitest';
import { Decision } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { SessionBasis } from '@sallyport/contracts/generated/sallyport/events/v1/envelope';
import { authorised, doorForEachTest, errorOf, get } from './fixtures/door-for-each-test.js';
import { sendRaw } from './fixtures/raw-client.js';
import { caller, goodToken, until } from './fixtures/running-door.js';

const run = doorForEachTest();
const deny = {
  decision: 'deny',
  rule: '',
  reasons: ['NO_ACCESS_RULE'],
  obligations: [],
  sentence: 'No rule allows this.',
} as const;

describe('refusals', () => {
  it('of policy name the reasons and stop retries', async () => {
    const door = await run((_request, response) => response.end(), { judge: () => deny });
    const answer = await fetch(`${door.url}/up/x?q=1`, { method: 'DELETE', headers: authorised });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('x-should-retry')).toBe('false');
    expect(await errorOf(answer)).toMatchObject({ code: 'POLICY_DENIED', reasons: ['NO_ACCESS_RULE'] });
    expect(door.recorder.of('requestRefused')).toMatchObject([
      {
        status: 403,
        code: 'POLICY_DENIED',
        target: { method: 'DELETE', path: '/x' },
        verdict: { decision: Decision.DENY, reasons: ['NO_ACCESS_RULE'] },
        count: 1,
      },
    ]);
    expect(door.recorder.events.at(-1)?.envelope).toMatchObject({
      identity: { subject: caller.subject },
      sessionBasis: SessionBasis.WINDOW,
    });
  });

  it('of a form that is refused say who tried, and what', async () => {
    const door = await run((_request, response) => response.end());
    const answer = await sendRaw(Number(new URL(door.url).port), get('/up/%2e%2e/secret?q=1'));
    expect(answer.status).toBe(400);
    expect(door.recorder.of('requestRefused')).toMatchObject([
      { code: 'PATH_REFUSED', target: { method: 'GET', path: '/up/%2e%2e/secret' } },
    ]);
    expect(door.recorder.events.at(-1)?.envelope.identity).toMatchObject({ subject: caller.subject });
  });

  it("of a form that is refused are nobody's when the token is not good", async () => {
    const door = await run((_request, response) => response.end());
    await sendRaw(Number(new URL(door.url).port), get('/up/../secret').replace(goodToken, 'garbage'));
    expect(door.recorder.of('authenticationRefused')).toMatchObject([{ code: 'PATH_REFUSED' }]);
    expect(JSON.stringify(door.recorder.events)).not.toContain('secret');
  });

  it('of one caller are folded where they are alike, whatever session they name, and open none', async () => {
    const door = await run((_request, response) => response.end(), { judge: () => deny });
    for (let at = 0; at < 40; at++) {
      const headers = { ...authorised, 'x-sallyport-session': `run-${at}` };
      expect((await fetch(`${door.url}/up/x`, { method: 'POST', headers })).status).toBe(403);
    }
    expect(door.recorder.of('requestRefused')).toHaveLength(5);
    expect((await fetch(`${door.url}/up/secret`, { headers: authorised })).status).toBe(403);
    expect(door.recorder.of('requestRefused')).toHaveLength(6);
    door.door.refusals.sweep(Date.now(), true);
    expect(door.recorder.of('requestRefused').at(-1)).toMatchObject({
      count: 35,
      code: 'POLICY_DENIED',
      target: { path: '/x' },
    });
    expect(door.recorder.events).toHaveLength(7);
    for (const { payloads, envelope } of door.recorder.events) {
      expect(payloads[0]?.sha256).toEqual(envelope.identity?.caller?.sha256);
    }
    expect(door.door.sessions.live.size).toBe(0);
  });

  it('of one caller that are all different fill no log: beyond some, their number is told and nothing made up', async () => {
    const door = await run((_request, response) => response.end(), {
      judge: () => deny,
      limits: { refusalKindsPerCallerMax: 8 },
    });
    for (let at = 0; at < 30; at++)
      expect((await fetch(`${door.url}/up/x/${at}`, { headers: authorised })).status).toBe(403);
    door.door.refusals.sweep(Date.now(), true);
    const refused = door.recorder.of('requestRefused');
    expect(refused).toHaveLength(14);
    expect(refused.reduce((sum, { count }) => sum + count, 0)).toBe(30);
    expect(refused.at(-1)).toMatchObject({ count: 17, target: undefined, verdict: undefined });
  });

  it('of what waits for approval: never a yes', async () => {
    let reached = 0;
    const hold = { ...deny, decision: 'hold' } as const;
    const door = await run((_request, response) => response.end(String(++reached)), { judge: () => hold });
    const answer = await fetch(`${door.url}/up/x`, { headers: authorised });
    expect(answer.status).toBe(403);
    expect(await errorOf(answer)).toMatchObject({ code: 'APPROVAL_UNAVAILABLE' });
    expect(reached).toBe(0);
  });

  it('of an unknown connection', async () => {
    const door = await run((_request, response) => response.end());
    const answer = await fetch(`${door.url}/nope/x`, { headers: authorised });
    expect(answer.status).toBe(404);
    expect(await errorOf(answer)).toMatchObject({ code: 'CONNECTION_UNKNOWN' });
    expect(door.recorder.of('requestRefused')).toMatchObject([{ code: 'CONNECTION_UNKNOWN', status: 404 }]);
  });

  it('of a connection whose credential is missing', async () => {
    const door = await run((_request, response) => response.end(), {
      connection: { credential: () => ({ kind: 'unavailable' }) },
    });
    expect((await fetch(`${door.url}/up/x`, { headers: authorised })).status).toBe(503);
  });

  it.each([
    ['no token', {}, 401, 'TOKEN_MISSING'],
    ['garbage', { 'x-api-key': 'garbage' }, 401, 'TOKEN_SIGNATURE_INVALID'],
    ['another scheme', { authorization: 'Basic YTpi' }, 401, 'TOKEN_MALFORMED'],
    ['two tokens', { authorization: `Bearer ${goodToken}`, 'api-key': 'other' }, 401, 'TOKEN_MALFORMED'],
  ])('of %s: one event, however often', async (_name, headers, status, code) => {
    let reached = 0;
    const door = await run((_request, response) => response.end(String(++reached)));
    for (let at = 0; at < 20; at++) {
      const answer = await fetch(`${door.url}/up/x`, { headers: headers as Record<string, string> });
      expect(answer.status).toBe(status);
      expect(await errorOf(answer)).toMatchObject({ code });
    }
    expect(door.recorder.of('authenticationRefused')).toMatchObject([{ code, status, count: 1 }]);
    door.door.refusals.sweep(Date.now(), true);
    expect(door.recorder.of('authenticationRefused')).toMatchObject([{ count: 1 }, { code, count: 19 }]);
    expect(reached).toBe(0);
    expect(JSON.stringify(door.recorder.events)).not.toContain('garbage');
  });

  const otherToken = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln';
  it.each([
    ['the query', `/up/x?q=${goodToken}`],
    ['a name of the query', `/up/x?${goodToken}=1`],
    ['the query, with an escaped letter', `/up/x?foo=%65${goodToken.slice(1)}`],
    ['the query, with its dots escaped', `/up/x?foo=${goodToken.replaceAll('.', '%2E')}`],
    ['the query, escaped twice', `/up/x?foo=%2565${goodToken.slice(1)}`],
    ['the path', `/up/x/${goodToken}`],
    ['the path, with an escaped letter', `/up/x/%65${goodToken.slice(1)}/y`],
    ['the path, in front', `/${goodToken}/x`],
    ['the path, of somebody else', `/up/x/${otherToken}`],
    ['the query, of somebody else', `/up/x?a=b&c=%65${otherToken.slice(1)}`],
  ])('of a token in %s, which goes nowhere', async (_name, target) => {
    const reached: unknown[] = [];
    const door = await run((request, response) => response.end(String(reached.push(request.url))));
    const answer = await sendRaw(door.port, get(target).replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
    expect(answer.status).toBe(401);
    expect(answer.body).toContain('TOKEN_IN_QUERY');
    door.door.refusals.sweep(Date.now(), true);
    expect(reached).toEqual([]);
    expect(door.recorder.of('authenticationRefused')).toHaveLength(1);
    const kept = door.recorder.events.flatMap(({ payloads }) =>
      payloads.map(({ content }) => String(content)),
    );
    for (const secret of [goodToken.slice(10, 40), otherToken.slice(10, 40)]) {
      expect(JSON.stringify(door.recorder.events) + kept.join()).not.toContain(secret);
      expect(answer.body).not.toContain(secret);
    }
  });

  it.each(['/up/heyJoe/x?y=eyJ.', '/up/a%20b?q=100%25', '/up/x?q=eyJhbGciOiJIUzI1NiJ9'])(
    'are not for what only looks a little like a token: %s',
    async (target) => {
      const door = await run((_request, response) => response.end('ok'));
      expect((await fetch(`${door.url}${target}`, { headers: authorised })).status).toBe(200);
    },
  );

  it('of more requests than can be worked on cost little and say when to come again', async () => {
    let release = (): void => undefined;
    const door = await run((_request, response) => (release = () => response.end()), {
      limits: { inFlightRequestsMax: 1 },
    });
    const first = fetch(`${door.url}/up/x`, { headers: authorised });
    await until(() => door.door.exchanges.size === 1, 'the first request');
    const second = await fetch(`${door.url}/up/x`, { headers: authorised });
    expect(second.status).toBe(503);
    expect(second.headers.get('retry-after')).toBe('2');
    expect(await errorOf(second)).toMatchObject({ code: 'OVERLOADED', type: 'overloaded_error' });
    release();
    expect((await first).status).toBe(200);
  });

  it('reach a client that is still sending, and do not read it for ever', async () => {
    const door = await run((_request, response) => response.end(), {
      judge: () => deny,
      limits: { refusedDrainBytesMax: 100_000, refusedDrainMsMax: 300 },
    });
    const text = get('/up/x')
      .replace('GET', 'POST')
      .replace('\r\n\r\n', '\r\nContent-Length: 9000000\r\n\r\nsome');
    const answer = await sendRaw(door.port, text, 5_000);
    expect(answer.status).toBe(403);
  });
});
