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

  it('of one caller are folded whatever they name, and open no session', async () => {
    const door = await run((_request, response) => response.end(), { judge: () => deny });
    for (let at = 0; at < 40; at++) {
      const headers = { ...authorised, 'x-sallyport-session': `run-${at}` };
      expect((await fetch(`${door.url}/up/x/${at}`, { method: 'POST', headers })).status).toBe(403);
    }
    expect(door.recorder.of('requestRefused')).toHaveLength(5);
    door.door.refusals.sweep(Date.now(), true);
    expect(door.recorder.of('requestRefused').at(-1)).toMatchObject({ count: 35, code: 'POLICY_DENIED' });
    expect(door.recorder.events).toHaveLength(6);
    for (const { payloads, envelope } of door.recorder.events) {
      expect(payloads[0]?.sha256).toEqual(envelope.identity?.caller?.sha256);
    }
    expect(door.door.sessions.live.size).toBe(0);
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

  it('of a token in the query, which goes nowhere', async () => {
    const door = await run((_request, response) => response.end());
    const answer = await fetch(`${door.url}/up/x?q=${goodToken}`, { headers: authorised });
    expect(answer.status).toBe(401);
    expect(await errorOf(answer)).toMatchObject({ code: 'TOKEN_IN_QUERY' });
  });

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
