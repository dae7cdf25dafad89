/** Events of a socket under a real document: what the client gets of them. */
import { describe, expect, it } from 'vitest';
import { Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { completed } from '../http/fixtures/door-for-each-test.js';
import { everybody, policyFrom } from '../http/fixtures/policy-from.js';
import { until } from '../http/fixtures/running-door.js';
import { event, recordedText, socketDoorForEachTest, textDelta, textEnd } from './fixtures/event-server.js';

const open = socketDoorForEachTest();
const masked = policyFrom(`${everybody}detectors: { apply: [{ categories: [personal, secret] }] }\n`);

describe('what is said in events', () => {
  it('is masked across messages', async () => {
    const door = await open({ policyOf: masked });
    const { client, server } = await door.pair();
    for (const text of ['write to b', 'ob@exam', 'ple.org now', ' or never']) server.say(textDelta(text));
    server.say(textEnd('write to bob@example.org now or never'));
    await until(() => client.texts.some((text) => text.includes('block-finish')), 'the end of the block');
    const texts = client.texts.flatMap((one) => /"text-delta","text":"([^"]*)"/.exec(one)?.[1] ?? []);
    expect(texts.join('')).toBe('write to [EMAIL] now or never');
    expect(client.texts.at(-1)).toContain('write to [EMAIL] now or never');
    client.socket.close();
    const completion = await completed(door);
    expect(completion.masked.map(({ kind, position }) => [kind, position])).toContainEqual([
      'email',
      'assistant',
    ]);
    expect(recordedText(door)).not.toContain('bob');
  });

  it('is masked where it was held back when the server closes', async () => {
    const door = await open({ policyOf: masked });
    const { client, server } = await door.pair();
    server.say(textDelta('write to bob@example.org'));
    server.socket.close(1000);
    expect(await client.end()).toMatchObject({ code: 1000 });
    const texts = client.texts.flatMap((one) => /"text-delta","text":"([^"]*)"/.exec(one)?.[1] ?? []);
    expect(texts.join('')).toBe('write to [EMAIL]');
    await completed(door);
  });

  it('is cut where a find may not pass', async () => {
    const block = `${everybody}detectors: { apply: [{ kinds: [email], with: block }] }\n`;
    const door = await open({ policyOf: policyFrom(block) });
    const { client, server } = await door.pair();
    server.say(event('values', { messages: [{ type: 'human', content: 'I am bob@example.org' }] }));
    expect(await client.end()).toEqual({ code: 4403, reason: 'POLICY_DENIED' });
    expect(client.documents).toMatchObject([{ type: 'error', id: null, error: 'POLICY_DENIED' }]);
    await server.end();
    expect(await completed(door)).toMatchObject({ outcome: Outcome.CUT, code: 'POLICY_DENIED' });
    expect(recordedText(door)).not.toContain('bob@');
  });

  it('cannot be anything but text where masks depend on it', async () => {
    const door = await open({ policyOf: masked });
    const { client, server } = await door.pair();
    server.socket.send(Buffer.from([1, 2, 3]));
    expect(await client.end()).toMatchObject({ code: 1003 });
    expect(client.received).toEqual([]);
    expect(await completed(door)).toMatchObject({ outcome: Outcome.CUT, code: 'ANSWER_UNREADABLE' });
  });

  it('has to be readable where masks depend on it', async () => {
    const door = await open({ policyOf: masked });
    const { client, server } = await door.pair();
    server.say('this is no document');
    expect(await client.end()).toEqual({ code: 4502, reason: 'ANSWER_UNREADABLE' });
    await completed(door);
  });

  it('passes unread where nothing depends on it, and the record masks it as text', async () => {
    const door = await open({ policyOf: policyFrom(everybody) });
    const { client, server } = await door.pair();
    server.say('this is no document of bob@example.org');
    await client.has(1);
    expect(client.texts).toEqual(['this is no document of bob@example.org']);
    client.socket.close();
    await completed(door);
    expect(recordedText(door)).toContain('this is no document of [EMAIL]');
  });
});

describe('a tool call in events', () => {
  const rule = `${everybody}rules: [{ name: no-deletes, on: tool-call, when: 'tool.name.startsWith("delete_")', action: deny }]\n`;
  const call = (name: string) => [
    event('messages', {
      event: 'content-block-start',
      index: 1,
      content: { type: 'tool_call_chunk', id: 'c1', name, args: '' },
    }),
    event('messages', {
      event: 'content-block-delta',
      index: 1,
      delta: { type: 'block-delta', fields: { type: 'tool_call_chunk', args: '{"id":"u1"}' } },
    }),
    event('messages', {
      event: 'content-block-finish',
      index: 1,
      content: { type: 'tool_call', id: 'c1', name, args: { id: 'u1' } },
    }),
  ];

  it('is not told where it is refused, and its block says why', async () => {
    const door = await open({ policyOf: policyFrom(rule) });
    const { client, server } = await door.pair();
    for (const message of call('delete_user')) server.say(message);
    server.say(textDelta('done'));
    await until(() => client.texts.some((text) => text.includes('done')), 'what follows');
    expect(client.texts.join('')).not.toMatch(/tool_call|"u1"|"c1"/);
    expect(client.documents).toMatchObject([
      { params: { data: { event: 'content-block-start', content: { type: 'text', text: '' } } } },
      { params: { data: { event: 'content-block-finish', content: { type: 'text' } } } },
      textDelta('done'),
    ]);
    client.socket.close();
    expect((await completed(door)).toolCalls).toMatchObject([
      { tool: 'delete_user', callId: 'c1', verdict: { rule: 'no-deletes' } },
    ]);
  });

  it('is not told in what masking held back either', async () => {
    const both = `${rule}detectors: { apply: [{ categories: [personal] }] }\n`;
    const door = await open({ policyOf: policyFrom(both) });
    const { client, server } = await door.pair();
    const [start, , finish] = call('delete_user');
    server.say(start);
    for (const args of ['{"id":"bob@exa', '{"id":"bob@example.org']) {
      const fields = { type: 'tool_call_chunk', args };
      server.say(
        event('messages', { event: 'content-block-delta', index: 1, delta: { type: 'block-delta', fields } }),
      );
    }
    server.say(finish);
    server.say(event('values', { messages: [{ type: 'human', content: 'done' }] }));
    await until(() => client.texts.some((text) => text.includes('done')), 'what follows');
    expect(client.texts.join('')).not.toMatch(/tool_call|bob|"c1"|EMAIL/);
    client.socket.close();
    await completed(door);
  });

  it('passes whole where it is allowed', async () => {
    const door = await open({ policyOf: policyFrom(rule) });
    const { client, server } = await door.pair();
    const messages = call('read_user');
    for (const message of messages) server.say(message);
    await client.has(3);
    expect(client.documents).toEqual(messages);
    client.socket.close();
    await completed(door);
  });
});
