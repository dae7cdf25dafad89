/** Clients and servers that send what no library would. */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { completed } from '../http/fixtures/door-for-each-test.js';
import { everybody, policyFrom } from '../http/fixtures/policy-from.js';
import { goodToken, until } from '../http/fixtures/running-door.js';
import { command, path, socketDoorForEachTest, textDelta } from './fixtures/event-server.js';

const open = socketDoorForEachTest();
const policyOf = policyFrom(everybody);

describe('a client', () => {
  it('whose message is longer than what is judged', async () => {
    const door = await open({ policyOf: policyFrom(everybody, 'judgeBytesMax: 2048') });
    const { client, server } = await door.pair();
    client.say(command(1, 'x'.repeat(3000)));
    expect(await client.end()).toMatchObject({ code: 1009 });
    expect(await server.end()).toMatchObject({ code: 1001 });
    expect(server.received).toEqual([]);
    expect(await completed(door)).toMatchObject({ outcome: Outcome.CUT, code: 'BODY_TOO_LARGE' });
  });

  it('whose message comes in more frames than anybody sends', async () => {
    const door = await open({ policyOf });
    const { client, server } = await door.pair();
    for (let at = 0; at < 3_000; at++) client.socket.send('x', { fin: false });
    expect(await client.end()).toMatchObject({ code: 1008 });
    await server.end();
    expect(await completed(door)).toMatchObject({ outcome: Outcome.CUT, code: 'REQUEST_MALFORMED' });
  });

  it('whose text is no UTF-8', async () => {
    const door = await open({ policyOf });
    const { client, server } = await door.pair();
    client.socket.send(Buffer.from([0x7b, 0xff, 0x7d]), { binary: false });
    expect(await client.end()).toMatchObject({ code: 1007 });
    await server.end();
    expect(await completed(door)).toMatchObject({ outcome: Outcome.CUT, code: 'REQUEST_MALFORMED' });
  });

  it('that sends thousands of commands at once: each waits for the one before', async () => {
    const door = await open({ policyOf });
    const { client, server } = await door.pair();
    for (let id = 0; id < 2_000; id++) client.say({ id, method: 'state.get', params: {} });
    await server.has(2_000);
    expect(server.documents.map(({ id }) => id)).toEqual(Array.from({ length: 2_000 }, (_, id) => id));
    client.socket.close();
    expect(await completed(door)).toMatchObject({ requestBody: { parts: 2_000 } });
  });
});

