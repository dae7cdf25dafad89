import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change, Target } from '../dialect.js';
import {
  bytesOf,
  expectNothingHides,
  expectUnchanged,
  readOrThrow,
  texts,
  valueOf,
} from '../fixtures/expect-faithful.js';
import { fullMessagesAnswer, fullMessagesRequest } from './fixtures/message-bodies.js';
import { anthropicCountTokens, anthropicMessages } from './messages.js';

const target: Target = { method: 'POST', path: '/v1/messages', query: '' };
const read = (body: Uint8Array) => anthropicMessages.readRequest(target, body, 'application/json');
const request = (value: unknown) => readOrThrow(read(bytesOf(value)));
const readAnswer = (body: Uint8Array, asked: unknown = { messages: [] }) =>
  anthropicMessages.readAnswer(request(asked).operation, body, 'application/json');
const answer = (value: unknown, asked?: unknown) => readOrThrow(readAnswer(bytesOf(value), asked));

describe('claims', () => {
  it.each([
    ['POST', '/v1/messages', true, false],
    ['POST', '/messages', true, false],
    ['POST', '/anthropic/v1/messages', true, false],
    ['POST', '/v1/messages/count_tokens', false, true],
    ['GET', '/v1/messages', false, false],
    ['POST', '/v1/messages/batches', false, false],
  ])('%s %s: %s, %s', (method, path, messages, count) => {
    expect(anthropicMessages.claims({ method, path, query: '' })).toBe(messages);
    expect(anthropicCountTokens.claims({ method, path, query: '' })).toBe(count);
  });
});

describe('a request', () => {
  it('has every text with its position, in order', () => {
    expect(texts(request(fullMessagesRequest).operation)).toEqual([
      'system: Be brief.',
      'user: Hello',
      'user: https://example.com/cat.png',
      'file-name: report.txt',
      'user: Of last year',
      'user: Grass is green',
      'user: https://a.example',
      'user: Cats',
      'user: Meow',
      'user: What is this?',
      'reasoning: It may be a cat.',
      'assistant: Let me see.',
      'tool-call: lookup',
      'tool-call: <city>',
      'tool-call: Paris',
      'tool-call: <more>',
      'tool-call: <list>',
      'tool-call: a',
      'tool-call: web_search',
      'tool-call: <query>',
      'tool-call: cats',
      'tool-result: <url>',
      'tool-result: https://b.example',
      'tool-result: More',
      'tool-result: Sunny',
      'tool-result: Deep',
      'tool-result: Plain',
      'assistant: It is',
      'tool-definition: lookup',
      'tool-definition: Weather of a city',
      'tool-definition: <city>',
      'tool-definition: Its name',
      'tool-definition: web_search',
      'tool-definition: lookup',
      'tool-definition: crm',
      'tool-definition: https://mcp.example.com',
      'metadata: t0p',
      'metadata: ann',
      'metadata: END',
      'metadata: <x_new>',
      'metadata: unknown words',
    ]);
  });

  it('says who is asked for what', () => {
    expect(request(fullMessagesRequest).operation).toMatchObject({
      dialect: 'anthropic-messages',
      kind: 'chat',
      model: 'claude-sonnet-4-5-20250929',
      isStreaming: true,
      outputTokensMax: 1024,
      toolsOffered: ['lookup', 'web_search', 'mcp:crm'],
      toolsCalled: [
        { id: 'toolu_01A', name: 'lookup', arguments: '{"city":"Paris","more":{"list":["a"]}}' },
        { id: 'srvtoolu_01B', name: 'web_search', arguments: '{"query":"cats"}' },
      ],
    });
  });

  it('may have its system prompt as one text', () => {
    expect(texts(request({ system: 'Be kind.', messages: [] }).operation)).toEqual(['system: Be kind.']);
  });

  it.each([
    ['{}', 'NOT_THIS_DIALECT', '/messages'],
    ['"a"', 'NOT_THIS_DIALECT', '/'],
    ['{"messages":[],"max_tokens":12345678901234567890}', 'NUMBER_OUT_OF_RANGE', '/max_tokens'],
    ['{"messages":[],"Model":"a"}', 'NOT_THIS_DIALECT', '/model'],
  ])('%s is refused', (body, reason, where) => {
    expect(read(new TextEncoder().encode(body))).toEqual({ kind: 'unreadable', reason, where });
  });

  it('loses tools that are withheld', () => {
    const withheld = (...names: string[]) =>
      valueOf(
        request(fullMessagesRequest).apply(names.map((name): Change => ({ kind: 'withhold-tool', name }))),
      );
    const { tools, tool_choice, mcp_servers, ...rest } = fullMessagesRequest;
    expect(withheld('web_search')).toEqual({ ...rest, tools: [tools[0]], tool_choice, mcp_servers });
    expect(withheld('lookup')).toEqual({ ...rest, tools: [tools[1]], mcp_servers });
    expect(withheld('lookup', 'web_search', 'mcp:crm')).toEqual(rest);
  });
});

