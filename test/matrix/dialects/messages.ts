/** Anthropic messages. */
import { event } from '@sallyport/wire/llm/openai/fixtures/response-events';
import { write, type Written } from '@sallyport/wire/llm/sse/fixtures/streams';
import {
  argumentsOf,
  events,
  json,
  withQuery,
  type AnswerRow,
  type DialectTable,
  type RequestRow,
} from '../row.js';
import type { Answer, Delivery, Sent } from '../row.js';

const ask = (delivery: Delivery, more: object = {}): Sent => ({
  path: '/v1/messages',
  body: {
    model: 'claude-sonnet-4-5',
    max_tokens: 512,
    messages: [{ role: 'user', content: 'Say something.' }],
    ...(delivery === 'streamed' ? { stream: true } : {}),
    ...more,
  },
});

const row = (
  where: string,
  position: RequestRow['position'],
  more: (text: string) => object,
): RequestRow => ({
  where,
  position,
  send: (text, delivery) => ask(delivery, more(text)),
});
const block = (
  where: string,
  position: RequestRow['position'],
  one: (text: string) => object,
  role = 'user',
): RequestRow =>
  row(where, position, (text) => ({
    messages: [
      { role: 'user', content: 'Hello' },
      { role, content: [one(text)] },
    ],
  }));

const tool = (description: string) => ({
  tools: [{ name: 'send', description, input_schema: { type: 'object' } }],
});

const requests: readonly RequestRow[] = [
  row('the system prompt', 'system', (system) => ({ system })),
  row('the system prompt in blocks', 'system', (text) => ({ system: [{ type: 'text', text }] })),
  row('a user message', 'user', (content) => ({ messages: [{ role: 'user', content }] })),
  block('a block of a user message', 'user', (text) => ({ type: 'text', text })),
  block('a document given as text', 'user', (data) => ({
    type: 'document',
    source: { type: 'text', media_type: 'text/plain', data },
  })),
  block('an earlier answer', 'assistant', (text) => ({ type: 'text', text }), 'assistant'),
  block(
    'earlier thinking',
    'reasoning',
    (thinking) => ({ type: 'thinking', thinking, signature: 'c2ln' }),
    'assistant',
  ),
  row('a tool’s description', 'tool-definition', tool),
  row('the schema of a tool', 'tool-definition', (description) => ({
    tools: [
      { name: 'send', input_schema: { type: 'object', properties: { to: { type: 'string', description } } } },
    ],
  })),
  block(
    'input of an earlier call',
    'tool-call',
    (note) => ({ type: 'tool_use', id: 'toolu_1', name: 'send', input: { deep: [{ note }] } }),
    'assistant',
  ),
  block('a tool’s result', 'tool-result', (content) => ({
    type: 'tool_result',
    tool_use_id: 'toolu_1',
    content,
  })),
  block('a block of a tool’s result', 'tool-result', (text) => ({
    type: 'tool_result',
    tool_use_id: 'toolu_1',
    content: [{ type: 'text', text }],
  })),
  row('metadata', 'metadata', (user_id) => ({ metadata: { user_id } })),
  row('words to stop at', 'metadata', (text) => ({ stop_sequences: [text] })),
  block('the title of a document', 'file-name', (title) => ({
    type: 'document',
    title,
    source: { type: 'text', media_type: 'text/plain', data: 'Grass is green.' },
  })),
  { where: 'the query', position: 'query', send: (text, delivery) => withQuery(ask(delivery), text) },
];

const message = (content: readonly object[], stop_reason = 'end_turn'): Answer =>
  json({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-5',
    content,
    stop_reason,
    stop_sequence: null,
    usage: { input_tokens: 7, output_tokens: 9 },
  });

const blockEvents = (index: number, content_block: object, deltas: readonly object[]): Written[] => [
  event('content_block_start', { index, content_block }),
  ...deltas.map((delta) => event('content_block_delta', { index, delta })),
  event('content_block_stop', { index }),
];
const stream = (blocks: readonly Written[], stop_reason = 'end_turn'): Answer =>
  events(
    write([
      event('message_start', {
        message: {
          id: 'msg_1',
          type: 'message',
          role: 'assistant',
          model: 'claude-sonnet-4-5',
          content: [],
          usage: { input_tokens: 7, output_tokens: 1 },
        },
      }),
      event('ping'),
      ...blocks,
      event('message_delta', { delta: { stop_reason, stop_sequence: null }, usage: { output_tokens: 9 } }),
      event('message_stop'),
    ]),
  );
const textBlock = (index: number, pieces: readonly string[]): Written[] =>
  blockEvents(
    index,
    { type: 'text', text: '' },
    pieces.map((text) => ({ type: 'text_delta', text })),
  );
const yes = { type: 'text', text: 'Yes.' };

const answers: readonly AnswerRow[] = [
  {
    where: 'answer: text',
    position: 'assistant',
    whole: (text) => message([{ type: 'text', text }]),
    streamed: (pieces) => stream(textBlock(0, pieces)),
  },
  {
    where: 'answer: text, the second block',
    position: 'assistant',
    whole: (text) => message([yes, { type: 'text', text }]),
    streamed: (pieces) => stream([...textBlock(0, ['Yes.']), ...textBlock(1, pieces)]),
  },
  {
    where: 'answer: reasoning',
    position: 'reasoning',
    asking: { thinking: { type: 'enabled', budget_tokens: 128 } },
    whole: (thinking) => message([{ type: 'thinking', thinking, signature: 'c2ln' }, yes]),
    streamed: (pieces) =>
      stream([
        ...blockEvents(0, { type: 'thinking', thinking: '', signature: '' }, [
          ...pieces.map((thinking) => ({ type: 'thinking_delta', thinking })),
          { type: 'signature_delta', signature: 'c2ln' },
        ]),
        ...textBlock(1, ['Yes.']),
      ]),
  },
  {
    where: 'answer: structured output',
    position: 'assistant',
    inJson: true,
    asking: { output_config: { format: { type: 'json_schema', schema: { type: 'object' } } } },
    whole: (text) => message([{ type: 'text', text: argumentsOf(text) }]),
    streamed: (pieces) => stream(textBlock(0, pieces)),
  },
  {
    where: 'answer: tool arguments',
    position: 'tool-call',
    isCall: true,
    inJson: true,
    asking: tool('Sends.'),
    whole: (note) =>
      message([{ type: 'tool_use', id: 'toolu_1', name: 'send', input: { to: 'them', note } }], 'tool_use'),
    streamed: (pieces) =>
      stream(
        blockEvents(
          0,
          { type: 'tool_use', id: 'toolu_1', name: 'send', input: {} },
          pieces.map((partial_json) => ({ type: 'input_json_delta', partial_json })),
        ),
        'tool_use',
      ),
  },
];

export const messages: DialectTable = {
  name: 'messages',
  dialect: 'anthropic-messages',
  kind: 'chat',
  model: 'claude-sonnet-4-5',
  requests,
  answers,
  absent: {
    developer: 'there is no such role',
    document: 'a document is part of what the user says',
    state: 'the whole conversation is in each request',
    'form-field': 'bodies are JSON',
    path: 'its names are those of the API',
    'answer: log probabilities': 'there are none',
    'answer: refusal': 'a refusal is text with a reason to stop',
    'answer: second choice': 'there is one answer',
  },
  ask,
  answer: (delivery) => (delivery === 'whole' ? message([yes]) : stream(textBlock(0, ['Yes.']))),
  usage: { inputTokens: 7, outputTokens: 9 },
  cut: /^event: error\ndata: \{"type":"error".*POLICY_DENIED/m,
};
