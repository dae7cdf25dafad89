/** Models and tool calls told in other words than the API's own: judged as what they are, or not let through. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { authorised, doorForEachTest, errorOf } from './fixtures/door-for-each-test.js';
import { policyFrom } from './fixtures/policy-from.js';
import type { RunningDoor } from './fixtures/running-door.js';

const open = doorForEachTest();
const access = (lists: string): string =>
  `access: [{ name: all, groups: ['*'], connections: ['*'], methods: ['*'], paths: ['/**'], ${lists} }]\n`;

const post = (door: RunningDoor, path: string, body: object): Promise<Response> =>
  fetch(`${door.url}/up${path}`, {
    method: 'POST',
    headers: { ...authorised, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const answering =
  (type: string, body: string) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    request.resume().on('end', () => response.setHeader('content-type', type).end(body));
  };
const asked = { model: 'gpt-5', messages: [{ role: 'user', content: 'hi' }] };
const chatAnswer = (message: object): string =>
  JSON.stringify({
    object: 'chat.completion',
    choices: [{ index: 0, message, finish_reason: 'tool_calls' }],
  });

describe('a request that names further models', () => {
  it.each([
    ['/v1/chat/completions', { ...asked, models: ['gpt-5', 'gpt-6'] }],
    ['/v1/chat/completions', { ...asked, fallbacks: ['gpt-6'] }],
    ['/v1/chat/completions', { ...asked, fallbacks: [{ model: 'gpt-6', messages: [] }] }],
    ['/v1/chat/completions', { ...asked, context_window_fallbacks: [{ 'gpt-5': ['gpt-6'] }] }],
    ['/v1/completions', { model: 'gpt-5', prompt: 'hi', models: ['gpt-6'] }],
    ['/v1/embeddings', { model: 'gpt-5', input: 'hi', fallbacks: ['gpt-6'] }],
    ['/v1/responses', { model: 'gpt-5', input: 'hi', models: ['gpt-6'] }],
    ['/v1/messages', { ...asked, max_tokens: 5, models: ['gpt-6'] }],
  ])('is judged for each of them: %s %j', async (path, body) => {
    const door = await open(answering('application/json', '{}'), {
      policyOf: policyFrom(access('models: [gpt-5]')),
    });
    const refused = await post(door, path, body);
    expect(refused.status).toBe(403);
    expect(JSON.stringify(await refused.json())).toContain('gpt-6');
    const allowed = JSON.parse(JSON.stringify(body).replaceAll('gpt-6', 'gpt-5')) as object;
    expect((await post(door, path, allowed)).status).toBe(200);
  });
});

describe('a call in an answer of another shape', () => {
  const named = { name: 'drop_all', arguments: '{}' };
  const calls: readonly (readonly [string, string, object])[] = [
    [
      'an object for the list',
      '/v1/chat/completions',
      { tool_calls: { id: 'k', type: 'function', function: named } },
    ],
    ['a list by index', '/v1/chat/completions', { tool_calls: { 0: { id: 'k', function: named } } }],
    ['a type nobody knows', '/v1/chat/completions', { tool_calls: [{ id: 'k', type: 'mcp', mcp: named }] }],
    ['a call without a type', '/v1/chat/completions', { tool_calls: [{ id: 'k', ...named }] }],
    ['no name', '/v1/chat/completions', { tool_calls: [{ id: 'k', function: { arguments: '{}' } }] }],
    ['no name, the old way', '/v1/chat/completions', { function_call: { arguments: '{}' } }],
    ['a list for the old way', '/v1/chat/completions', { function_call: [named] }],
    ['use of something else', '/v1/messages', { type: 'computer_use', id: 'k', name: 'drop_all', input: {} }],
    ['use without a name', '/v1/messages', { type: 'computer_use', id: 'k', input: {} }],
    ['an item of another type', '/v1/responses', { type: 'function_request', call_id: 'k', ...named }],
  ];
  const whole = (path: string, call: object): string => {
    if (path === '/v1/messages')
      return JSON.stringify({ type: 'message', role: 'assistant', content: [call] });
    if (path === '/v1/responses') return JSON.stringify({ object: 'response', output: [call] });
    return chatAnswer({ role: 'assistant', content: null, ...call });
  };
  const streamed = (path: string, call: object): string => {
    const events =
      path === '/v1/messages'
        ? [
            { type: 'content_block_start', index: 0, content_block: call },
            { type: 'content_block_stop', index: 0 },
            { type: 'message_stop' },
          ]
        : path === '/v1/responses'
          ? [
              { type: 'response.output_item.added', output_index: 0, item: call },
              { type: 'response.output_item.done', output_index: 0, item: call },
              { type: 'response.completed', response: { output: [call] } },
            ]
          : [
              { choices: [{ index: 0, delta: call }] },
              { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] },
            ];
    return events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
  };

  it.each(calls)('does not reach the agent: %s of %s', async (_, path, call) => {
    const policyOf = policyFrom(access('tools: [search]'));
    for (const [type, body] of [
      ['application/json', whole(path, call)],
      ['text/event-stream', streamed(path, call)],
    ] as const) {
      const door = await open(answering(type, body), { policyOf });
      const request =
        path === '/v1/responses' ? { model: 'gpt-5', input: 'hi' } : { ...asked, max_tokens: 5 };
      const answer = await post(door, path, { ...request, stream: type !== 'application/json' });
      const text = await answer.text().catch(() => 'broken');
      expect(text).not.toContain('"arguments":"{}"');
      expect(text).not.toContain('computer_use');
      await door.close();
    }
  });

  const otherCase: readonly (readonly [string, object])[] = [
    ['/v1/chat/completions', { Tool_calls: [{ index: 0, id: 'k', type: 'function', function: named }] }],
    ['/v1/chat/completions', { tool_calls: [{ index: 0, id: 'k', type: 'function', Function: named }] }],
    ['/v1/messages', { Type: 'tool_use', id: 'k', name: 'drop_all', Input: {} }],
    ['/v1/responses', { Type: 'function_call', call_id: 'k', Name: 'drop_all', Arguments: '{}' }],
  ];
  it.each(otherCase)('is refused where a member is written in another case: %s %j', async (path, call) => {
    const policyOf = policyFrom(access('tools: [search]'));
    for (const [type, body] of [
      ['application/json', whole(path, call)],
      ['text/event-stream', streamed(path, call)],
    ] as const) {
      const door = await open(answering(type, body), { policyOf });
      const request =
        path === '/v1/responses' ? { model: 'gpt-5', input: 'hi' } : { ...asked, max_tokens: 5 };
      const answer = await post(door, path, { ...request, stream: type !== 'application/json' });
      const text = await answer.text();
      expect(text).toContain('ANSWER_UNREADABLE');
      expect(text).not.toContain('drop_all');
      await door.close();
    }
  });

  it('is judged by its name', async () => {
    const body = whole('/v1/chat/completions', {
      tool_calls: { id: 'k', type: 'function', function: named },
    });
    const rule = `${access("models: ['*']")}rules: [{ name: r, on: tool-call, when: 'tool.name == "drop_all"', action: deny }]\n`;
    const door = await open(answering('application/json', body), { policyOf: policyFrom(rule) });
    expect(await errorOf(await post(door, '/v1/chat/completions', asked))).toMatchObject({ rule: 'r' });
  });

  it('is refused as unreadable where it has none', async () => {
    const body = whole('/v1/chat/completions', { tool_calls: [{ id: 'k', function: { arguments: '{}' } }] });
    const rule = `${access("models: ['*']")}rules: [{ name: r, on: tool-call, when: 'tool.name == "drop_all"', action: deny }]\n`;
    const door = await open(answering('application/json', body), { policyOf: policyFrom(rule) });
    const error = await errorOf(await post(door, '/v1/chat/completions', asked));
    expect(error).toMatchObject({ code: 'ANSWER_UNREADABLE', reasons: ['UNKNOWN_CALL'] });
  });
});
