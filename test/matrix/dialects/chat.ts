/** OpenAI chat completions. */
import { chunk, delta, done, rest, start } from '@sallyport/wire/llm/openai/fixtures/chat-chunks';
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

const usage = { prompt_tokens: 11, completion_tokens: 6, total_tokens: 17 };
const user = { role: 'user', content: 'Say something.' };

const ask = (delivery: Delivery, more: object = {}): Sent => ({
  path: '/v1/chat/completions',
  body: {
    model: 'gpt-5',
    messages: [user],
    ...(delivery === 'streamed' ? { stream: true, stream_options: { include_usage: true } } : {}),
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
const said = (
  where: string,
  position: RequestRow['position'],
  message: (text: string) => object,
): RequestRow => row(where, position, (text) => ({ messages: [user, message(text)] }));

const tool = (description: string) => ({
  tools: [{ type: 'function', function: { name: 'send', description, parameters: { type: 'object' } } }],
});
const calling = (text: string) => ({
  role: 'assistant',
  content: null,
  tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'send', arguments: argumentsOf(text) } }],
});

const requests: readonly RequestRow[] = [
  said('a system message', 'system', (content) => ({ role: 'system', content })),
  said('a developer message in parts', 'developer', (text) => ({
    role: 'developer',
    content: [{ type: 'text', text }],
  })),
  said('a user message', 'user', (content) => ({ role: 'user', content })),
  said('a user message in parts', 'user', (text) => ({ role: 'user', content: [{ type: 'text', text }] })),
  said('the address of a picture', 'user', (text) => ({
    role: 'user',
    content: [{ type: 'image_url', image_url: { url: `https://pictures.example/?note=${text}` } }],
  })),
  said('an earlier answer', 'assistant', (content) => ({ role: 'assistant', content })),
  said('an earlier refusal', 'assistant', (refusal) => ({ role: 'assistant', content: null, refusal })),
  said('earlier reasoning', 'reasoning', (text) => ({
    role: 'assistant',
    content: 'Yes.',
    reasoning_content: text,
  })),
  row('a tool’s description', 'tool-definition', tool),
  row('the schema of a tool', 'tool-definition', (description) => ({
    tools: [
      {
        type: 'function',
        function: {
          name: 'send',
          parameters: { type: 'object', properties: { to: { type: 'string', description } } },
        },
      },
    ],
  })),
  row('the schema of the answer', 'tool-definition', (description) => ({
    response_format: {
      type: 'json_schema',
      json_schema: { name: 'report', description, schema: { type: 'object' } },
    },
  })),
  said('arguments of an earlier call', 'tool-call', calling),
  said('input of an earlier custom call', 'tool-call', (input) => ({
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'call_1', type: 'custom', custom: { name: 'shell', input } }],
  })),
  said('a tool’s result', 'tool-result', (content) => ({ role: 'tool', tool_call_id: 'call_1', content })),
  row('metadata', 'metadata', (ticket) => ({ metadata: { ticket } })),
  row('the user’s id', 'metadata', (text) => ({ user: text })),
  row('a member nobody documented', 'metadata', (note) => ({ x_vendor: { deep: [{ note }] } })),
  said('the name of a file', 'file-name', (filename) => ({
    role: 'user',
    content: [{ type: 'file', file: { file_id: 'file-1', filename } }],
  })),
  { where: 'the query', position: 'query', send: (text, delivery) => withQuery(ask(delivery), text) },
];

const message = (inside: object, index = 0, more: object = {}) => ({
  index,
  message: { role: 'assistant', content: null, refusal: null, ...inside },
  logprobs: null,
  finish_reason: 'stop',
  ...more,
});
const completion = (choices: readonly object[]): Answer =>
  json({ id: 'c1', object: 'chat.completion', created: 1700000000, model: 'gpt-5', choices, usage });
const stream = (chunks: readonly Written[]): Answer =>
  events(write([chunk(delta(0, { role: 'assistant', content: '' })), ...chunks, chunk([], { usage }), done]));
const growing = (name: string, index = 0) => ({
  streamed: (pieces: readonly string[]) =>
    stream([...pieces.map((text) => chunk(delta(index, { [name]: text }))), chunk(delta(index, {}, 'stop'))]),
});
const logprobs = (tokens: readonly string[]) => ({
  content: tokens.map((token) => ({ token, logprob: -1, bytes: [...Buffer.from(token)], top_logprobs: [] })),
  refusal: null,
});

const answers: readonly AnswerRow[] = [
  {
    where: 'answer: text',
    position: 'assistant',
    whole: (content) => completion([message({ content })]),
    ...growing('content'),
  },
  {
    where: 'answer: refusal',
    position: 'assistant',
    whole: (refusal) => completion([message({ refusal })]),
    ...growing('refusal'),
  },
  {
    where: 'answer: reasoning',
    position: 'reasoning',
    whole: (reasoning_content) => completion([message({ content: 'Yes.', reasoning_content })]),
    ...growing('reasoning_content'),
  },
  {
    where: 'answer: second choice',
    position: 'assistant',
    asking: { n: 2 },
    whole: (content) => completion([message({ content: 'Yes.' }), message({ content }, 1)]),
    streamed: (pieces) =>
      stream([
        chunk(delta(0, { content: 'Yes' })),
        ...pieces.flatMap((text) => [chunk(delta(1, { content: text })), chunk(delta(0, { content: '.' }))]),
        chunk(delta(0, {}, 'stop')),
        chunk(delta(1, {}, 'stop')),
      ]),
  },
  {
    where: 'answer: structured output',
    position: 'assistant',
    inJson: true,
    asking: {
      response_format: { type: 'json_schema', json_schema: { name: 'report', schema: { type: 'object' } } },
    },
    whole: (text) => completion([message({ content: argumentsOf(text) })]),
    ...growing('content'),
  },
  {
    where: 'answer: log probabilities',
    position: 'assistant',
    asking: { logprobs: true },
    whole: (content) =>
      completion([message({ content }, 0, { logprobs: logprobs(content.match(/[^]{1,4}/gu) ?? []) })]),
    streamed: (pieces) =>
      stream([
        ...pieces.map((text) => chunk(delta(0, { content: text }, null, { logprobs: logprobs([text]) }))),
        chunk(delta(0, {}, 'stop')),
      ]),
  },
  {
    where: 'answer: tool arguments',
    position: 'tool-call',
    isCall: true,
    inJson: true,
    asking: tool('Sends.'),
    whole: (text) => completion([message(calling(text), 0, { finish_reason: 'tool_calls' })]),
    streamed: (pieces) =>
      stream([
        chunk(delta(0, start(0, 'send'))),
        ...pieces.map((text) => chunk(delta(0, rest(0, text)))),
        chunk(delta(0, {}, 'tool_calls')),
      ]),
  },
];

export const chat: DialectTable = {
  name: 'chat',
  dialect: 'openai-chat',
  kind: 'chat',
  model: 'gpt-5',
  requests,
  answers,
  absent: {
    document: 'text of files goes in as ids or bytes, never as text',
    state: 'the whole conversation is in each request',
    'form-field': 'bodies are JSON',
    path: 'its names are those of the API',
  },
  ask,
  answer: (delivery) =>
    delivery === 'whole'
      ? completion([message({ content: 'Yes.' })])
      : stream([chunk(delta(0, { content: 'Yes.' })), chunk(delta(0, {}, 'stop'))]),
  usage: { inputTokens: 11, outputTokens: 6 },
  cut: /^data: \{"error":\{.*POLICY_DENIED/m,
};
