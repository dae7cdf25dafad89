/** Hostile requests over a raw socket: each is answered by name, becomes an event, and none reaches the upstream. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RequestRefused } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { AuthenticationRefused } from '@sallyport/contracts/generated/sallyport/events/v1/session';
import { goodToken, runDoor, until, type RunningDoor } from './fixtures/running-door.js';
import { collect, endOf, openRaw, readAnswer, sendRaw } from './fixtures/raw-client.js';

const auth = `Authorization: Bearer ${goodToken}\r\n`;
const request = (target: string, headers = '', body = '', method = 'POST'): string =>
  `${method} ${target} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n${auth}${headers}\r\n${body}`;

let running: RunningDoor;
let seen: string[] = [];
beforeAll(async () => {
  running = await runDoor(
    (incoming, response) => {
      seen.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`);
      incoming.resume().on('end', () => response.end('reached'));
    },
    {
      limits: { headersMsMax: 300, requestIdleMsMax: 300, requestGatherMsMax: 5 },
      sweepMs: 20,
    },
  );
});
afterAll(() => running.close());
beforeEach(() => {
  seen = [];
  // Refusals of former tests are not folded into this one.
  running.door.refusals.sweep(Date.now(), true);
  running.recorder.events.length = 0;
});
/** What node's parser refuses has no headers to know anybody by; the rest is told in the caller's name. */
const refusals = (): (AuthenticationRefused | RequestRefused)[] => [
  ...running.recorder.of('authenticationRefused'),
  ...running.recorder.of('requestRefused'),
];

