/** Tool calls of streamed answers, as services cut them, through the door. */
import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { authorised, completed, doorForEachTest } from './fixtures/door-for-each-test.js';
import { everybody, policyFrom } from './fixtures/policy-from.js';

const open = doorForEachTest();

const streaming =
  (events: readonly object[]): RequestListener =>
  (request, response) => {
    request.resume();
    response.setHeader('content-type', 'text/event-stream');
    response.end(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('') + 'data: [DONE]\n\n');
  };

const noDeletes = `${everybody}rules: [{ name: no-deletes, on: tool-call, when: 'tool.name == "delete_user"', action: deny }]
`;

describe('a streamed tool call whose name comes in pieces', () => {
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    id: 'c1',
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason }],
  });
  const call = (told: object, more: object = {}) => ({ tool_calls: [{ index: 0, ...more, function: told }] });
  const calling = (...pieces: readonly string[]) =>
    streaming([
      chunk(call({ name: pieces[0], arguments: '' }, { id: 'k1', type: 'function' })),
      ...pieces.slice(1).map((name) => chunk(call({ name }))),
      chunk(call({ arguments: '{"id":7}' })),
      chunk({}, 'tool_calls'),
    ]);

  const asked = async (onRequest: RequestListener) => {
    const door = await open(onRequest, { policyOf: policyFrom(noDeletes) });
    const answer = await fetch(`${door.url}/up/v1/chat/completions`, {
      method: 'POST',
      headers: { ...authorised, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: 'go' }] }),
    });
    const text = await answer.text();
    return { status: answer.status, text, completion: await completed(door) };
  };

  it('passes, and says the name that was judged', async () => {
    const { status, text, completion } = await asked(calling('read_', 'us', 'er'));
    expect(status).toBe(200);
    expect(text.match(/"name":"[^"]*"/g)).toEqual(['"name":"read_user"']);
    expect(completion.toolCalls).toMatchObject([{ tool: 'read_user', callId: 'k1' }]);
  });

  it('is refused by the name that the pieces make', async () => {
    const { status, text, completion } = await asked(calling('delete', '_user'));
    expect(status).toBe(200);
    expect(text).not.toContain('k1');
    expect(completion.toolCalls).toMatchObject([{ tool: 'delete_user', verdict: { rule: 'no-deletes' } }]);
  });
});
