import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openMessagesStream } from '../anthropic/messages-stream.js';
import { openChatStream } from '../openai/chat-stream.js';
import { openCompletionsStream } from '../openai/completions-stream.js';
import { openResponsesStream } from '../openai/responses-stream.js';
import { Relay } from './fixtures/relay.js';
import { cut, cuts, holding, textOf, write } from './fixtures/streams.js';
import type { Written } from './fixtures/streams.js';

const readers = {
  chat: () => openChatStream({}),
  completions: () => openCompletionsStream(),
  responses: () => openResponsesStream({}),
  messages: () => openMessagesStream({}),
};

/** Names and types of all four dialects, to be put together as no service would. */
const names = fc.constantFrom(
  ...[
    'choices',
    'index',
    'delta',
    'content',
    'tool_calls',
    'function',
    'function_call',
    'name',
    'arguments',
    'id',
  ],
  ...[
    'finish_reason',
    'logprobs',
    'usage',
    'error',
    'text',
    'tokens',
    'type',
    'response',
    'output',
    'item',
    'part',
  ],
  ...[
    'output_index',
    'content_index',
    'sequence_number',
    'content_block',
    'input',
    'message',
    'token',
    'summary',
  ],
);
const types = fc.constantFrom(
  ...['response.output_text.delta', 'response.output_text.done', 'response.function_call_arguments.delta'],
  ...[
    'response.output_item.added',
    'response.output_item.done',
    'response.completed',
    'response.new.delta',
    'error',
  ],
  ...['content_block_start', 'content_block_delta', 'content_block_stop', 'message_delta', 'message_stop'],
  ...['function_call', 'tool_use', 'message', 'output_text', '', 'ping'],
);
const { value } = fc.letrec<{ value: unknown; object: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(types, fc.constantFrom(null, true, 0, 1, -1, 1.5), fc.string({ maxLength: 4 })),
    tie('object'),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
  object: fc.dictionary(names, tie('value'), { maxKeys: 6 }),
}));
const event = fc
  .tuple(types, types, fc.dictionary(names, value, { maxKeys: 6 }))
  .map(([name, type, data]): Written => [name, { ...data, type }]);

describe('an event that no service would send', () => {
  it.each(Object.entries(readers))('is borne by the reader of %s', (_, open) => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 5 }), cuts, ([...events], at) => {
        const bytes = write(events);
        expect(textOf(new Relay(open()).run(cut(bytes, at)))).toBe(textOf(bytes));
        const judge = () => 'No.';
        expect(() => new Relay(open(), { ...holding(2), judge }).run([bytes])).not.toThrow();
      }),
      { numRuns: 250 },
    );
  });
});

it('a call that begins behind the end of a stream is judged with what its frame says', () => {
  const late = {
    type: 'response.output_item.added',
    output_index: 0,
    item: { type: 'function_call', name: 'rm' },
  };
  const events: Written[] = [
    ['response.completed', { type: 'response.completed' }],
    [late.type, late],
  ];
  const relay = new Relay(openResponsesStream({}));
  expect(textOf(relay.run([write(events)]))).toBe(textOf(write(events)));
  expect(relay.calls).toMatchObject([{ name: 'rm', arguments: '' }]);
});