describe('framing that two servers could read apart', () => {
  it.each([
    ['length and transfer encoding', 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'],
    ['transfer encoding and length', 'Transfer-Encoding: chunked\r\nContent-Length: 4\r\n', '0\r\n\r\n'],
    ['two lengths that differ', 'Content-Length: 4\r\nContent-Length: 5\r\n', 'abcde'],
    ['two lengths that agree', 'Content-Length: 4\r\nContent-Length: 4\r\n', 'abcd'],
    ['a list of lengths', 'Content-Length: 4, 4\r\n', 'abcd'],
    ['a signed length', 'Content-Length: +4\r\n', 'abcd'],
    ['a negative length', 'Content-Length: -4\r\n', 'abcd'],
    ['a hexadecimal length', 'Content-Length: 0x4\r\n', 'abcd'],
    ['a length with a blank in it', 'Content-Length: 4 4\r\n', 'abcd'],
    ['gzip before chunked', 'Transfer-Encoding: gzip, chunked\r\n', '0\r\n\r\n'],
    ['chunked before identity', 'Transfer-Encoding: chunked, identity\r\n', '0\r\n\r\n'],
    ['chunked twice', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'],
    ['an unknown transfer encoding', 'Transfer-Encoding: xchunked\r\n', '0\r\n\r\n'],
    ['a blank before the colon', 'Transfer-Encoding : chunked\r\n', '0\r\n\r\n'],
    ['a vertical tab in the value', 'Transfer-Encoding: \x0bchunked\r\n', '0\r\n\r\n'],
    ['an obsolete line fold', 'X-Fold: one\r\n two\r\n', ''],
    ['a folded transfer encoding', 'Transfer-Encoding:\r\n chunked\r\n', '0\r\n\r\n'],
    ['a header name with a control character', 'X-\x01Bad: 1\r\n', ''],
    ['a header value with NUL', 'X-Bad: a\x00b\r\n', ''],
    ['a second host', 'Host: other\r\n', ''],
  ])('%s', async (_name, headers, body) => {
    const answer = await sendRaw(running.port, request('/up/x', headers, body));
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'REQUEST_MALFORMED' } });
    expect(seen).toEqual([]);
    expect(refusals()).toMatchObject([{ code: 'REQUEST_MALFORMED', status: 400 }]);
  });

  it.each([
    ['a bare LF after the request line', `GET /up/x HTTP/1.1\nHost: gateway\r\n${auth}\r\n`],
    ['a bare LF after a header', `GET /up/x HTTP/1.1\r\nHost: gateway\n${auth}\r\n`],
    ['a bare CR in a header', `GET /up/x HTTP/1.1\r\nHost: gateway\r\nX-A: 1\rX-B: 2\r\n${auth}\r\n`],
    ['bare LFs only', `GET /up/x HTTP/1.1\nHost: gateway\n${auth.replaceAll('\r\n', '\n')}\n`],
    ['no host', `GET /up/x HTTP/1.1\r\nConnection: close\r\n${auth}\r\n`],
    ['HTTP/2.0 in the request line', `GET /up/x HTTP/2.0\r\nHost: gateway\r\n${auth}\r\n`],
    ['a TLS handshake on the plain port', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    [
      'transfer encoding in HTTP/1.0',
      `POST /up/x HTTP/1.0\r\nTransfer-Encoding: chunked\r\n${auth}\r\n0\r\n\r\n`,
    ],
  ])('%s', async (_name, text) => {
    const answer = await sendRaw(running.port, text);
    expect(answer.status).toBe(400);
    expect(seen).toEqual([]);
    expect(refusals()).toHaveLength(1);
  });

  it.each([
    ['a chunk size with a sign', '+3\r\nabc\r\n0\r\n\r\n'],
    ['a chunk size with a prefix', '0x3\r\nabc\r\n0\r\n\r\n'],
    ['a chunk longer than it says', '2\r\nabc\r\n0\r\n\r\n'],
    ['a chunk that ends with a bare LF', '3\r\nabc\n0\r\n\r\n'],
    ['a chunk size line that ends with a bare LF', '3\nabc\r\n0\r\n\r\n'],
    ['a bare CR in a chunk extension', '3;a\rb\r\nabc\r\n0\r\n\r\n'],
    ['a chunk size that overflows', 'fffffffffffffffff\r\nabc\r\n0\r\n\r\n'],
    ['chunk extensions without end', `3;${'a'.repeat(40_000)}\r\nabc\r\n0\r\n\r\n`],
  ])('%s never becomes a whole request', async (_name, body) => {
    const answer = await sendRaw(running.port, request('/up/x', 'Transfer-Encoding: chunked\r\n', body));
    expect(answer.body).not.toContain('reached');
    expect([0, 400, 431]).toContain(answer.status);
    for (const { bodyContinues } of running.recorder.of('requestReceived')) expect(bodyContinues).toBe(true);
  });

  it('does not see a smuggled second request behind the first', async () => {
    const smuggled = 'GET /up/smuggled HTTP/1.1\r\nHost: gateway\r\n\r\n';
    const text = request('/up/x', `Content-Length: ${smuggled.length}\r\n`, smuggled);
    const answer = await sendRaw(running.port, text);
    expect(answer.body).toContain('reached');
    expect(seen).toEqual(['POST /x']);
  });
});

