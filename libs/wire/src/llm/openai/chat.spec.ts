import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Target } from '../dialect.js';
import {
  bytesOf,
  expectNothingHides,
  expectUnchanged,
  readOrThrow,
  texts,
  valueOf,
} from '../fixtures/expect-faithful.js';
import { openaiChat } from './chat.js';
import { fullChatAnswer, fullChatRequest } from './fixtures/chat-bodies.js';

const target: Target = { method: 'POST', path: '/v1/chat/completions', query: '' };
const read = (body: Uint8Array, at = target) => openaiChat.readRequest(at, body, 'application/json');
const request = (value: unknown, at = target) => readOrThrow(read(bytesOf(value), at));

describe('claims', () => {
  it.each([
    ['POST', '/chat/completions', true],
    ['POST', '/v1/chat/completions', true],
    ['POST', '/v1/chat/completions/', true],
    ['POST', '/openai/deployments/gpt-4o/chat/completions', true],
    ['POST', '/OpenAI/Deployments/gpt-4o/Chat/Completions', true],
    ['POST', '/openai/v1/chat/completions', true],
    ['GET', '/v1/chat/completions/chatcmpl-1/messages', true],
    ['POST', '/v1/completions', false],
    ['POST', '/v1/chat/completionsx', false],
    ['POST', '/v1/responses', false],
  ])('%s %s: %s', (method, path, expected) => {
    expect(openaiChat.claims({ method, path, query: '' })).toBe(expected);
  });
});

