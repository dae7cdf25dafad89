/** OpenAI completions, the older ones. */
import { chunk, done } from '@sallyport/wire/llm/openai/fixtures/chat-chunks';
import { write, type Written } from '@sallyport/wire/llm/sse/fixtures/streams';
import { events, json, withQuery, type Answer, type DialectTable, type Delivery, type Sent } from '../row.js';

const usage = { prompt_tokens: 5, completion_tokens: 4, total_tokens: 9 };

const ask = (delivery: Delivery, more: object = {}): Sent => ({
  path: '/v1/completions',
  body: {
    model: 'gpt-3.5-turbo-instruct',
    prompt: 'Once upon a time',
    ...(delivery === 'streamed' ? { stream: true, stream_options: { include_usage: true } } : {}),
    ...more,
  },
});

const choice = (text: string, index = 0, more: object = {}) => ({
  index,
  text,
  logprobs: null,
  finish_reason: 'stop',
  ...more,
});
const completion = (choices: readonly object[]): Answer =>
  json({ id: 'c1', object: 'text_completion', created: 1, model: 'gpt-3.5-turbo-instruct', choices, usage });
const piece = (text: string, index = 0, more: object = {}): Written =>
  chunk([{ index, text, logprobs: null, finish_reason: null, ...more }]);
const end = (index = 0): Written => chunk([{ index, text: '', logprobs: null, finish_reason: 'stop' }]);
const stream = (chunks: readonly Written[]): Answer => events(write([...chunks, chunk([], { usage }), done]));
const tokens = (texts: readonly string[]) => ({
  logprobs: {
    tokens: texts,
    token_logprobs: texts.map(() => -1),
    top_logprobs: texts.map((text) => ({ [text]: -1 })),
    text_offset: texts.map((_, at) => at),
  },
});

export const completions: DialectTable = {
  name: 'completions',
  dialect: 'openai-completions',
  kind: 'completion',
  model: 'gpt-3.5-turbo-instruct',
  requests: [
    { where: 'the prompt', position: 'user', send: (prompt, delivery) => ask(delivery, { prompt }) },
    {
      where: 'one of several prompts',
      position: 'user',
      send: (text, delivery) => ask(delivery, { prompt: ['One', text] }),
    },
    { where: 'the suffix', position: 'user', send: (suffix, delivery) => ask(delivery, { suffix }) },
    { where: 'the user’s id', position: 'metadata', send: (user, delivery) => ask(delivery, { user }) },
    {
      where: 'words to stop at',
      position: 'metadata',
      send: (text, delivery) => ask(delivery, { stop: ['END', text] }),
    },
    { where: 'the query', position: 'query', send: (text, delivery) => withQuery(ask(delivery), text) },
  ],
  answers: [
    {
      where: 'answer: text',
      position: 'assistant',
      whole: (text) => completion([choice(text)]),
      streamed: (pieces) => stream([...pieces.map((text) => piece(text)), end()]),
    },
    {
      where: 'answer: second choice',
      position: 'assistant',
      asking: { n: 2 },
      whole: (text) => completion([choice('Yes.'), choice(text, 1)]),
      streamed: (pieces) =>
        stream([...pieces.flatMap((text) => [piece(text, 1), piece('.', 0)]), end(0), end(1)]),
    },
    {
      where: 'answer: log probabilities',
      position: 'assistant',
      asking: { logprobs: 2 },
      whole: (text) => completion([choice(text, 0, tokens(text.match(/[^]{1,4}/gu) ?? []))]),
      streamed: (pieces) => stream([...pieces.map((text) => piece(text, 0, tokens([text]))), end()]),
    },
  ],
  absent: {
    system: 'a prompt is one text',
    developer: 'a prompt is one text',
    assistant: 'a prompt is one text',
    reasoning: 'older than reasoning',
    'tool-definition': 'older than tools',
    'tool-call': 'older than tools',
    'tool-result': 'older than tools',
    'file-name': 'takes no files',
    document: 'takes no files',
    state: 'keeps nothing',
    'form-field': 'bodies are JSON',
    path: 'its names are those of the API',
    'answer: reasoning': 'older than reasoning',
    'answer: tool arguments': 'older than tools',
    'answer: structured output': 'older than it',
    'answer: refusal': 'a refusal is the text',
  },
  ask,
  answer: (delivery) =>
    delivery === 'whole' ? completion([choice('Yes.')]) : stream([piece('Yes.'), end()]),
  usage: { inputTokens: 5, outputTokens: 4 },
  cut: /^data: \{"error":\{.*POLICY_DENIED/m,
};
