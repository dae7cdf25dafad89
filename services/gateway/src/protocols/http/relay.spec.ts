/** What passes, in both directions: unchanged, streamed, recorded before or at most a little after it was sent. */
import { createHash, randomBytes } from 'node:crypto';
import { request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { collect, endOf, openRaw, sendRaw } from './fixtures/raw-client.js';
import { goodToken, runDoor, until, type DoorOptions, type RunningDoor } from './fixtures/running-door.js';

const KIB = 1024;
const MIB = 1024 * KIB;
const authorised = { authorization: `Bearer ${goodToken}` };
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

let running: RunningDoor | undefined;
const run = async (onRequest: RequestListener, options?: DoorOptions): Promise<RunningDoor> =>
  (running = await runDoor(onRequest, options));
afterEach(async () => {
  const failures = running?.failures ?? [];
  await running?.close();
  expect(failures).toEqual([]);
});

async function completed(door: RunningDoor) {
  await until(() => door.recorder.of('requestCompleted').length > 0, 'the completion');
  const [completion] = door.recorder.of('requestCompleted');
  if (completion === undefined) throw new Error('no completion');
  return completion;
}

/** Sends with node's own client, which can do what fetch cannot. */
function send(
  url: string,
  options: { method?: string; headers?: Record<string, string> },
  write?: (request: ReturnType<typeof httpRequest>) => void,
): Promise<{ response: IncomingMessage; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      url,
      { ...options, headers: { ...authorised, ...options.headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ response, body: Buffer.concat(chunks) }));
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    if (write === undefined) request.end();
    else write(request);
  });
}

describe('a slow answer', () => {
  it('is recorded as it passes, once it takes longer than two looks', async () => {
    let finish: (() => void) | undefined;
    const door = await run(
      (_request, response) => {
        response.write('first');
        finish = () => response.end('last');
      },
      { sweepMs: 20 },
    );
    const answer = send(`${door.url}/up/x`, {});
    await until(() => door.recorder.of('responsePart').length === 1, 'the first part');
    expect(door.recorder.of('responsePart')).toMatchObject([{ index: 1, offset: 0, size: 5 }]);
    expect(door.recorder.of('requestCompleted')).toEqual([]);
    finish?.();
    expect((await answer).body.toString()).toBe('firstlast');
    expect((await completed(door)).responseBody).toMatchObject({
      size: 9,
      parts: 2,
      sha256: sha256(Buffer.from('firstlast')),
    });
  });
});

