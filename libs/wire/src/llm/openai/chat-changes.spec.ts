import { describe, expect, it } from 'vitest';
import type { Change, Target } from '../dialect.js';
import { bytesOf, readOrThrow, valueOf } from '../fixtures/expect-faithful.js';
import { openaiChat } from './chat.js';

const target: Target = { method: 'POST', path: '/v1/chat/completions', query: '' };
const request = (value: unknown) =>
  readOrThrow(openaiChat.readRequest(target, bytesOf(value), 'application/json'));
const changed = (value: unknown, ...changes: Change[]) => valueOf(request(value).apply(changes));

describe('changes', () => {
  const tool = (name: string) => ({ type: 'function', function: { name } });

  it('gives names that were masked alike apart', () => {
    const value = { messages: [], metadata: { 'a@b.c': '1', 'd@e.f': '2', '[EMAIL]': '3' } };
    const changes = request(value).operation.spans.flatMap(({ isName }, span): Change[] =>
      isName === true ? [{ kind: 'text', span, text: '[EMAIL]' }] : [],
    );
    expect(Object.values((changed(value, ...changes) as typeof value).metadata)).toEqual(['1', '2', '3']);
  });

  it.each([
    ['one of two', { tools: [tool('a'), tool('b')] }, ['a'], { tools: [tool('b')] }],
    ['twice the same', { tools: [tool('a'), tool('a'), tool('b')] }, ['a'], { tools: [tool('b')] }],
    [
      'the chosen one',
      { tools: [tool('a'), tool('b')], tool_choice: tool('a') },
      ['a'],
      { tools: [tool('b')] },
    ],
    [
      'another than the chosen',
      { tools: [tool('a'), tool('b')], tool_choice: tool('b') },
      ['a'],
      { tools: [tool('b')], tool_choice: tool('b') },
    ],
    ['all', { tools: [tool('a')], tool_choice: 'required', parallel_tool_calls: true }, ['a'], {}],
    ['none', { tools: [tool('a')], tool_choice: 'auto' }, ['x'], { tools: [tool('a')], tool_choice: 'auto' }],
    [
      'old functions',
      { functions: [{ name: 'a' }, { name: 'b' }], function_call: { name: 'a' } },
      ['a'],
      { functions: [{ name: 'b' }] },
    ],
    [
      'one of a list of allowed',
      {
        tools: [tool('a'), tool('b')],
        tool_choice: {
          type: 'allowed_tools',
          allowed_tools: { mode: 'auto', tools: [tool('a'), tool('b')] },
        },
      },
      ['a'],
      {
        tools: [tool('b')],
        tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [tool('b')] } },
      },
    ],
    [
      'the only allowed',
      {
        tools: [tool('a'), tool('b')],
        tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [tool('a')] } },
      },
      ['a'],
      { tools: [tool('b')] },
    ],
  ])('withholds %s', (_, value, names, expected) => {
    const changes = names.map((name): Change => ({ kind: 'withhold-tool', name }));
    expect(changed({ messages: [], ...value }, ...changes)).toEqual({ messages: [], ...expected });
  });

  it.each([
    [{ stream: true }, { stream: true, stream_options: { include_usage: true } }],
    [
      { stream: true, stream_options: null },
      { stream: true, stream_options: { include_usage: true } },
    ],
    [
      { stream: true, stream_options: { include_obfuscation: false } },
      { stream: true, stream_options: { include_obfuscation: false, include_usage: true } },
    ],
    [
      { stream: true, stream_options: { include_usage: false } },
      { stream: true, stream_options: { include_usage: true } },
    ],
    [
      { stream: true, stream_options: { include_usage: true } },
      { stream: true, stream_options: { include_usage: true } },
    ],
    [{ stream: false }, { stream: false }],
    [{}, {}],
  ])('asks %j for usage', (value, expected) => {
    expect(changed({ messages: [], ...value }, { kind: 'ask-usage' })).toEqual({ messages: [], ...expected });
  });
});
