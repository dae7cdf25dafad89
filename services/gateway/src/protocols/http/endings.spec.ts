/** Every way a request can end badly: who is told what, what is cancelled, and the completion that always follows. */
import { once } from 'node:events';
import { createServer as createRawServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { Decision, Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { SessionBasis } from '@sallyport/contracts/generated/sallyport/events/v1/envelope';
import { collect, endOf, openRaw, sendRaw } from './fixtures/raw-client.js';
import {
  caller,
  goodToken,
  runDoor,
  until,
  type DoorOptions,
  type RunningDoor,
} from './fixtures/running-door.js';

const authorised = { authorization: `Bearer ${goodToken}` };
const get = (path: string): string =>
  `GET ${path} HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer ${goodToken}\r\n\r\n`;
const deny = {
  decision: 'deny',
  rule: '',
  reasons: ['NO_ACCESS_RULE'],
  obligations: [],
  sentence: 'No rule allows this.',
} as const;

let running: RunningDoor | undefined;
const raw: { close(): void }[] = [];
const run = async (onRequest: RequestListener, options?: DoorOptions): Promise<RunningDoor> =>
  (running = await runDoor(onRequest, options));
afterEach(async () => {
  const failures = running?.failures ?? [];
  await running?.close();
  for (const server of raw.splice(0)) server.close();
  expect(failures).toEqual([]);
});

async function completed(door: RunningDoor) {
  await until(() => door.recorder.of('requestCompleted').length > 0, 'the completion');
  expect(door.recorder.of('requestCompleted')).toHaveLength(1);
  expect(door.door.exchanges.size).toBe(0);
  return door.recorder.of('requestCompleted')[0];
}

/** An upstream that speaks no HTTP of its own accord. */
async function rawUpstream(onSocket: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createRawServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    onSocket(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  raw.push({
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function errorOf(answer: Response): Promise<Record<string, unknown>> {
  const body = (await answer.json()) as { error: Record<string, unknown> };
  expect(body.error['request_id']).toBe(answer.headers.get('x-sallyport-request-id'));
  return body.error;
}

describe('a client that goes away', () => {
  it.each(['before the answer', 'in the middle of the answer'])('%s cancels the upstream', async (when) => {
    let cancelled = false;
    let reached = false;
    const door = await run((_request, response) => {
      reached = true;
      response.once('close', () => (cancelled = !response.writableFinished));
      if (when !== 'before the answer') response.write('some');
    });
    const socket = await openRaw(door.port);
    const received = collect(socket);
    socket.write(get('/up/x'));
    await until(() => (when === 'before the answer' ? reached : received().includes('some')), 'the upstream');
    socket.destroy();
    await until(() => cancelled, 'the upstream to be cancelled');
    expect(await completed(door)).toMatchObject({ outcome: Outcome.CLIENT_GONE, incomplete: false });
  });

  it('by closing its half only is gone, too', async () => {
    let cancelled = false;
    const door = await run((_request, response) => response.once('close', () => (cancelled = true)));
    const socket = await openRaw(door.port);
    socket.end(get('/up/x'));
    await until(() => cancelled, 'the upstream to be cancelled');
    expect(await completed(door)).toMatchObject({ outcome: Outcome.CLIENT_GONE });
    await endOf(socket, 1_000);
  });

  it('in the middle of its body leaves an incomplete upload cancelled', async () => {
    let aborted = false;
    const door = await run((request) => request.resume().once('close', () => (aborted = !request.complete)));
    const socket = await openRaw(door.port);
    socket.write(
      get('/up/x').replace('GET', 'POST').replace('\r\n\r\n', '\r\nContent-Length: 100\r\n\r\nsome'),
    );
    await until(() => door.recorder.of('requestReceived').length === 1, 'the request');
    await until(() => door.door.exchanges.size === 1, 'the exchange');
    socket.destroy();
    const completion = await completed(door);
    expect(completion).toMatchObject({ outcome: Outcome.CLIENT_GONE, requestBody: { size: 4 } });
    expect(completion?.requestBody?.sha256).toHaveLength(0);
    await until(() => aborted, 'the upstream to see it');
  });

  it('while its request is being recorded is completed and not forwarded', async () => {
    let reached = 0;
    const door = await run((_request, response) => {
      reached++;
      response.end();
    });
    door.recorder.hold();
    const socket = await openRaw(door.port);
    socket.write(get('/up/x'));
    await until(() => door.recorder.waiting === 2, 'the request to wait');
    socket.destroy();
    await until(() => door.door.counters.inFlight === 0, 'the client to be gone');
    door.recorder.release();
    expect(await completed(door)).toMatchObject({ outcome: Outcome.CLIENT_GONE, status: 0 });
    expect(reached).toBe(0);
  });

  it('never reads: memory is bounded, and it is cut in time', async () => {
    let written = 0;
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const door = await run(
      (_request, response) => {
        const more = (): void => {
          while (!response.destroyed && response.write(chunk)) written += chunk.length;
          if (!response.destroyed) response.once('drain', more);
        };
        more();
      },
      { limits: { clientStallMsMax: 300 }, sweepMs: 20 },
    );
    const socket = await openRaw(door.port);
    socket.pause();
    socket.write(get('/up/x'));
    const completion = await completed(door);
    expect(completion).toMatchObject({ outcome: Outcome.CUT, code: 'CLIENT_STALLED', status: 200 });
    // Kernel buffers on both connections take some MiB; the gateway itself must not.
    expect(written).toBeLessThan(32 * 1024 * 1024);
    socket.destroy();
  });
});

describe('an upstream that fails', () => {
  it('by refusing the connection', async () => {
    const url = await rawUpstream(() => undefined);
    raw.splice(0).forEach((server) => server.close());
    const door = await run((_request, response) => response.end(), { connection: { origin: url } });
    const answer = await fetch(`${door.url}/up/x`, { headers: authorised });
    expect(answer.status).toBe(502);
    expect(await errorOf(answer)).toMatchObject({ code: 'UPSTREAM_UNREACHABLE', type: 'upstream_error' });
    expect(await completed(door)).toMatchObject({ outcome: Outcome.UPSTREAM_UNREACHABLE, status: 502 });
  });

  it.each([
    ['closes without an answer', '', 'UPSTREAM_RESET', Outcome.UPSTREAM_GONE],
    ['answers something else', 'SSH-2.0-OpenSSH\r\n\r\n', 'UPSTREAM_BAD_RESPONSE', Outcome.UPSTREAM_INVALID],
    [
      'answers with both lengths',
      'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'UPSTREAM_BAD_RESPONSE',
      Outcome.UPSTREAM_INVALID,
    ],
    [
      'switches protocols unasked',
      'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n',
      'UPSTREAM_BAD_RESPONSE',
      Outcome.UPSTREAM_INVALID,
    ],
    [
      'sends headers without end',
      `HTTP/1.1 200 OK\r\nX-A: ${'a'.repeat(70_000)}\r\n\r\n`,
      'UPSTREAM_BAD_RESPONSE',
      Outcome.UPSTREAM_INVALID,
    ],
  ])('because it %s', async (_name, text, code, outcome) => {
    const url = await rawUpstream((socket) => socket.once('data', () => socket.end(text)));
    const door = await run((_request, response) => response.end(), { connection: { origin: url } });
    const answer = await fetch(`${door.url}/up/x`, { headers: authorised });
    expect(answer.status).toBe(502);
    expect(await errorOf(answer)).toMatchObject({ code });
    expect(await completed(door)).toMatchObject({ outcome, status: 502, code });
  });

  it.each([
    ['a length', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'],
    ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'],
    [
      'a length on a closing connection',
      'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 10\r\n\r\nhalf',
    ],
  ])('in the middle of an answer with %s: the client never sees it as whole', async (_name, text) => {
    const url = await rawUpstream((socket) => {
      socket.once('data', () => {
        socket.write(text);
        setTimeout(() => socket.resetAndDestroy(), 50);
      });
    });
    const door = await run((_request, response) => response.end(), { connection: { origin: url } });
    const answer = await fetch(`${door.url}/up/x`, { headers: authorised });
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    expect(await completed(door)).toMatchObject({ outcome: Outcome.UPSTREAM_GONE, status: 200 });
  });

  it('in the middle of an answer to HTTP/1.0: the client is reset', async () => {
    const url = await rawUpstream((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n');
        setTimeout(() => socket.resetAndDestroy(), 50);
      });
    });
    const door = await run((_request, response) => response.end(), { connection: { origin: url } });
    const socket = await openRaw(door.port);
    let reset = '';
    socket.on('error', (error: NodeJS.ErrnoException) => (reset = error.code ?? ''));
    socket.resume().write(get('/up/x').replace('1.1', '1.0'));
    await until(() => socket.destroyed, 'the end of the connection');
    expect(reset).toBe('ECONNRESET');
    await completed(door);
  });

  it('by being frozen before its headers', async () => {
    const door = await run(() => undefined, {
      connection: { headersMsMax: 200, connectMsMax: 100 },
      sweepMs: 20,
    });
    const answer = await fetch(`${door.url}/up/x`, { headers: authorised });
    expect(answer.status).toBe(504);
    expect(await errorOf(answer)).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    expect(await completed(door)).toMatchObject({ outcome: Outcome.UPSTREAM_TIMEOUT, status: 504 });
  });

  it('by being frozen while it should take an upload', async () => {
    const url = await rawUpstream((socket) => socket.pause());
    const door = await run((_request, response) => response.end(), {
      connection: { origin: url, headersMsMax: 300, connectMsMax: 100 },
      sweepMs: 20,
    });
    const answer = await fetch(`${door.url}/up/x`, {
      method: 'POST',
      body: Buffer.alloc(32 * 1024 * 1024),
      headers: authorised,
    }).catch((error: unknown) => error);
    const completion = await completed(door);
    expect(completion).toMatchObject({ outcome: Outcome.UPSTREAM_TIMEOUT, status: 504 });
    expect(completion?.requestBody?.size).toBeLessThan(32 * 1024 * 1024);
    if (answer instanceof Response) expect(answer.status).toBe(504);
  });

  it('by being frozen in the middle of its answer', async () => {
    const door = await run((_request, response) => response.write('half'), {
      connection: { idleMsMax: 200 },
    });
    const answer = await fetch(`${door.url}/up/x`, { headers: authorised });
    await expect(answer.text()).rejects.toThrow();
    expect(await completed(door)).toMatchObject({ outcome: Outcome.UPSTREAM_TIMEOUT, status: 200 });
  });

  it('by being frozen while others wait for a connection of the pool', async () => {
    const door = await run(() => undefined, {
      connection: { headersMsMax: 300, connectMsMax: 100, poolConnectionsMax: 1 },
      sweepMs: 20,
    });
    const answers = await Promise.all(
      [1, 2, 3].map(() => fetch(`${door.url}/up/x`, { headers: authorised })),
    );
    expect(answers.map(({ status }) => status)).toEqual([504, 504, 504]);
    await until(() => door.recorder.of('requestCompleted').length === 3, 'three completions');
  });
});

describe('a recorder that fails', () => {
  it.each(['SPOOL_FULL', 'SPOOL_BROKEN', 'SPOOL_CLOSED'] as const)(
    'with %s lets nothing through, and everything again afterwards',
    async (code) => {
      let reached = 0;
      const door = await run((_request, response) => response.end(String(++reached)));
      door.recorder.broken = code;
      const refused = await fetch(`${door.url}/up/x`, { headers: authorised });
      expect(refused.status).toBe(503);
      expect(refused.headers.get('retry-after')).toBe('5');
      expect(await errorOf(refused)).toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
      expect(reached).toBe(0);
      door.recorder.broken = undefined;
      expect((await fetch(`${door.url}/up/x`, { headers: authorised })).status).toBe(200);
      expect(door.recorder.of('sessionStarted')).toHaveLength(1);
    },
  );

  it('at the moment of recording lets nothing through', async () => {
    let reached = 0;
    const door = await run((_request, response) => response.end(String(++reached)));
    // Looks well when the request comes in, and fails when it is to be recorded.
    door.recorder.unavailable = () => undefined;
    door.recorder.broken = 'SPOOL_FULL';
    const answer = await fetch(`${door.url}/up/x`, { method: 'POST', body: '{}', headers: authorised });
    expect(answer.status).toBe(503);
    expect(reached).toBe(0);
    expect(door.door.sessions.live.size).toBe(0);
  });

  it('in the middle of an answer cuts it', async () => {
    let more = (): void => undefined;
    const door = await run((_request, response) => {
      response.write('x'.repeat(20_000));
      more = () => response.end('x'.repeat(200_000));
    });
    const answer = await fetch(`${door.url}/up/x`, { headers: authorised });
    door.recorder.broken = 'SPOOL_FULL';
    more();
    await expect(answer.text()).rejects.toThrow();
    await until(() => door.door.counters.completionsLate === 1, 'the completion to be refused');
    expect(door.door.exchanges.size).toBe(0);
  });
});

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
