/** Trailers of requests: what could speak for the gateway or name its caller is not among those that pass. */
import { describe, expect, it } from 'vitest';
import { Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { completed, doorForEachTest } from './fixtures/door-for-each-test.js';
import { openRaw, collect } from './fixtures/raw-client.js';
import { rawUpstream } from './fixtures/raw-upstream.js';
import { goodToken, until } from './fixtures/running-door.js';

const run = doorForEachTest();

const refused = [
  ...['Authorization', 'X-Api-Key', 'Api-Key', 'X-Goog-Api-Key', 'Cookie', 'X-Sallyport-Session'],
  ...['Connection', 'Proxy-Authorization', 'Keep-Alive', 'X-Forwarded-For', 'Via', 'Host', 'X-Named'],
];

const post = (names: readonly string[]): string =>
  `POST /up/x HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer ${goodToken}\r\nConnection: X-Named\r\n` +
  `Transfer-Encoding: chunked\r\nTrailer: X-Sum, ${names.join(', ')}\r\n\r\n2\r\nok\r\n0\r\n` +
  `X-Sum: 1\r\n${names.map((name) => `${name}: forged\r\n`).join('')}\r\n`;

describe('request trailers', () => {
  it('pass without credentials, cookies and what belongs to the gateway or to one hop', async () => {
    let seen: { trailers: object; announced: string | undefined } | undefined;
    const door = await run(
      (request, response) => {
        request.resume().on('end', () => {
          seen = { trailers: request.trailers, announced: request.headers.trailer };
          response.end('taken');
        });
      },
      { connection: { credential: () => ({ kind: 'header', name: 'x-goog-api-key', value: 'real-key' }) } },
    );
    const socket = await openRaw(door.port);
    const received = collect(socket);
    socket.write(post(refused));
    await until(() => received().includes('taken'), 'the answer');
    expect(seen).toEqual({ trailers: { 'x-sum': '1' }, announced: 'X-Sum' });
    socket.destroy();
    const recorded = door.recorder.of('requestReceived')[0]?.target?.headers ?? [];
    expect(recorded.find(({ name }) => name === 'trailer')?.value).toContain('X-Goog-Api-Key');
  });

  it('do not wait for a connection longer than the policy document says', async () => {
    // A TLS handshake that is never answered is a connection that does not come about.
    const upstream = await rawUpstream(() => undefined);
    const door = await run((_request, response) => response.end(), {
      connection: {
        origin: upstream.url.replace('http:', 'https:'),
        connectMsMax: 200,
        headersMsMax: 60_000,
      },
    });
    const socket = await openRaw(door.port);
    const received = collect(socket);
    socket.write(post([]).replace('X-Sum, \r\n', 'X-Sum\r\n'));
    await until(() => received().includes('UPSTREAM_TIMEOUT'), 'the answer', 3_000);
    socket.destroy();
    upstream.close();
    expect(await completed(door)).toMatchObject({ outcome: Outcome.UPSTREAM_TIMEOUT });
  });
});