describe('targets', () => {
  it.each([
    ['/up/../secret', 'PATH_REFUSED'],
    ['/up/a/..', 'PATH_REFUSED'],
    ['/up/./a', 'PATH_REFUSED'],
    ['/up/%2e%2e/secret', 'PATH_REFUSED'],
    ['/up/%2E%2e/secret', 'PATH_REFUSED'],
    ['/up/.%2e/secret', 'PATH_REFUSED'],
    ['/up/..;/secret', 'PATH_REFUSED'],
    ['/up/..;x=1/secret', 'PATH_REFUSED'],
    ['/up/%252e%252e/secret', 'PATH_REFUSED'],
    ['/up/a%2fb', 'PATH_REFUSED'],
    ['/up/a%5Cb', 'PATH_REFUSED'],
    ['/up/a\\b', 'PATH_REFUSED'],
    ['/up//a', 'PATH_REFUSED'],
    ['//up/a', 'PATH_REFUSED'],
    ['/up/a%00b', 'PATH_REFUSED'],
    ['/up/a%0ab', 'PATH_REFUSED'],
    ['/up/a%', 'PATH_REFUSED'],
    ['/up/a%zz', 'PATH_REFUSED'],
    ['/up/%ff%fe', 'PATH_REFUSED'],
    ['/up/%c0%ae%c0%ae/x', 'PATH_REFUSED'],
    ['/up/a#b', 'REQUEST_MALFORMED'],
    ['http://evil.example/up/a', 'REQUEST_MALFORMED'],
    ['https://evil.example/', 'REQUEST_MALFORMED'],
    ['*', 'REQUEST_MALFORMED'],
  ])('%s is refused', async (target, code) => {
    const answer = await sendRaw(running.port, request(target, '', '', 'GET'));
    expect(answer.status).toBe(400);
    expect(
      answer.body === '' ? code : (JSON.parse(answer.body) as { error: { code: string } }).error.code,
    ).toBe(code);
    expect(seen).toEqual([]);
    expect(refusals()).toMatchObject([{ code }]);
  });

  it.each(['/up/a\x00b', '/up/a\x01b', '/up/a b', '/up/\xc3\xa4'])(
    'raw bytes in %j are refused',
    async (target) => {
      const answer = await sendRaw(running.port, request(target, '', '', 'GET'));
      expect(answer.status).toBe(400);
      expect(seen).toEqual([]);
      expect(refusals()).toHaveLength(1);
    },
  );

  it('is too long', async () => {
    const answer = await sendRaw(running.port, request(`/up/${'a'.repeat(9_000)}`, '', '', 'GET'));
    expect(answer.status).toBe(414);
    expect(refusals()).toMatchObject([{ code: 'TARGET_TOO_LONG', status: 414 }]);
  });

  it('is sent as it was judged, escapes of plain characters decoded', async () => {
    const answer = await sendRaw(running.port, request('/up/%63hat/a%3ab?q=%2e%2e%2f&&=', '', '', 'GET'));
    expect(answer.body).toContain('reached');
    expect(seen).toEqual(['GET /chat/a%3Ab?q=%2e%2e%2f&&=']);
    expect(running.recorder.of('requestReceived')[0]?.target?.path).toBe('/chat/a%3Ab');
  });
});

describe('hosts', () => {
  it('cannot be chosen by any header', async () => {
    const headers = [
      'X-Forwarded-Host',
      'X-Host',
      'X-Original-URL',
      'X-Rewrite-URL',
      'Forwarded',
      'X-Forwarded-Server',
    ]
      .map((name) => `${name}: evil.example\r\n`)
      .join('');
    const heads: Record<string, unknown>[] = [];
    const door = await runDoor((incoming, response) => {
      heads.push(incoming.headers);
      response.end('reached');
    });
    try {
      const answer = await sendRaw(door.port, request('/up/x', headers, '', 'GET'));
      expect(answer.body).toContain('reached');
      expect(JSON.stringify(heads)).not.toContain('evil.example');
      expect(heads[0]?.['host']).toMatch(/^127\.0\.0\.1:\d+$/);
    } finally {
      await door.close();
    }
  });
});

describe('limits', () => {
  it('too many headers', async () => {
    const answer = await sendRaw(running.port, request('/up/x', 'X-A: 1\r\n'.repeat(200), '', 'GET'));
    expect(answer.status).toBe(431);
    expect(refusals()).toMatchObject([{ code: 'HEADERS_TOO_LARGE', status: 431 }]);
  });

  it('headers that are too large', async () => {
    const answer = await sendRaw(running.port, request('/up/x', `X-A: ${'a'.repeat(40_000)}\r\n`, '', 'GET'));
    expect(answer.status).toBe(431);
    expect(refusals()).toMatchObject([{ code: 'HEADERS_TOO_LARGE', status: 431 }]);
  });

  it('an announced body that is too large', async () => {
    const answer = await sendRaw(running.port, request('/up/x', 'Content-Length: 999999999999\r\n'));
    expect(answer.status).toBe(413);
    expect(seen).toEqual([]);
  });

  it.each([
    ['nothing is sent', ''],
    ['the headers do not end', `GET /up/x HTTP/1.1\r\nHost: gateway\r\n${auth}`],
  ])('slow headers: %s', async (_name, text) => {
    const startedMs = performance.now();
    const answer = await sendRaw(running.port, text, 5_000);
    expect(performance.now() - startedMs).toBeLessThan(4_000);
    expect(answer.status).toBe(408);
    expect(refusals()).toMatchObject([{ code: 'REQUEST_TIMEOUT', status: 408 }]);
  });

  it('a body that stops coming', async () => {
    const answer = await sendRaw(running.port, request('/up/x', 'Content-Length: 100\r\n', 'abc'), 5_000);
    expect(answer.status).toBe(408);
    await until(() => running.recorder.of('requestCompleted').length === 1, 'completion');
    expect(running.recorder.of('requestCompleted')[0]).toMatchObject({
      status: 408,
      code: 'REQUEST_TIMEOUT',
    });
  });
});

