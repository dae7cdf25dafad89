import { describe, expect, it } from 'vitest';
import type { Target } from '../dialect.js';
import { bytesOf, readOrThrow, texts, valueOf } from '../fixtures/expect-faithful.js';
import { openaiChat } from './chat.js';
import { fullChatAnswer } from './fixtures/chat-bodies.js';

const target: Target = { method: 'POST', path: '/v1/chat/completions', query: '' };
const request = (value: unknown) =>
  readOrThrow(openaiChat.readRequest(target, bytesOf(value), 'application/json'));
const answer = (value: unknown, asked: unknown = { messages: [] }) =>
  readOrThrow(openaiChat.readAnswer(request(asked).operation, bytesOf(value), 'application/json'));

describe('an answer', () => {
  it('has texts, calls and usage', () => {
    const document = answer(fullChatAnswer);
    expect(texts(document.operation)).toEqual([
      'assistant: Call Ann.',
      'reasoning: I have to look.',
      'tool-call: lookup',
      'tool-call: `{"city":"Rome"}`',
      'tool-call: drop',
      'tool-call: `{}`',
    ]);
    expect(document.operation.toolsCalled.map(({ id, name }) => `${id} ${name}`)).toEqual([
      'call_1 lookup',
      'call_2 drop',
    ]);
    expect(document.usage).toEqual({
      inputTokens: 19,
      outputTokens: 10,
      cachedTokens: 4,
      reasoningTokens: 6,
    });
  });

  it('is JSON where that was asked for', () => {
    const document = answer(
      { choices: [{ message: { content: '{"a":1}' } }] },
      { messages: [], response_format: { type: 'json_object' } },
    );
    expect(texts(document.operation)).toEqual(['assistant: `{"a":1}`']);
  });

  it('loses the probabilities of tokens that repeat a text that changed', () => {
    const value = valueOf(answer(fullChatAnswer).apply([{ kind: 'text', span: 0, text: 'Call [NAME].' }]));
    expect(value).toEqual({
      ...fullChatAnswer,
      choices: [
        {
          ...fullChatAnswer.choices[0],
          message: { ...fullChatAnswer.choices[0]?.message, content: 'Call [NAME].' },
          logprobs: null,
        },
        fullChatAnswer.choices[1],
      ],
    });
  });

  it('loses one call, then the last, and says why', () => {
    const without = (bytes: Uint8Array, id: string): Uint8Array => {
      const document = readOrThrow(openaiChat.readAnswer(request({ messages: [] }).operation, bytes, ''));
      return openaiChat.withoutToolCall?.(document, id, `No ${id}.`) ?? bytes;
    };
    const once = without(bytesOf(fullChatAnswer), 'call_2');
    expect(valueOf(once)).toMatchObject({
      choices: [
        {},
        {
          finish_reason: 'tool_calls',
          message: { content: 'No call_2.', refusal: 'No call_2.', tool_calls: [{ id: 'call_1' }] },
        },
      ],
    });
    const twice = valueOf(without(once, 'call_1')) as typeof fullChatAnswer;
    expect(twice.choices[1]).toMatchObject({
      finish_reason: 'stop',
      message: { content: 'No call_2.\nNo call_1.' },
    });
    expect(twice.choices[1]?.message).not.toHaveProperty('tool_calls');
    expect(without(once, 'call_9')).toEqual(once);
  });

  it('of a list of stored completions or their messages is read', () => {
    expect(
      texts(
        answer({
          object: 'list',
          data: [{ choices: [{ message: { content: 'a' } }] }, { role: 'user', content: 'b' }],
        }).operation,
      ),
    ).toEqual(['assistant: a', 'user: b']);
  });

  it.each(['{"error":{"message":"no"}}', '"text"', '<html>'])('is not %s', (body) => {
    expect(
      openaiChat.readAnswer(request({ messages: [] }).operation, new TextEncoder().encode(body), ''),
    ).toMatchObject({ kind: 'unreadable' });
  });
});
