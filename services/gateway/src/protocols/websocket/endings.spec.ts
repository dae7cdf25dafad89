/** How sockets end: by either side, by silence, by a stop, by a token or document that is no more. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { CurrentPolicy } from '../../core/ports/policy-in-force.js';
import { completed } from '../http/fixtures/door-for-each-test.js';
import { everybody, policyFrom } from '../http/fixtures/policy-from.js';
import { rawUpstream, type RawUpstream } from '../http/fixtures/raw-upstream.js';
import { caller, until } from '../http/fixtures/running-door.js';
import { HttpPart } from '../http/http-part.js';
import { command, Endpoint, socketDoorForEachTest, textDelta } from './fixtures/event-server.js';

const open = socketDoorForEachTest();
const policyOf = policyFrom(everybody);
/** Nothing is looked for in what passes: for much of it. */
const unread = policyFrom(everybody, 'record: metadata');

describe('a side that is lost', () => {
  it('the client: the server hears that it went away', async () => {
    const door = await open({ policyOf });
    const { client, server } = await door.pair();
    client.socket.terminate();
    expect(await server.end()).toMatchObject({ code: 1001 });
    expect(await completed(door)).toMatchObject({ outcome: Outcome.CLIENT_GONE, status: 101 });
  });

  it('the server: the client gets what came before, and hears of it', async () => {
    const door = await open({ policyOf });
    const { client, server } = await door.pair();
    server.say(textDelta('half of'));
    await client.has(1);
    server.socket.terminate();
    expect(await client.end()).toMatchObject({ code: 1014 });
    expect(await completed(door)).toMatchObject({ outcome: Outcome.UPSTREAM_GONE, code: 'UPSTREAM_RESET' });
  });

  it('the server, while the client is held back: nothing waits for ever', async () => {
    const door = await open({ policyOf });
    const { client, server } = await door.pair();
    door.recorder.hold();
    client.say(command(1, 'hello'));
    await until(() => door.recorder.waiting > 0, 'the command at the recorder');
    server.socket.terminate();
    expect(await client.end()).toMatchObject({ code: 1014 });
    door.recorder.release();
    expect(await completed(door)).toMatchObject({ outcome: Outcome.UPSTREAM_GONE });
  });

  it('a client that closes right behind its command still has it handed on', async () => {
    const door = await open({ policyOf });
    const { client, server } = await door.pair();
    door.recorder.hold();
    client.say(command(1, 'hello'));
    client.socket.close(1000);
    await until(() => door.recorder.waiting > 0, 'the command at the recorder');
    door.recorder.release();
    expect(await server.end()).toMatchObject({ code: 1000 });
    expect(server.documents).toEqual([command(1, 'hello')]);
    expect(await completed(door)).toMatchObject({ outcome: Outcome.ANSWERED });
  });
});

describe('a side that is silent', () => {
  it('the server: it is pinged, and given up', async () => {
    const door = await open({ connection: { idleMsMax: 300 }, policyOf: timeouts(300), sweepMs: 20 });
    const { client, server } = await door.pair();
    server.socket.pause();
    expect(await client.end()).toEqual({ code: 1014, reason: 'UPSTREAM_TIMEOUT' });
    expect(await completed(door)).toMatchObject({ outcome: Outcome.UPSTREAM_TIMEOUT });
  });

  it('both, with nothing to say: pings keep them', async () => {
    const door = await open({ policyOf: timeouts(200), sweepMs: 20 });
    const { client, server } = await door.pair();
    let pings = 0;
    server.socket.on('ping', () => pings++);
    await until(() => pings > 3, 'four pings');
    server.say(textDelta('still here'));
    await client.has(1);
    client.socket.close();
    expect(await completed(door)).toMatchObject({ outcome: Outcome.ANSWERED });
  });

  it('the client: it is cut off, and no more is read for it than there is room', async () => {
    const limits = { clientStallMsMax: 400 };
    const door = await open({ policyOf: unread, limits, sweepMs: 20 });
    const { client, server } = await door.pair();
    client.socket.pause();
    const message = textDelta('we met by the river. '.repeat(20_000));
    for (let at = 0; at < 60; at++) server.say(message);
    await server.end();
    const completion = await completed(door);
    expect(completion).toMatchObject({ outcome: Outcome.CUT, code: 'CLIENT_STALLED' });
    expect(Number(completion.responseBody?.size)).toBeLessThan(20_000_000);
  });

  it('either, for longer than anybody waits', async () => {
    const door = await open({ policyOf, limits: { socketIdleMsMax: 100 }, sweepMs: 20 });
    const { client } = await door.pair();
    expect(await client.end()).toEqual({ code: 1001, reason: 'REQUEST_TIMEOUT' });
    await completed(door);
  });
});

describe('a client that reads slowly', () => {
  it('gets everything in its order, as fast as it reads', async () => {
    const door = await open({ policyOf: unread });
    const { client, server } = await door.pair();
    client.socket.pause();
    const texts = Array.from({ length: 40 }, (_, at) => `${at} ${'we met by the river. '.repeat(10_000)}`);
    for (const text of texts) server.say(textDelta(text));
    server.socket.close(1000);
    client.socket.resume();
    expect(await client.end()).toMatchObject({ code: 1000 });
    expect(client.received.length).toBeGreaterThanOrEqual(40);
    const said = client.texts.flatMap((one) => /"text-delta","text":"([^"]*)"/.exec(one)?.[1] ?? []);
    expect(said.join('') === texts.join('')).toBe(true);
    expect(await completed(door)).toMatchObject({ outcome: Outcome.ANSWERED });
  });
});

