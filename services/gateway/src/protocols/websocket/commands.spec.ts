/** Commands of a socket under a real document: what the server gets of them, what the client is told, what is recorded. */
import { describe, expect, it } from 'vitest';
import { Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { completed } from '../http/fixtures/door-for-each-test.js';
import { everybody, policyFrom } from '../http/fixtures/policy-from.js';
import { until } from '../http/fixtures/running-door.js';
import { command, recordedText, socketDoorForEachTest, textDelta, textEnd } from './fixtures/event-server.js';

const open = socketDoorForEachTest();
const graphs = `access: [{ name: one, groups: ['*'], connections: ['*'], methods: ['*'], paths: ['/**'], graphs: [agent] }]
`;

describe('a command', () => {
  it('of a graph that is not listed is answered with the protocol’s own error, and goes nowhere', async () => {
    const door = await open({ policyOf: policyFrom(graphs) });
    const { client, server } = await door.pair();
    client.say(command(7, 'hello', 'run.start', 'other'));
    client.say(command(8, 'hello'));
    await client.has(1);
    await server.has(1);
    expect(server.documents).toEqual([command(8, 'hello')]);
    const [refusal] = door.recorder.of('requestRefused');
    expect(client.documents[0]).toMatchObject({
      type: 'error',
      id: 7,
      error: 'permission_denied',
      code: 'POLICY_DENIED',
      request_id: refusal?.requestId,
    });
    expect(refusal).toMatchObject({
      status: 403,
      target: { method: 'POST', path: '/threads/t1/commands' },
      verdict: { reasons: ['GRAPH_NOT_ALLOWED'] },
      operation: { kinds: ['graph-run'], graphs: ['other'] },
    });
    expect(refusal?.requestId).not.toBe(door.recorder.of('requestReceived')[0]?.requestId);
    client.socket.close();
    const completion = await completed(door);
    expect(completion).toMatchObject({ outcome: Outcome.ANSWERED, requestBody: { parts: 1 } });
  });

  it('that is held is refused as long as nobody can be asked', async () => {
    const rule = `${everybody}rules: [{ name: ask-first, when: 'request.graph == "agent"', action: approve }]\n`;
    const door = await open({ policyOf: policyFrom(rule) });
    const { client, server } = await door.pair();
    client.say(command(1, 'hello'));
    await client.has(1);
    expect(client.documents[0]).toMatchObject({ id: 1, code: 'APPROVAL_UNAVAILABLE' });
    expect(door.recorder.of('requestRefused')[0]?.verdict?.reasons).toContain('NO_APPROVER');
    expect(server.received).toEqual([]);
    client.socket.close();
    await completed(door);
  });

  it('that cannot be read is refused where a rule reads it', async () => {
    const door = await open({ policyOf: policyFrom(graphs) });
    const { client, server } = await door.pair();
    client.say('no command');
    client.say('{"id":1,"id":2,"method":"run.start"}');
    await client.has(2);
    expect(client.documents).toMatchObject([
      { type: 'error', id: null },
      { type: 'error', id: null },
    ]);
    expect(server.received).toEqual([]);
    client.socket.close();
    await completed(door);
  });

  it('is held to limits as a request is', async () => {
    const limits = `${everybody}limits: [{ name: few, by: [identity], requests: 2, windowS: 60 }]\n`;
    const door = await open({ policyOf: policyFrom(limits) });
    const { client, server } = await door.pair();
    client.say(command(1, 'hello'));
    client.say(command(2, 'hello'));
    await client.has(1);
    expect(client.documents).toMatchObject([{ id: 2, code: 'RATE_LIMITED' }]);
    expect(server.documents).toMatchObject([{ id: 1 }]);
    client.socket.close();
    await completed(door);
  });

  it('is masked before it goes on, and recorded as masked', async () => {
    const mask = `${everybody}detectors: { apply: [{ categories: [personal] }] }\n`;
    const door = await open({ policyOf: policyFrom(mask) });
    const { client, server } = await door.pair();
    client.say(command(1, 'mail ana@example.com please'));
    await server.has(1);
    expect(server.documents).toEqual([command(1, 'mail [EMAIL] please')]);
    client.socket.close();
    const completion = await completed(door);
    expect(completion.requestBody?.originalHmac.length).toBe(32);
    expect(recordedText(door)).not.toContain('ana@');
    expect(door.recorder.of('requestPart')).toMatchObject([
      {
        verdict: { rule: 'all', reasons: ['ACCESS_GRANTED'], obligations: ['mask:personal/*'] },
        operation: { dialect: 'langgraph', kinds: ['graph-run'], graphs: ['agent'] },
        masked: [{ kind: 'email', action: 'redact', count: 1 }],
      },
    ]);
  });

  it('gives placeholders whose values come back in events, whatever their pieces', async () => {
    const tokens = `${everybody}detectors: { apply: [{ kinds: [email], with: tokenise, on: [request] }] }\n`;
    const door = await open({ policyOf: policyFrom(tokens) });
    const { client, server } = await door.pair();
    client.say(command(1, 'mail ana@example.com please'));
    await server.has(1);
    const placeholder = /\[EMAIL_[0-9A-Z]{10}\]/.exec(server.texts[0] ?? '')?.[0] ?? 'none';
    server.say(textDelta(`sent to ${placeholder.slice(0, 9)}`));
    server.say(textDelta(`${placeholder.slice(9)}.`));
    server.say(textEnd(`sent to ${placeholder}.`));
    await until(() => client.texts.join('').includes('block-finish'), 'the end of the block');
    const said = client.documents.map((document) => JSON.stringify(document));
    const texts = said.flatMap((one) => /"text-delta","text":"([^"]*)"/.exec(one)?.[1] ?? []);
    expect(texts.join('')).toBe('sent to ana@example.com.');
    expect(said.at(-1)).toContain('sent to ana@example.com.');
    client.socket.close();
    await completed(door);
    expect(recordedText(door)).not.toContain('ana@');
    expect(recordedText(door)).toContain(placeholder);
  });

  it('that is no text breaks the socket where rules read commands', async () => {
    const door = await open({ policyOf: policyFrom(graphs) });
    const { client, server } = await door.pair();
    client.socket.send(Buffer.from([1, 2, 3]));
    expect(await client.end()).toMatchObject({ code: 1003 });
    await server.end();
    expect(server.received).toEqual([]);
    expect(await completed(door)).toMatchObject({ outcome: Outcome.CUT, code: 'REQUEST_MALFORMED' });
  });
});

