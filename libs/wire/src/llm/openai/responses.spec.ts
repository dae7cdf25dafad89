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
import { fullResponsesAnswer, fullResponsesRequest } from './fixtures/response-bodies.js';
import { openaiResponses } from './responses.js';

const target: Target = { method: 'POST', path: '/v1/responses', query: '' };
const read = (body: Uint8Array, at = target) => openaiResponses.readRequest(at, body, 'application/json');
const request = (value: unknown, at = target) => readOrThrow(read(bytesOf(value), at));
const readAnswer = (body: Uint8Array, asked: unknown = { input: '' }) =>
  openaiResponses.readAnswer(request(asked).operation, body, 'application/json');
const answer = (value: unknown, asked?: unknown) => readOrThrow(readAnswer(bytesOf(value), asked));

describe('claims', () => {
  it.each([
    ['POST', '/responses', true],
    ['POST', '/openai/v1/responses', true],
    ['GET', '/v1/responses/resp_1', true],
    ['GET', '/v1/responses/resp_1/input_items', true],
    ['DELETE', '/v1/responses/resp_1', true],
    ['POST', '/v1/responses/input_tokens', true],
    ['POST', '/v1/chat/completions', false],
  ])('%s %s: %s', (method, path, expected) => {
    expect(openaiResponses.claims({ method, path, query: '' })).toBe(expected);
  });
});

describe('a request', () => {
  it('has every text with its position, in order', () => {
    expect(texts(request(fullResponsesRequest).operation)).toEqual([
      'system: Be brief.',
      'developer: In French.',
      'user: What is this?',
      'user: https://example.com/cat.png',
      'file-name: report.pdf',
      'reasoning: Thinking of cats',
      'tool-call: lookup',
      'tool-call: `{"city":"Paris"}`',
      'tool-result: Sunny',
      'tool-call: shell',
      'tool-call: ls -l',
      'tool-result: total 0',
      'tool-call: <type>',
      'tool-call: search',
      'tool-call: <query>',
      'tool-call: cats',
      'user: <words>',
      'user: unheard of',
      'assistant: A cat.',
      'assistant: <type>',
      'assistant: url_citation',
      'assistant: <title>',
      'assistant: Cats',
      'metadata: 2',
      'user: <name>',
      'user: Ann',
      'user: <more>',
      'user: Hi',
      'tool-definition: lookup',
      'tool-definition: Weather of a city',
      'tool-definition: <city>',
      'tool-definition: Its name',
      'tool-definition: deepwiki',
      'tool-definition: https://mcp.example.com',
      'tool-definition: crm',
      'tool-definition: Customers',
      'tool-definition: find',
      'tool-definition: report',
      'tool-definition: A report',
      'metadata: <ticket>',
      'metadata: T-1',
      'metadata: user-7',
    ]);
  });

  it('says who is asked for what', () => {
    expect(request(fullResponsesRequest).operation).toMatchObject({
      dialect: 'openai-responses',
      kind: 'chat',
      model: 'gpt-5',
      isStreaming: true,
      outputTokensMax: 300,
      hasHiddenHistory: true,
      asksJson: true,
      toolsOffered: ['lookup', 'web_search', 'mcp:deepwiki', 'find'],
      toolsCalled: [
        { id: 'call_1', name: 'lookup', arguments: '{"city":"Paris"}' },
        { id: 'call_2', name: 'shell', arguments: '"ls -l"' },
        { id: 'ws_1', name: 'web_search', arguments: '{"type":"search","query":"cats"}' },
      ],
    });
  });

  it('may be one text', () => {
    const { operation } = request({ model: 'gpt-5', input: 'Hello' });
    expect(texts(operation)).toEqual(['user: Hello']);
    expect(operation.hasHiddenHistory).toBe(false);
  });

  it.each([
    [{ previous_response_id: null }, false],
    [{ conversation: 'conv_1' }, true],
    [{ conversation: { id: 'conv_1' } }, true],
    [{ prompt: { id: 'pmpt_1' } }, true],
    [{ input: [{ type: 'item_reference', id: 'msg_1' }] }, true],
    [{ input: [{ type: 'compaction', encrypted_content: '' }] }, true],
  ])('%j hides its history: %s', (value, expected) => {
    expect(request(value).operation.hasHiddenHistory).toBe(expected);
  });

  it('may count tokens, or look at what is stored', () => {
    expect(request({ input: 'a' }, { ...target, path: '/v1/responses/input_tokens' }).operation.kind).toBe(
      'count-tokens',
    );
    const stored = readOrThrow(
      read(new Uint8Array(), { method: 'GET', path: '/v1/responses/resp_1', query: '?stream=true' }),
    );
    expect(stored.operation).toMatchObject({ kind: 'chat', isStreaming: true, hasHiddenHistory: true });
  });

  it.each([
    ['{"input":{}}', '/input'],
    ['{"input":"a","stream":1}', '/stream'],
    ['{"Input":"a"}', '/input'],
  ])('%s is refused', (body, where) => {
    expect(read(new TextEncoder().encode(body))).toEqual({
      kind: 'unreadable',
      reason: 'NOT_THIS_DIALECT',
      where,
    });
  });

  it('loses tools that are withheld, wherever they are offered', () => {
    const withheld = (...names: string[]) =>
      valueOf(
        request(fullResponsesRequest).apply(names.map((name): Change => ({ kind: 'withhold-tool', name }))),
      ) as typeof fullResponsesRequest;
    expect(withheld('mcp:deepwiki', 'web_search').tools.map(({ type }) => type)).toEqual([
      'function',
      'namespace',
    ]);
    expect(withheld('find').tools.map(({ type }) => type)).toEqual(['function', 'web_search', 'mcp']);
    const { tools, tool_choice, ...rest } = fullResponsesRequest;
    expect([tools.length, tool_choice]).toEqual([4, 'auto']);
    expect(withheld('lookup', 'web_search', 'mcp:deepwiki', 'find')).toEqual(rest);
  });

  it('is asked for usage by nature', () => {
    const document = request({ input: 'a', stream: true });
    expect(valueOf(document.apply([{ kind: 'ask-usage' }]))).toEqual({ input: 'a', stream: true });
  });
});