describe('a long upload', () => {
  it('of 20 MiB arrives whole, in parts that were durable before they were forwarded', async () => {
    const body = randomBytes(20 * MIB);
    let received = 0;
    const door = await run((request, response) => {
      const hash = createHash('sha256');
      request.on('data', (chunk: Buffer) => {
        received += chunk.length;
        hash.update(chunk);
        const durable = door.recorder.of('requestPart').reduce((sum, part) => sum + part.size, 0);
        const first = door.recorder.of('requestReceived')[0]?.body?.size ?? 0;
        if (durable + first < received) response.destroy(new Error('forwarded before it was durable'));
      });
      request.on('end', () => response.end(hash.digest('hex')));
    });
    const answer = await fetch(`${door.url}/up/files`, { method: 'POST', body, headers: authorised });
    expect(await answer.text()).toBe(sha256(body).toString('hex'));
    const completion = await completed(door);
    const parts = door.recorder.of('requestPart');
    expect(completion.requestBody).toMatchObject({
      size: 20 * MIB,
      sha256: sha256(body),
      parts: parts.length,
    });
    expect(parts.map(({ index }) => index)).toEqual(parts.map((_, at) => at + 1));
    let offset = door.recorder.of('requestReceived')[0]?.body?.size ?? 0;
    for (const part of parts) {
      expect(part.offset).toBe(offset);
      offset += part.size;
    }
    expect(offset).toBe(20 * MIB);
    const stored = door.recorder.events
      .filter(({ body: { $case } }) => $case === 'requestPart')
      .flatMap(({ payloads }) => payloads.map(({ content }) => content));
    expect(sha256(Buffer.concat(stored))).toEqual(sha256(body));
  });

  it('waits for the recorder: nothing is forwarded and the client is held back', async () => {
    let received = 0;
    const door = await run((request, response) => {
      request.on('data', (chunk: Buffer) => (received += chunk.length));
      request.on('end', () => response.end('ok'));
    });
    const body = randomBytes(24 * MIB);
    let written = 0;
    const answer = send(`${door.url}/up/x`, { method: 'POST' }, (request) => {
      const more = (): void => {
        while (written < body.length) {
          const chunk = body.subarray(written, (written += 64 * KIB));
          if (!request.write(chunk)) {
            request.once('drain', more);
            return;
          }
        }
        request.end();
      };
      more();
    });
    await until(() => received > 0, 'the upload to begin');
    door.recorder.hold();
    await until(() => door.recorder.waiting > 0, 'a part to wait');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const first = door.recorder.of('requestReceived')[0]?.body?.size ?? 0;
    const durable = door.recorder.of('requestPart').reduce((sum, { size }) => sum + size, first);
    expect(door.recorder.waiting).toBe(1);
    expect(received).toBeLessThanOrEqual(durable);
    expect(written).toBeLessThan(body.length);
    door.recorder.release();
    expect((await answer).body.toString()).toBe('ok');
    expect(received).toBe(body.length);
  });

  it('longer than the limit is cut', async () => {
    const door = await run((request, response) => request.resume().on('end', () => response.end('whole')), {
      limits: { requestBodyBytesMax: 200 * KIB },
    });
    const outcome = await send(`${door.url}/up/x`, { method: 'POST' }, (request) => {
      request.write(randomBytes(150 * KIB));
      setTimeout(() => request.end(randomBytes(150 * KIB)), 50);
    });
    expect(outcome.response.statusCode).toBe(413);
    expect(await completed(door)).toMatchObject({
      outcome: Outcome.CUT,
      status: 413,
      code: 'BODY_TOO_LARGE',
    });
  });
});