describe('a stop', () => {
  it('closes what is quiet, and refuses commands until then', async () => {
    const door = await open({ policyOf });
    const { client, server } = await door.pair();
    door.door.closed = 'STOPPING';
    client.say(command(1, 'hello'));
    await client.has(1);
    expect(client.documents).toMatchObject([{ type: 'error', id: 1, code: 'STOPPING' }]);
    expect(server.received).toEqual([]);
    client.socket.close();
    await completed(door);
  });

  it('ends with the port, and loses no completion', async () => {
    const door = await open({ policyOf });
    const port = new HttpPart(door.door, {
      host: '127.0.0.1',
      port: 0,
      certificates: undefined,
      announce: () => undefined,
    });
    await port.start();
    const { client, server } = await door.pair();
    const stopped = port.stop(AbortSignal.timeout(5_000));
    expect(await client.end()).toEqual({ code: 1001, reason: 'STOPPING' });
    await server.end();
    await stopped;
    expect(await completed(door)).toMatchObject({ outcome: Outcome.CUT, code: 'STOPPING' });
  });
});

describe('what a socket was opened by', () => {
  it('its token: when it expires, so does the socket', async () => {
    const verify = () =>
      Promise.resolve({
        kind: 'verified',
        caller: { ...caller, expiresAtS: Date.now() / 1000 + 0.5 },
      } as const);
    const door = await open({ policyOf, verify, sweepMs: 20 });
    const { client } = await door.pair();
    expect(await client.end()).toEqual({ code: 4401, reason: 'TOKEN_EXPIRED' });
    expect(await completed(door)).toMatchObject({ outcome: Outcome.CUT, code: 'TOKEN_EXPIRED' });
  });

  it('its document: commands are judged by the next one at once, and the client opens a socket anew', async () => {
    const door = await open({ policyOf });
    const { client, server } = await door.pair();
    const running: { policy: CurrentPolicy } = door.door;
    const { port } = door.upstream.address() as AddressInfo;
    const next = await policyFrom(
      `${everybody}rules: [{ name: shut, when: 'request.kind == "graph-run"', action: deny }]\n`,
    )(`http://127.0.0.1:${port}`);
    running.policy = () => next;
    client.say(command(1, 'hello'));
    await client.has(1);
    expect(client.documents).toMatchObject([{ id: 1, error: 'permission_denied', code: 'POLICY_DENIED' }]);
    expect(door.recorder.of('requestRefused')[0]?.verdict?.rule).toBe('shut');
    for (const exchange of door.door.exchanges) {
      exchange.sweep(1_000);
      exchange.sweep(2_000);
    }
    expect(await client.end()).toMatchObject({ code: 1012 });
    await server.end();
    expect(await completed(door)).toMatchObject({ outcome: Outcome.ANSWERED });
  });
});

describe('an upstream that opens no socket', () => {
  const upstreams: RawUpstream[] = [];
  afterEach(() => {
    for (const upstream of upstreams.splice(0)) upstream.close();
  });
  const answerAt = async (url: string) => {
    const door = await open({ policyOf: () => policyOf(url) });
    const socket = door.connect();
    const [, answer] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
    socket.terminate();
    return { door, answer };
  };

  it('that is not there', async () => {
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const { door, answer } = await answerAt(`http://127.0.0.1:${port}`);
    expect([answer.statusCode, answer.headers['x-sallyport-error']]).toEqual([502, 'UPSTREAM_UNREACHABLE']);
    expect(await completed(door)).toMatchObject({ outcome: Outcome.UPSTREAM_UNREACHABLE, status: 502 });
  });

  it.each([
    ['breaks off', '', 'UPSTREAM_RESET'],
    [
      'switches to something else',
      'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n',
      'UPSTREAM_BAD_RESPONSE',
    ],
  ])('that %s', async (_how, text, code) => {
    const raw = await rawUpstream((socket) => {
      socket.once('data', () => {
        if (text === '') socket.destroy();
        else socket.write(text);
      });
    });
    upstreams.push(raw);
    const { door, answer } = await answerAt(raw.url);
    expect([answer.statusCode, answer.headers['x-sallyport-error']]).toEqual([502, code]);
    await completed(door);
  });

  it('that never answers', async () => {
    const raw = await rawUpstream(() => undefined);
    upstreams.push(raw);
    const door = await open({
      policyOf: () => policyFrom(everybody, 'timeouts: { headersMs: 1000 }')(raw.url),
      sweepMs: 20,
    });
    const client = new Endpoint(door.connect());
    const [, answer] = (await once(client.socket, 'unexpected-response')) as [unknown, IncomingMessage];
    expect(answer.headers['x-sallyport-error']).toBe('UPSTREAM_TIMEOUT');
    expect(await completed(door)).toMatchObject({ outcome: Outcome.UPSTREAM_TIMEOUT, status: 504 });
  });
});

/** The document with such a limit on silence. */
function timeouts(idleMsMax: number) {
  return async (origin: string) => {
    const policy = await policyOf(origin);
    return {
      ...policy,
      connection: (name: string) => {
        const connection = policy.connection(name);
        return connection && { ...connection, idleMsMax };
      },
    };
  };
}