describe('methods and upgrades', () => {
  it.each([
    ['TRACE', '/up/x', 405],
    ['CONNECT', 'evil.example:443', 405],
  ])('%s is refused', async (method, target, status) => {
    const answer = await sendRaw(running.port, request(target, '', '', method));
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'METHOD_REFUSED' } });
    expect(refusals()).toMatchObject([{ code: 'METHOD_REFUSED' }]);
    expect(seen).toEqual([]);
  });

  it.each([
    ['X-HTTP-Method-Override', 'DELETE'],
    ['x-http-method', 'delete'],
    ['X-Method-Override', 'PUT'],
    ['X-HTTP-Method-Override', 'POST\r\nX-HTTP-Method-Override: DELETE'],
    ['X-HTTP-Method-Override', 'POST, DELETE'],
  ])('a second method in %s: %s is refused: it would not be the one that was judged', async (name, value) => {
    const answer = await sendRaw(running.port, request('/up/x', `${name}: ${value}\r\n`));
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'METHOD_AMBIGUOUS' } });
    expect(refusals()).toMatchObject([{ code: 'METHOD_AMBIGUOUS' }]);
    expect(seen).toEqual([]);
  });

  it('the same method in a header is let pass, without the header', async () => {
    const answer = await sendRaw(running.port, request('/up/x', 'X-HTTP-Method-Override: post\r\n'));
    expect(answer.status).toBe(200);
    expect(seen).toEqual(['POST /x']);
  });

  it('an upgrade is refused with an event', async () => {
    const headers = 'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: eA==\r\n';
    const text = request('/up/x', headers, '', 'GET').replace('Connection: close', 'Connection: Upgrade');
    const socket = await openRaw(running.port);
    const received = collect(socket);
    socket.write(text);
    await until(() => received().includes('UPGRADE_REFUSED'), 'the answer');
    expect(readAnswer(received()).status).toBe(400);
    expect(refusals()).toMatchObject([{ code: 'UPGRADE_REFUSED' }]);
    expect(seen).toEqual([]);
    await endOf(socket, 0);
  });

  it('an offer of h2c, which may be ignored, is', async () => {
    const headers = 'Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n';
    const answer = await sendRaw(running.port, request('/up/x', headers, '', 'GET'));
    expect(answer.status).toBe(200);
    expect(seen).toEqual(['GET /x']);
  });

  it('an expectation other than 100-continue is refused', async () => {
    const answer = await sendRaw(running.port, request('/up/x', 'Expect: miracles\r\n', '', 'GET'));
    expect(answer.status).toBe(417);
    expect(seen).toEqual([]);
  });
});

describe('what is recorded', () => {
  it('shows control characters escaped, and cuts what is long', async () => {
    const headers = `User-Agent: evil\x1b[2J\tline\xff\r\nX-Sallyport-Graph: ${'g'.repeat(2_000)}\r\n`;
    const answer = await sendRaw(running.port, request('/up/x', headers, '', 'GET'));
    if (answer.status === 400) {
      expect(seen).toEqual([]);
      return;
    }
    const [received] = running.recorder.of('requestReceived');
    const agent = received?.target?.headers.find(({ name }) => name === 'user-agent')?.value;
    expect(agent).toBe('evil\\x1b[2J\\x09line\\xff');
    expect(received?.claimed?.graph).toHaveLength(256);
  });
});