describe('an answer', () => {
  it('has texts, calls and usage', () => {
    const document = answer(fullMessagesAnswer);
    expect(texts(document.operation)).toEqual([
      'reasoning: I have to look.',
      'assistant: Call Ann.',
      'assistant: <cited_text>',
      'assistant: Grass',
      'assistant: <document_title>',
      'tool-call: lookup',
      'tool-call: <city>',
      'tool-call: Rome',
      'tool-call: drop',
    ]);
    expect(document.operation.toolsCalled).toEqual([
      { id: 'toolu_1', name: 'lookup', arguments: '{"city":"Rome"}' },
      { id: 'toolu_2', name: 'drop', arguments: '{}' },
    ]);
    expect(document.usage).toEqual({
      inputTokens: 10,
      outputTokens: 20,
      cachedTokens: 4,
      reasoningTokens: undefined,
    });
  });

  it('is JSON where that was asked for', () => {
    const asked = { messages: [], output_config: { format: { type: 'json_schema', schema: {} } } };
    expect(texts(answer({ content: [{ type: 'text', text: '{}' }] }, asked).operation)).toEqual([
      'assistant: `{}`',
    ]);
  });

  it('loses one call, then the last, and says why', () => {
    const without = (bytes: Uint8Array, id: string): Uint8Array =>
      anthropicMessages.withoutToolCall?.(readOrThrow(readAnswer(bytes)), id, `No ${id}.`) ?? bytes;
    const once = without(bytesOf(fullMessagesAnswer), 'toolu_2');
    expect(valueOf(once)).toEqual({
      ...fullMessagesAnswer,
      content: [...fullMessagesAnswer.content.slice(0, 3), { type: 'text', text: 'No toolu_2.' }],
    });
    expect(valueOf(without(once, 'toolu_1'))).toMatchObject({
      stop_reason: 'end_turn',
      content: [{}, {}, { text: 'No toolu_1.' }, {}],
    });
  });

  it('is not an error', () => {
    expect(readAnswer(bytesOf({ type: 'error', error: {} }))).toMatchObject({
      reason: 'NOT_THIS_DIALECT',
      where: '/content',
    });
  });
});

it('counts tokens', () => {
  const at = { ...target, path: '/v1/messages/count_tokens' };
  const { operation } = readOrThrow(
    anthropicCountTokens.readRequest(
      at,
      bytesOf({ model: 'claude', messages: [{ role: 'user', content: 'a' }] }),
      '',
    ),
  );
  expect(operation).toMatchObject({
    dialect: 'anthropic-count-tokens',
    kind: 'count-tokens',
    model: 'claude',
  });
  expect(texts(operation)).toEqual(['user: a']);
  expect(
    readOrThrow(anthropicCountTokens.readAnswer(operation, bytesOf({ input_tokens: 14 }), '')).operation
      .spans,
  ).toEqual([]);
  expect(anthropicCountTokens.readAnswer(operation, bytesOf({}), '')).toMatchObject({ kind: 'unreadable' });
});

it('refuses in the words of the API', () => {
  const refusal = anthropicMessages.refusal({
    code: 'POLICY_DENIED',
    message: 'No.',
    requestId: 'req_1',
    status: 403,
  });
  expect(valueOf(refusal)).toEqual({
    type: 'error',
    error: { type: 'permission_error', message: 'POLICY_DENIED: No.' },
    request_id: 'req_1',
  });
});

describe('whatever a document says', () => {
  it('nothing changes unasked', () => {
    expectUnchanged(read, bytesOf(fullMessagesRequest));
    expectUnchanged(readAnswer, bytesOf(fullMessagesAnswer));
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue({ maxDepth: 4 })),
        fc.jsonValue({ maxDepth: 3 }),
        (content, system) => {
          const text = JSON.stringify(
            { messages: [{ role: 'user', content }], system },
            null,
            1,
          ).toWellFormed();
          expectUnchanged(read, new TextEncoder().encode(text.replace(/\\ud[89a-f]/gi, '\\u00')));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('no text hides', () => {
    expectNothingHides(read, bytesOf(fullMessagesRequest), () => false);
    expectNothingHides(readAnswer, bytesOf(fullMessagesAnswer), () => false);
  });
});