describe('an answer', () => {
  it('has texts, calls and usage', () => {
    const document = answer(fullResponsesAnswer);
    expect(texts(document.operation)).toEqual([
      'system: Be brief.',
      'reasoning: I have to look.',
      'assistant: Call Ann.',
      'assistant: Not that.',
      'tool-call: lookup',
      'tool-call: `{"city":"Rome"}`',
      'tool-call: deepwiki',
      'tool-call: ask',
      'tool-call: `{}`',
      'tool-result: An answer',
    ]);
    expect(document.operation).toMatchObject({
      model: 'gpt-5-2025-08-07',
      toolsCalled: [
        { id: 'call_1', name: 'lookup' },
        { id: 'mcp_1', name: 'ask' },
      ],
    });
    expect(document.usage).toEqual({
      inputTokens: 36,
      outputTokens: 87,
      cachedTokens: 8,
      reasoningTokens: 64,
    });
  });

  it('is JSON where that was asked for', () => {
    const asked = { input: 'a', text: { format: { type: 'json_schema' } } };
    const value = {
      output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: '{}' }] }],
    };
    expect(texts(answer(value, asked).operation)).toEqual(['assistant: `{}`']);
  });

  it('loses the probabilities of tokens that repeat a text that changed', () => {
    const span = answer(fullResponsesAnswer).operation.spans.findIndex(({ text }) => text === 'Call Ann.');
    const value = valueOf(
      answer(fullResponsesAnswer).apply([{ kind: 'text', span, text: 'x' }]),
    ) as typeof fullResponsesAnswer;
    expect(value.output[1]?.content?.[0]).toMatchObject({ text: 'x', logprobs: [] });
  });

  it('has a message where a call was taken out', () => {
    const bytes = openaiResponses.withoutToolCall?.(answer(fullResponsesAnswer), 'call_1', 'Not allowed.');
    const value = valueOf(bytes ?? new Uint8Array()) as typeof fullResponsesAnswer;
    expect(value.output[2]).toMatchObject({
      type: 'message',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'Not allowed.' }],
    });
    expect(value.output.filter((_, at) => at !== 2)).toEqual(
      fullResponsesAnswer.output.filter((_, at) => at !== 2),
    );
  });

  it('lists stored items', () => {
    const value = {
      object: 'list',
      data: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'a' }] }],
    };
    expect(texts(answer(value).operation)).toEqual(['user: a']);
  });
});

describe('whatever a document says', () => {
  it('nothing changes unasked', () => {
    expectUnchanged(read, bytesOf(fullResponsesRequest));
    expectUnchanged(readAnswer, bytesOf(fullResponsesAnswer));
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 4 })), (input) => {
        const text = JSON.stringify({ ...fullResponsesRequest, input }, null, 1).toWellFormed();
        expectUnchanged(read, new TextEncoder().encode(text.replace(/\\ud[89a-f]/gi, '\\u00')));
      }),
      { numRuns: 200 },
    );
  });

  it('no text hides', () => {
    expectNothingHides(read, bytesOf(fullResponsesRequest), () => false);
    expectNothingHides(readAnswer, bytesOf(fullResponsesAnswer), ({ path }) => path.includes('logprobs'));
  });
});