describe('the record', () => {
  it('is durable before the upstream hears of the socket, and of each command', async () => {
    const door = await open({ policyOf: policyFrom(everybody) });
    door.recorder.hold();
    const pair = door.pair();
    await until(() => door.recorder.waiting > 0, 'the request at the recorder');
    expect(door.asked).toEqual([]);
    door.recorder.release(true);
    const { client, server } = await pair;
    client.say(command(1, 'first'));
    client.say(command(2, 'second'));
    await until(() => door.recorder.waiting > 0, 'the command at the recorder');
    expect(server.received).toEqual([]);
    expect(door.recorder.of('requestPart')).toEqual([]);
    door.recorder.release(true);
    await server.has(1);
    await until(() => door.recorder.waiting > 0, 'the second command at the recorder');
    expect(server.documents).toEqual([command(1, 'first')]);
    door.recorder.release();
    await server.has(2);
    expect(door.recorder.of('requestPart').map(({ index }) => index)).toEqual([1, 2]);
    client.socket.close();
    await completed(door);
  });

  it('that cannot be written ends the socket', async () => {
    const door = await open({ policyOf: policyFrom(everybody) });
    const { client, server } = await door.pair();
    door.recorder.broken = 'SPOOL_FULL';
    client.say(command(1, 'hello'));
    expect(await client.end()).toEqual({ code: 1013, reason: 'AUDIT_UNAVAILABLE' });
    await server.end();
    expect(server.received).toEqual([]);
  });

  it('limits how far events are ahead of it', async () => {
    const door = await open({
      policyOf: policyFrom(everybody),
      limits: { sentAheadBytesMax: 1_000, responseInlineBytesMax: 500 },
    });
    const { client, server } = await door.pair();
    door.recorder.hold();
    for (let at = 0; at < 20; at++) server.say(textDelta(`${at} ${'x'.repeat(400)}`));
    await until(() => door.recorder.waiting > 0, 'a part at the recorder');
    await client.has(1);
    expect(client.received.length).toBeLessThan(4);
    door.recorder.release();
    await client.has(20);
    client.socket.close();
    await completed(door);
    expect(door.recorder.of('responsePart').length).toBeGreaterThan(0);
  });
});