describe('a client without a library', () => {
  let raw: Socket | undefined;
  afterEach(() => raw?.destroy());
  const head = [
    `GET ${path} HTTP/1.1`,
    'Host: g',
    `Authorization: Bearer ${goodToken}`,
    'Connection: Upgrade, X-Hop',
    'X-Hop: gone',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    'Sec-WebSocket-Extensions: permessage-deflate',
  ];
  const start = async (port: number, bytes: Buffer, lines = head) => {
    const socket = connect({ port, host: '127.0.0.1' });
    raw = socket;
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.write(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), bytes]));
    return { socket, received: () => Buffer.concat(chunks) };
  };
  /** One frame of text, masked with zeros. */
  const frame = (text: string): Buffer =>
    Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);

  it('that sends its first command along with its request', async () => {
    const door = await open({ policyOf });
    const { received } = await start(door.port, frame('{"id":1,"method":"state.get"}'));
    await until(() => door.taken[0]?.received.length === 1, 'the command');
    expect(door.taken[0]?.documents).toEqual([{ id: 1, method: 'state.get' }]);
    expect(door.asked[0]?.headers['x-hop']).toBeUndefined();
    expect(received().toString('latin1')).toMatch(/^HTTP\/1\.1 101 /);
    expect(received().toString('latin1')).not.toMatch(/extensions/i);
    raw?.destroy();
    expect(await completed(door)).toMatchObject({ outcome: Outcome.CLIENT_GONE });
  });

  it('that does not mask its frames', async () => {
    const door = await open({ policyOf });
    const { received } = await start(door.port, Buffer.from([0x81, 0x01, 0x61]));
    // A close frame with 1002.
    await until(() => received().includes(Buffer.from([0x03, 0xea])), 'the close');
    expect(await completed(door)).toMatchObject({ outcome: Outcome.CUT, code: 'REQUEST_MALFORMED' });
  });

  it.each([
    ['an old version', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Version: 8'],
    ['a key that is none', 'AAAAAAAAAAAAAAAAAAAAAA==', 'eA=='],
    ['a body', 'X-Hop: gone', 'Content-Length: 5'],
    ['protocols twice', 'X-Hop: gone', 'Sec-WebSocket-Protocol: a, a'],
    ['another method', 'GET ', 'POST '],
  ])('with %s is refused', async (_what, from, to) => {
    const door = await open({ policyOf });
    const lines = head.map((line) => line.replace(from, to));
    const { received } = await start(door.port, Buffer.alloc(0), lines);
    await until(() => received().includes('UPGRADE_REFUSED'), 'the answer');
    expect(received().toString('latin1')).toMatch(/^HTTP\/1\.1 400 /);
    expect(door.asked).toEqual([]);
  });

  it('whose query is spelt in its own way', async () => {
    const door = await open({ policyOf });
    const lines = head.map((line) => line.replace('/events', '/events?a=%7b|"'));
    const socket = connect({ port: door.port, host: '127.0.0.1' });
    raw = socket;
    await once(socket, 'connect');
    socket.write(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'));
    await until(() => door.taken.length === 1, 'the socket at the server');
    expect(door.asked[0]?.url).toBe('/threads/t1/stream/events?a=%7b|"');
    socket.destroy();
    await completed(door);
  });

  it('that asks while another request of it is being answered is refused behind that answer', async () => {
    const door = await open({ policyOf });
    let answer: (() => void) | undefined;
    door.upstream.removeAllListeners('request');
    door.upstream.on('request', (_request, response: ServerResponse) => {
      answer = () => response.end('first');
    });
    const socket = connect({ port: door.port, host: '127.0.0.1' });
    raw = socket;
    await once(socket, 'connect');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    const first = ['GET /up/other HTTP/1.1', 'Host: g', `Authorization: Bearer ${goodToken}`];
    socket.write(`${first.join('\r\n')}\r\n\r\n${head.join('\r\n')}\r\n\r\n`);
    await until(() => answer !== undefined, 'the first request');
    answer?.();
    const text = () => Buffer.concat(chunks).toString('latin1');
    await until(() => text().includes('UPGRADE_REFUSED'), 'the second answer');
    expect(text().indexOf('first')).toBeLessThan(text().indexOf('UPGRADE_REFUSED'));
    expect(door.asked).toEqual([]);
    await completed(door);
  });

  it('that asks and goes away before its request is recorded', async () => {
    const door = await open({ policyOf });
    door.recorder.hold();
    const { socket } = await start(door.port, Buffer.alloc(0));
    await until(() => door.recorder.waiting > 0, 'the request at the recorder');
    socket.resetAndDestroy();
    await until(() => door.door.counters.inFlight === 0, 'the end of the connection');
    door.recorder.release();
    expect(await completed(door)).toMatchObject({ outcome: Outcome.CLIENT_GONE });
    expect(door.asked).toEqual([]);
  });
});

describe('a server', () => {
  it('whose message is longer than any event', async () => {
    const door = await open({ policyOf });
    const { client, server } = await door.pair();
    server.say(textDelta('x'.repeat(9 * 1024 * 1024)));
    expect(await client.end()).toEqual({ code: 4502, reason: 'ANSWER_TOO_LARGE' });
    expect(await server.end()).toMatchObject({ code: 1009 });
    expect(await completed(door)).toMatchObject({ outcome: Outcome.CUT, code: 'ANSWER_TOO_LARGE' });
  });

  it('whose text is no UTF-8', async () => {
    const door = await open({ policyOf });
    const { client, server } = await door.pair();
    server.socket.send(Buffer.from([0xff]), { binary: false });
    expect(await client.end()).toMatchObject({ code: 1014 });
    await server.end();
    expect(await completed(door)).toMatchObject({
      outcome: Outcome.UPSTREAM_INVALID,
      code: 'UPSTREAM_BAD_RESPONSE',
    });
  });
});
