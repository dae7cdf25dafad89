/** Bodies that come a byte at a time: cut while nobody answers them, left alone once the upstream does. */
import { describe, expect, it } from 'vitest';
import { Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { completed, doorForEachTest } from './fixtures/door-for-each-test.js';
import { collect, openRaw } from './fixtures/raw-client.js';
import { goodToken, until } from './fixtures/running-door.js';

const run = doorForEachTest();
const head =
  `POST /up/x HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer ${goodToken}\r\n` + 'Content-Length: 5000\r\n\r\n';
const options = {
  limits: { requestPaceWindowMs: 300, requestPaceBytesMin: 1_000, requestIdleMsMax: 60_000 },
  sweepMs: 20,
};

describe('a dripping body', () => {
  it('ends in 408', async () => {
    const door = await run((request, response) => request.resume().on('end', () => response.end()), options);
    const socket = await openRaw(door.port);
    const received = collect(socket);
    socket.write(head);
    const drip = setInterval(() => socket.write('x'), 30);
    try {
      await until(() => received().includes('REQUEST_TIMEOUT'), 'the answer', 3_000);
    } finally {
      clearInterval(drip);
      socket.destroy();
    }
    expect(received()).toMatch(/^HTTP\/1\.1 408 /);
    expect(await completed(door)).toMatchObject({
      outcome: Outcome.CUT,
      status: 408,
      code: 'REQUEST_TIMEOUT',
    });
  });

  it('may go on while the upstream answers it', async () => {
    let echoed = 0;
    const door = await run((request, response) => {
      response.writeHead(200);
      request.on('data', (chunk: Buffer) => {
        echoed += chunk.length;
        response.write(chunk);
      });
      request.on('end', () => response.end('whole'));
    }, options);
    const socket = await openRaw(door.port);
    const received = collect(socket);
    socket.write(`${head}x`);
    await until(() => echoed > 0, 'the first byte');
    const beganMs = Date.now();
    const drip = setInterval(() => socket.write('x'), 30);
    try {
      await until(() => Date.now() - beganMs > 800, 'some windows');
    } finally {
      clearInterval(drip);
    }
    expect(door.door.exchanges.size).toBe(1);
    socket.write('x'.repeat(5_000 - 1 - (socket.bytesWritten - head.length - 1)));
    await until(() => received().includes('whole'), 'the end');
    socket.destroy();
    expect(await completed(door)).toMatchObject({ status: 200, requestBody: { size: 5_000 } });
  });
});

it('a burst of tiny chunks is gathered into few parts', async () => {
  const door = await run((request, response) => request.resume().on('end', () => response.end('whole')));
  const socket = await openRaw(door.port);
  socket.setNoDelay(true);
  const received = collect(socket);
  socket.write(head);
  await until(() => door.door.exchanges.size === 1, 'the request to be forwarded');
  let sent = 0;
  const drip = setInterval(() => {
    if (sent < 100) socket.write('x'.repeat(++sent === 100 ? 4_901 : 1));
  }, 2);
  try {
    await until(() => received().includes('whole'), 'the end');
  } finally {
    clearInterval(drip);
    socket.destroy();
  }
  const { requestBody } = await completed(door);
  expect(requestBody).toMatchObject({ size: 5_000 });
  expect(requestBody?.parts).toBeLessThan(40);
});
