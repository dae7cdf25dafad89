/** Upstreams that refuse, break off, freeze or talk nonsense: what the client is told, and what is recorded. */
import { afterEach, describe, expect, it } from 'vitest';
import { Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { authorised, completed, doorForEachTest, errorOf, get } from './fixtures/door-for-each-test.js';
import { openRaw } from './fixtures/raw-client.js';
import { until } from './fixtures/running-door.js';
import { rawUpstream, type RawUpstream } from './fixtures/raw-upstream.js';

const run = doorForEachTest();
const upstreams: RawUpstream[] = [];
afterEach(() => {
  for (const upstream of upstreams.splice(0)) upstream.close();
});

/** The URL of an upstream that is closed after the test. */
async function urlOf(onSocket: Parameters<typeof rawUpstream>[0]): Promise<string> {
  const upstream = await rawUpstream(onSocket);
  upstreams.push(upstream);
  return upstream.url;
}

describe('an upstream that fails', () => {
  it('by refusing the connection', async () => {
    const url = await urlOf(() => undefined);
    upstreams.splice(0).forEach((upstream) => upstream.close());
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
    const url = await urlOf((socket) => socket.once('data', () => socket.end(text)));
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
    const url = await urlOf((socket) => {
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
    const url = await urlOf((socket) => {
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
    const url = await urlOf((socket) => socket.pause());
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
    expect(completion.requestBody?.size).toBeLessThan(32 * 1024 * 1024);
    if (answer instanceof Response) expect(answer.status).toBe(504);
  });

  it('by being frozen in the middle of its answer', async () => {
    const door = await run((_request, response) => response.write('half'), {
      connection: { idleMsMax: 200 },
      sweepMs: 20,
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
