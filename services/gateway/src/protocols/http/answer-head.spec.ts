/** Heads of answers that cannot go on as they are: the client gets an answer it can read, and the record says which. */
import { afterEach, describe, expect, it } from 'vitest';
import { Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { completed, doorForEachTest } from './fixtures/door-for-each-test.js';
import { sendRaw } from './fixtures/raw-client.js';
import { rawUpstream, type RawUpstream } from './fixtures/raw-upstream.js';
import { goodToken } from './fixtures/running-door.js';

const run = doorForEachTest();
let upstream: RawUpstream | undefined;
afterEach(() => upstream?.close());

const ask = (method: string, version: string): string =>
  `${method} /up/x HTTP/${version}\r\nHost: g\r\nConnection: close\r\nAuthorization: Bearer ${goodToken}\r\n\r\n`;
const chunks = '2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n';

async function exchange(answer: string, method: string, version: string) {
  upstream = await rawUpstream((socket) =>
    socket.once('data', () => socket.end(Buffer.from(answer, 'latin1'))),
  );
  const door = await run((_request, response) => response.end(), { connection: { origin: upstream.url } });
  const got = await sendRaw(door.port, ask(method, version));
  return { got, completion: await completed(door) };
}

describe('trailers that cannot be sent to this client are not announced', () => {
  it.each([
    ['a length', 'GET', '1.1', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTrailer: X-Sum\r\n\r\nok', 'ok'],
    ['HEAD', 'HEAD', '1.1', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n', ''],
    ['a status without body', 'GET', '1.1', 'HTTP/1.1 304 Not Modified\r\nTrailer: X-Sum\r\n\r\n', ''],
    [
      'a client of HTTP/1.0',
      'GET',
      '1.0',
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n${chunks}`,
      'ok',
    ],
  ])('with %s', async (_name, method, version, answer, body) => {
    const { got, completion } = await exchange(answer, method, version);
    expect(got.body).toBe(body);
    expect(got.head.toLowerCase()).not.toContain('\r\ntrailer:');
    expect(got.status).toBe(Number(answer.slice(9, 12)));
    expect(completion).toMatchObject({ outcome: Outcome.ANSWERED, status: got.status, code: '' });
  });
});

describe('a head that cannot be written', () => {
  it.each([
    ['reason phrase', 'HTTP/1.1 200 O\u0001K\r\nContent-Length: 2\r\n\r\nok'],
    ['header value', 'HTTP/1.1 200 OK\r\nX-A: a\u0001b\r\nContent-Length: 2\r\n\r\nok'],
  ])('for its %s is a 502', async (_name, answer) => {
    const { got, completion } = await exchange(answer, 'GET', '1.1');
    expect(got.head).toMatch(/^HTTP\/1\.1 502 Bad Gateway\r\n/);
    expect(JSON.parse(got.body)).toMatchObject({ error: { code: 'UPSTREAM_BAD_RESPONSE' } });
    expect(completion).toMatchObject({
      outcome: Outcome.UPSTREAM_INVALID,
      status: 502,
      code: 'UPSTREAM_BAD_RESPONSE',
    });
  });
});
