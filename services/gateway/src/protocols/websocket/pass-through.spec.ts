/** Sockets through which everything passes: what each side gets, and what is recorded. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { completed } from '../http/fixtures/door-for-each-test.js';
import { everybody, policyFrom } from '../http/fixtures/policy-from.js';
import { langgraph } from '@sallyport/wire/langgraph/langgraph';
import { plain } from '@sallyport/wire/plain/plain';
import { goodToken, unreadTraffic } from '../http/fixtures/running-door.js';
import {
  command,
  Endpoint,
  path,
  recordedText,
  socketDoorForEachTest,
  textDelta,
} from './fixtures/event-server.js';

const open = socketDoorForEachTest();
const policyOf = policyFrom(everybody);

describe('a socket to an event stream', () => {
  it('carries commands one way and events the other, and is recorded', async () => {
    const door = await open({ policyOf });
    const { client, server } = await door.pair();
    client.say(command(1, 'hello'));
    await server.has(1);
    const answer = { type: 'success', id: 1, result: { run_id: 'r1' } };
    server.say(answer);
    server.say(textDelta('hi there'));
    await client.has(2);
    expect(server.documents).toEqual([command(1, 'hello')]);
    expect(client.documents).toEqual([answer, textDelta('hi there')]);
    client.socket.close(1000, 'done');
    expect(await server.end()).toMatchObject({ code: 1000 });
    const completion = await completed(door);
    expect(completion).toMatchObject({ outcome: Outcome.ANSWERED, status: 101, code: '' });
    const [received] = door.recorder.of('requestReceived');
    expect(received).toMatchObject({
      bodyContinues: true,
      target: { method: 'GET', path: '/threads/t1/stream/events' },
      operation: { dialect: 'langgraph', kinds: ['graph-read'], thread: 't1', streaming: true },
    });
    const [part] = door.recorder.of('requestPart');
    const line = `${JSON.stringify(command(1, 'hello'))}\n`;
    expect(part).toMatchObject({ index: 1, offset: 0, size: line.length, requestId: received?.requestId });
    expect(completion.requestBody).toMatchObject({
      size: line.length,
      parts: 1,
      sha256: createHash('sha256').update(line).digest(),
    });
    expect(recordedText(door)).toContain(line);
    expect(recordedText(door)).toContain(`${JSON.stringify(answer)}\n`);
    // Held back until it was clear that nothing in it is to be masked.
    expect(recordedText(door)).toContain(`${JSON.stringify(textDelta('hi there'))}\n`);
  });

  it('goes to the upstream as any request does: with its credential, without ours', async () => {
    const door = await open({ connection: { reading: { ...unreadTraffic, dialects: [langgraph, plain] } } });
    const headers = { 'x-sallyport-run': 'r', 'x-other': 'kept' };
    const { client } = await door.pair({ headers });
    const [asked] = door.asked;
    expect(asked?.url).toBe('/threads/t1/stream/events');
    expect(asked?.headers).toMatchObject({ authorization: 'Bearer real-key', 'x-other': 'kept' });
    expect(Object.keys(asked?.headers ?? {}).filter((name) => /sallyport|extensions/.test(name))).toEqual([]);
    expect(JSON.stringify(asked?.rawHeaders)).not.toContain(goodToken);
    client.socket.close();
    await completed(door);
  });

  it('has the request in its head', async () => {
    const door = await open({ policyOf });
    const socket = door.connect();
    const [answer] = (await once(socket, 'upgrade')) as [{ headers: Record<string, string> }];
    const [received] = door.recorder.of('requestReceived');
    expect(answer.headers['x-sallyport-request-id']).toBe(received?.requestId);
    socket.close();
    await completed(door);
  });

  it('speaks the protocol of its own that both sides know', async () => {
    const door = await open({ policyOf });
    const client = new Endpoint(door.connect());
    await once(client.socket, 'open');
    expect(client.socket.extensions).toBe('');
    client.socket.close();
    await completed(door);
  });

  it('relays how the server closes it', async () => {
    const door = await open({ policyOf });
    const { client, server } = await door.pair();
    server.say(textDelta('bye'));
    server.socket.close(4001, 'thread is gone');
    expect(await client.end()).toEqual({ code: 4001, reason: 'thread is gone' });
    expect(client.documents).toEqual([textDelta('bye')]);
    expect(await completed(door)).toMatchObject({ outcome: Outcome.ANSWERED });
  });

  it('takes the path without /events too', async () => {
    const door = await open({ policyOf });
    const client = new Endpoint(door.connect({}, '/up/threads/t1/stream'));
    await once(client.socket, 'open');
    client.socket.close();
    await completed(door);
  });

  it('passes what is no text where nothing depends on it, recorded by its digest', async () => {
    const door = await open({ policyOf });
    const { client, server } = await door.pair();
    client.socket.send(Buffer.from([1, 2, 3]));
    await server.has(1);
    server.socket.send(Buffer.from([4, 5]));
    await client.has(1);
    expect([server.received[0]?.isBinary, client.received[0]?.isBinary]).toEqual([true, true]);
    client.socket.close();
    const completion = await completed(door);
    expect(recordedText(door)).toContain('{"type":"binary","size":3,"sha256":"');
    expect(completion.requestBody?.originalHmac.length).toBe(32);
    expect(completion.responseBody?.originalHmac.length).toBe(32);
  });
});

describe('a server that does not switch', () => {
  it('has its answer passed on', async () => {
    const door = await open({ policyOf });
    door.upstream.removeAllListeners('upgrade');
    const socket = door.connect();
    const [, answer] = (await once(socket, 'unexpected-response')) as [
      unknown,
      AsyncIterable<Buffer> & { statusCode: number },
    ];
    expect(answer.statusCode).toBe(404);
    let text = '';
    for await (const chunk of answer) text += chunk.toString('utf8');
    expect(text).toBe('404 Not Found');
    expect(await completed(door)).toMatchObject({ outcome: Outcome.ANSWERED, status: 404 });
  });
});

describe('other upgrades', () => {
  const refusal = async (door: Awaited<ReturnType<typeof open>>, target: string, headers = {}) => {
    const socket = door.connect({ headers }, target);
    const [, answer] = (await once(socket, 'unexpected-response')) as [
      unknown,
      { statusCode: number; headers: Record<string, string> },
    ];
    socket.on('error', () => undefined);
    socket.terminate();
    return [answer.statusCode, answer.headers['x-sallyport-error']];
  };

  it('are refused: other paths, connections and tokens', async () => {
    const door = await open({ policyOf });
    expect(await refusal(door, '/up/threads/t1/runs')).toEqual([400, 'UPGRADE_REFUSED']);
    expect(await refusal(door, '/up/v1/realtime')).toEqual([400, 'UPGRADE_REFUSED']);
    expect(await refusal(door, '/other/threads/t1/stream/events')).toEqual([404, 'CONNECTION_UNKNOWN']);
    expect(await refusal(door, path, { authorization: 'Bearer wrong.wrong.wrong' })).toEqual([
      401,
      'TOKEN_SIGNATURE_INVALID',
    ]);
    expect(await refusal(door, `${path}?token=${goodToken}`)).toEqual([401, 'TOKEN_IN_QUERY']);
    expect(door.asked).toEqual([]);
  });

  it('are refused where answers are judged by all of them', async () => {
    const rule = `${everybody}rules: [{ name: whole, on: answer, when: 'answer.text.assistant.contains("x")', action: deny }]\n`;
    const door = await open({ policyOf: policyFrom(rule) });
    expect(await refusal(door, path)).toEqual([400, 'UPGRADE_REFUSED']);
  });

  it('are refused of another dialect', async () => {
    const door = await open({ policyOf: policyFrom(everybody, 'dialect: openai') });
    expect(await refusal(door, path)).toEqual([400, 'UPGRADE_REFUSED']);
  });
});