describe('a request', () => {
  it('has every text with its position, in order', () => {
    const { operation } = request(fullChatRequest);
    expect(texts(operation)).toEqual([
      'system: Be brief.',
      'developer: Answer in French.',
      'metadata: ann',
      'user: What is this?',
      'user: https://example.com/cat.png',
      'file-name: report of ann.pdf',
      'reasoning: It may be a cat.',
      'tool-call: lookup',
      'tool-call: `{"city":"Paris"}`',
      'tool-call: shell',
      'tool-call: ls -l',
      'tool-result: Sunny',
      'tool-result: total 0',
      'assistant: It is sunny.',
      'tool-call: old',
      'tool-call: `{}`',
      'metadata: old',
      'tool-result: done',
      'tool-definition: lookup',
      'tool-definition: Weather of a city',
      'tool-definition: <city>',
      'tool-definition: Name of the city',
      'tool-definition: Paris',
      'tool-definition: Rome',
      'tool-definition: city',
      'tool-definition: shell',
      'tool-definition: Runs a command',
      'tool-definition: lookup',
      'tool-definition: weather',
      'tool-definition: A report',
      'tool-definition: Report',
      'user: Sunny as ever',
      'metadata: END',
      'metadata: user-7',
      'metadata: <ticket>',
      'metadata: T-1',
      'metadata: <x_vendor>',
      'metadata: <note>',
      'metadata: unknown words',
    ]);
    expect(operation.spans[0]).toMatchObject({ path: ['messages', 0, 'content'], key: 'content' });
  });

  it('says who is asked for what', () => {
    expect(request(fullChatRequest).operation).toMatchObject({
      dialect: 'openai-chat',
      kind: 'chat',
      model: 'gpt-4o-2024-08-06',
      isStreaming: true,
      choices: 2,
      outputTokensMax: 300,
      asksUsage: false,
      asksJson: true,
      hasHiddenHistory: false,
      toolsOffered: ['lookup', 'shell'],
      toolsCalled: [
        { id: 'call_a1', name: 'lookup', arguments: '{"city":"Paris"}' },
        { id: 'call_a2', name: 'shell', arguments: '"ls -l"' },
        { id: '', name: 'old', arguments: '{}' },
      ],
    });
  });

  it('takes tools for a list alone, and the search of the service for a tool', () => {
    const asked = { model: 'm', messages: [] };
    for (const tools of [{ type: 'function', function: { name: 'rm' } }, 'rm']) {
      expect(read(bytesOf({ ...asked, tools }))).toMatchObject({
        reason: 'NOT_THIS_DIALECT',
        where: '/tools',
      });
    }
    const searching = request({ ...asked, web_search_options: {}, user: 'u' });
    expect(searching.operation.toolsOffered).toEqual(['web_search']);
    const without = searching.apply([{ kind: 'withhold-tool', name: 'web_search' }]);
    expect(valueOf(without)).toEqual({ ...asked, user: 'u' });
  });

  it('takes the model from an Azure path', () => {
    const azure = {
      ...target,
      path: '/openai/deployments/my%20gpt/chat/completions',
      query: '?api-version=1',
    };
    expect(request({ model: 'other', messages: [] }, azure).operation.model).toBe('my gpt');
  });

  it.each([
    ['[]', 'NOT_THIS_DIALECT', '/'],
    ['{}', 'NOT_THIS_DIALECT', '/messages'],
    ['{"messages":{}}', 'NOT_THIS_DIALECT', '/messages'],
    ['{"messages":[],"model":1}', 'NOT_THIS_DIALECT', '/model'],
    ['{"messages":[],"stream":"true"}', 'NOT_THIS_DIALECT', '/stream'],
    ['{"messages":[],"n":1e400}', 'NUMBER_OUT_OF_RANGE', '/n'],
    ['{"messages":[],"model":"a","Model":"b"}', 'NOT_THIS_DIALECT', '/model'],
    ['{"messages":[],"tool\u017f":[]}', 'NOT_THIS_DIALECT', '/tools'],
    ['{"messages":[],"model":"a","model":"b"}', 'DUPLICATE_KEY', 'byte 0'],
    ['', 'NOT_JSON', 'byte 0'],
  ])('%s is refused', (body, reason, where) => {
    expect(read(new TextEncoder().encode(body))).toEqual({ kind: 'unreadable', reason, where });
  });

  it('keeps numbers nobody reads as they are spelt', () => {
    const body = new TextEncoder().encode('{"messages":[{"role":"user","content":"a"}],"seed":1e400}');
    const edited = readOrThrow(read(body)).apply([{ kind: 'text', span: 0, text: 'b' }]);
    expect(new TextDecoder().decode(edited)).toBe(
      '{"messages":[{"role":"user","content":"b"}],"seed":1e400}',
    );
  });

  it('without a body looks at what is stored', () => {
    const document = readOrThrow(
      read(new Uint8Array(), { ...target, method: 'GET', path: '/v1/chat/completions/x' }),
    );
    expect(document.operation).toMatchObject({ kind: 'chat', hasHiddenHistory: true, spans: [] });
  });
});

it('refuses in the words of the API', () => {
  const refusal = openaiChat.refusal({ code: 'POLICY_DENIED', message: 'No.', requestId: 'r', status: 403 });
  expect(valueOf(refusal)).toEqual({
    error: { message: 'No.', type: 'permission_error', param: null, code: 'POLICY_DENIED' },
  });
});

describe('whatever a document says', () => {
  const readAnswer = (body: Uint8Array) =>
    openaiChat.readAnswer(request({ messages: [] }).operation, body, '');
  const isLogprob = ({ path }: { path: readonly (string | number)[] }) => path.includes('logprobs');

  it('nothing changes unasked', () => {
    expectUnchanged(read, bytesOf(fullChatRequest));
    expectUnchanged(readAnswer, bytesOf(fullChatAnswer));
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })),
        fc.jsonValue({ maxDepth: 4 }),
        (extra, content) => {
          const body = { ...fullChatRequest, messages: [{ ...extra, role: 'user', content }], extra };
          expectUnchanged(
            read,
            new TextEncoder().encode(
              JSON.stringify(body, null, 1)
                .toWellFormed()
                .replace(/\\ud[89a-f]/gi, '\\u00'),
            ),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it('no text hides', () => {
    expectNothingHides(read, bytesOf(fullChatRequest), () => false);
    expectNothingHides(readAnswer, bytesOf(fullChatAnswer), isLogprob);
  });
});