describe('an answer', () => {
  it('of 20 MiB arrives whole, never more than 64 KiB ahead of the record', async () => {
    const body = randomBytes(20 * MIB);
    const door = await run((_request, response) => response.end(body));
    const answer = await fetch(`${door.url}/up/x`, { headers: authorised });
    expect(sha256(new Uint8Array(await answer.arrayBuffer()))).toEqual(sha256(body));
    const completion = await completed(door);
    const parts = door.recorder.of('responsePart');
    expect(completion.responseBody).toMatchObject({
      size: 20 * MIB,
      sha256: sha256(body),
      parts: parts.length,
    });
    expect(completion.responseBody?.inline).toBeUndefined();
    expect(parts.reduce((sum, { size }) => sum + size, 0)).toBe(20 * MIB);
    for (const { payloads } of door.recorder.events) {
      for (const { content } of payloads) expect(content.length).toBeLessThanOrEqual(128 * KIB);
    }
  });

  it('stops at 64 KiB when nothing becomes durable, and goes on afterwards', async () => {
    const body = randomBytes(MIB);
    const door = await run((_request, response) => response.end(body));
    const socket = await openRaw(door.port);
    const received = collect(socket);
    socket.write(`GET /up/x HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer ${goodToken}\r\n\r\n`);
    // The request itself must be durable; from its first part on nothing is.
    await until(() => door.recorder.of('requestReceived').length === 1, 'the request');
    door.recorder.hold();
    await until(() => door.recorder.waiting > 0, 'a part to wait');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const sent = received().length - (received().indexOf('\r\n\r\n') + 4);
    const durable = door.recorder.of('responsePart').reduce((sum, { size }) => sum + size, 0);
    expect(sent - durable).toBeLessThanOrEqual(64 * KIB);
    door.recorder.release();
    await until(() => received().length > MIB, 'the rest');
    expect((await completed(door)).responseBody?.size).toBe(MIB);
    await endOf(socket, 0);
  });

  it('of server-sent events comes frame by frame, headers first', async () => {
    let write: ((text: string) => void) | undefined;
    let end = (): void => undefined;
    const door = await run((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      write = (text) => response.write(text);
      end = () => response.end();
    });
    const answer = await fetch(`${door.url}/up/stream`, { method: 'POST', body: '{}', headers: authorised });
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    const reader = answer.body?.getReader();
    for (const frame of ['data: 1\n\n', ': comment\n\n', 'event: error\ndata: {}\n\n']) {
      write?.(frame);
      expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe(frame);
    }
    end();
    expect((await reader?.read())?.done).toBe(true);
    expect(door.recorder.events).toHaveLength(3);
    expect((await completed(door)).responseBody?.parts).toBe(0);
  });

  it('keeps compression, ranges, unknown headers and repeated ones', async () => {
    const packed = gzipSync('x'.repeat(10_000));
    const door = await run((request, response) => {
      response.writeHead(206, [
        ...['content-encoding', 'gzip', 'content-range', 'bytes 0-9/100', 'x-odd', '1', 'x-odd', '2'],
        ...[
          'set-cookie',
          'a=1; Path=/; Domain=up.example',
          'set-cookie',
          'b=2; Path=/v1',
          'location',
          '/v1/next',
        ],
        ...[
          'connection',
          'x-hop',
          'x-hop',
          'secret',
          'x-sallyport-forged',
          '1',
          'x-range',
          request.headers.range ?? '',
        ],
      ]);
      response.end(packed);
    });
    const headers = { 'accept-encoding': 'gzip', range: 'bytes=0-9' };
    const { response, body } = await send(`${door.url}/up/x`, { headers });
    expect(response.statusCode).toBe(206);
    expect(body).toEqual(packed);
    expect(response.headers['content-encoding']).toBe('gzip');
    expect(response.headers['content-range']).toBe('bytes 0-9/100');
    expect(response.headers['x-range']).toBe('bytes=0-9');
    expect(response.rawHeaders.filter((_, at) => response.rawHeaders[at - 1] === 'x-odd')).toEqual([
      '1',
      '2',
    ]);
    expect(response.headers['set-cookie']).toEqual(['a=1; Path=/up', 'b=2; Path=/up/v1']);
    expect(response.headers.location).toBe('/up/v1/next');
    expect(response.headers['x-hop']).toBeUndefined();
    expect(response.headers['x-sallyport-forged']).toBeUndefined();
    expect(response.headers['x-sallyport-session-id']).toMatch(/^ses_[\w-]{22}$/);
    const completion = await completed(door);
    expect(completion.responseBody).toMatchObject({ encoding: 'gzip', sha256: sha256(packed) });
    expect(completion.headers).toContainEqual({ name: 'content-range', value: 'bytes 0-9/100' });
  });

  it.each([
    ['HEAD', 200, { 'content-length': '1234' }],
    ['GET', 204, {}],
    ['GET', 304, { etag: '"1"' }],
    ['DELETE', 204, {}],
  ])('%s with %i has no body', async (method, status, headers) => {
    const door = await run((_request, response) => response.writeHead(status, headers).end());
    const { response, body } = await send(`${door.url}/up/x`, { method });
    expect(response.statusCode).toBe(status);
    expect(response.headers).toMatchObject(headers);
    expect(body).toHaveLength(0);
    expect(await completed(door)).toMatchObject({ outcome: Outcome.ANSWERED, status });
  });

  it('passes trailers on', async () => {
    const door = await run((_request, response) => {
      response.writeHead(200, { trailer: 'x-checksum' });
      response.write('body');
      response.addTrailers({ 'x-checksum': 'abc', 'x-sallyport-forged': '1' });
      response.end();
    });
    const { response } = await send(`${door.url}/up/x`, { headers: { te: 'trailers' } });
    expect(response.trailers).toEqual({ 'x-checksum': 'abc' });
  });

  it.each([10, 300_000])(
    'passes the trailers of a request with %i bytes on, and its answer back',
    async (size) => {
      let seen: object = {};
      const door = await run((request, response) => {
        request.resume().on('end', () => {
          seen = { ...request.trailers, host: request.headers.host, announced: request.headers.trailer };
          response.writeHead(201, { 'x-odd': ['1', '2'] });
          response.end('taken');
        });
      });
      const { response, body } = await send(
        `${door.url}/up/x?q`,
        { method: 'POST', headers: { trailer: 'x-checksum, x-token' } },
        (request) => {
          request.write(randomBytes(size));
          request.addTrailers({ 'x-checksum': 'abc', 'x-token': goodToken, 'x-sallyport-a': '1' });
          request.end();
        },
      );
      expect(response.statusCode).toBe(201);
      expect(response.headers['x-odd']).toBe('1, 2');
      expect(body.toString()).toBe('taken');
      expect(seen).toMatchObject({ 'x-checksum': 'abc', announced: 'x-checksum, x-token' });
      expect(seen).not.toHaveProperty('x-token');
      expect(seen).not.toHaveProperty('x-sallyport-a');
      expect((await completed(door)).requestBody?.size).toBe(size);
    },
  );

  it('is given before the request has ended, both streams going on', async () => {
    const door = await run((request, response) => {
      response.writeHead(200);
      request.on('data', (chunk: Buffer) => response.write(`echo ${chunk.toString()}`));
      request.on('end', () => response.end());
    });
    const socket = await openRaw(door.port);
    const received = collect(socket);
    socket.write(
      `POST /up/x HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer ${goodToken}\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    for (const word of ['one', 'two', 'six']) {
      socket.write(`3\r\n${word}\r\n`);
      await until(() => received().includes(`echo ${word}`), `the echo of ${word}`);
    }
    socket.write('0\r\n\r\n');
    await until(() => received().endsWith('0\r\n\r\n'), 'the end');
    expect((await completed(door)).requestBody?.size).toBe(9);
    await endOf(socket, 0);
  });
});

describe('100-continue', () => {
  const head = (token: string): string =>
    `POST /up/x HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer ${token}\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n`;

  it('is said when identity and policy allow, and never sent upstream', async () => {
    const door = await run((request, response) => {
      request.resume().on('end', () => response.end(String(request.headers.expect)));
    });
    const socket = await openRaw(door.port);
    const received = collect(socket);
    socket.write(head(goodToken));
    await until(() => received().startsWith('HTTP/1.1 100 Continue\r\n\r\n'), '100');
    socket.write('body');
    await until(() => received().includes('undefined'), 'the answer');
    expect((await completed(door)).requestBody?.size).toBe(4);
    await endOf(socket, 0);
  });

  it('is not said to a stranger', async () => {
    const door = await run((_request, response) => response.end());
    const answer = await sendRaw(door.port, head('nobody'), 300);
    expect(answer.status).toBe(401);
    expect(answer.head).not.toContain('100 Continue');
  });
});

describe('connections', () => {
  it('are kept on both sides', async () => {
    const ports = new Set<number | undefined>();
    const door = await run((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('ok');
    });
    const socket = await openRaw(door.port);
    const received = collect(socket);
    for (let count = 1; count <= 5; count++) {
      socket.write(`GET /up/${count} HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer ${goodToken}\r\n\r\n`);
      await until(() => received().split('HTTP/1.1 200').length === count + 1, `answer ${count}`);
    }
    expect(ports.size).toBe(1);
    await endOf(socket, 0);
  });

  it('may pipeline: answers come in the order of the requests', async () => {
    const door = await run((request, response) => {
      setTimeout(() => response.end(`<${request.url ?? ''}>`), request.url === '/slow' ? 100 : 0);
    });
    const one = (path: string): string =>
      `GET /up/${path} HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer ${goodToken}\r\n\r\n`;
    const socket = await openRaw(door.port);
    const received = collect(socket);
    socket.write(one('slow') + one('quick'));
    await until(() => received().includes('</quick>'), 'both answers');
    expect(received().indexOf('</slow>')).toBeLessThan(received().indexOf('</quick>'));
    await endOf(socket, 0);
  });
});
