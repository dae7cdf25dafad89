/** OpenAI responses. */
import {
  callItem,
  event,
  messageItem,
  numbered,
  reasoningItem,
  response,
  usage,
  whole as wholeStream,
  type Item,
} from '@sallyport/wire/llm/openai/fixtures/response-events';
import { write } from '@sallyport/wire/llm/sse/fixtures/streams';
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
  path: '/v1/responses',
  body: {
    model: 'gpt-5',
    input: 'Say something.',
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
const item = (where: string, position: RequestRow['position'], one: (text: string) => object): RequestRow =>
  row(where, position, (text) => ({ input: [{ role: 'user', content: 'Hello' }, one(text)] }));

const tool = (description: string) => ({
  tools: [{ type: 'function', name: 'send', description, parameters: { type: 'object' }, strict: false }],
});

const requests: readonly RequestRow[] = [
  row('the instructions', 'system', (instructions) => ({ instructions })),
  item('a system item', 'system', (content) => ({ role: 'system', content })),
  item('a developer item', 'developer', (text) => ({
    role: 'developer',
    content: [{ type: 'input_text', text }],
  })),
  row('the input as one text', 'user', (input) => ({ input })),
  item('a user item', 'user', (text) => ({
    type: 'message',
    role: 'user',
    content: [{ type: 'input_text', text }],
  })),
  row('a variable of a stored prompt', 'user', (name) => ({ prompt: { id: 'pmpt_1', variables: { name } } })),
  item('an earlier answer', 'assistant', (text) => ({
    type: 'message',
    role: 'assistant',
    id: 'msg_1',
    content: [{ type: 'output_text', text, annotations: [] }],
  })),
  item('earlier reasoning', 'reasoning', (text) => ({
    type: 'reasoning',
    id: 'rs_1',
    summary: [{ type: 'summary_text', text }],
  })),
  row('a tool’s description', 'tool-definition', tool),
  row('the format of the answer', 'tool-definition', (description) => ({
    text: { format: { type: 'json_schema', name: 'report', schema: { type: 'object', description } } },
  })),
  item('arguments of an earlier call', 'tool-call', (text) => ({
    type: 'function_call',
    id: 'fc_1',
    call_id: 'call_1',
    name: 'send',
    arguments: argumentsOf(text),
  })),
  item('input of an earlier custom call', 'tool-call', (input) => ({
    type: 'custom_tool_call',
    call_id: 'call_1',
    name: 'shell',
    input,
  })),
  item('a tool’s result', 'tool-result', (output) => ({
    type: 'function_call_output',
    call_id: 'call_1',
    output,
  })),
  row('metadata', 'metadata', (ticket) => ({ metadata: { ticket } })),
  row('the headers for a tool server', 'metadata', (text) => ({
    tools: [
      { type: 'mcp', server_label: 'wiki', server_url: 'https://wiki.example', headers: { 'x-note': text } },
    ],
  })),
  item('the name of a file', 'file-name', (filename) => ({
    role: 'user',
    content: [{ type: 'input_file', file_id: 'file-1', filename }],
  })),
  { where: 'the query', position: 'query', send: (text, delivery) => withQuery(ask(delivery), text) },
];

const finished = (items: readonly Item[], more: object = {}): Answer =>
  json(
    response(
      'completed',
      items.map((one) => one.item),
      { usage, ...more },
    ).response,
  );
const stream = (items: readonly Item[]): Answer => events(write(wholeStream(items)));
const bothOf = (
  items: (pieces: readonly string[]) => readonly Item[],
): Pick<AnswerRow, 'whole' | 'streamed'> => ({
  whole: (text) => finished(items([text])),
  streamed: (pieces) => stream(items(pieces)),
});

function refusalItem(texts: readonly string[]): Item {
  const at = { item_id: 'msg_0', output_index: 0, content_index: 0 };
  const text = texts.join('');
  const part = (refusal: string) => ({ type: 'refusal', refusal });
  const one = { id: 'msg_0', type: 'message', status: 'completed', role: 'assistant', content: [part(text)] };
  return {
    item: one,
    events: [
      event('response.output_item.added', { output_index: 0, item: { ...one, content: [] } }),
      event('response.content_part.added', { ...at, part: part('') }),
      ...texts.map((delta) => event('response.refusal.delta', { ...at, delta })),
      event('response.refusal.done', { ...at, refusal: text }),
      event('response.content_part.done', { ...at, part: part(text) }),
      event('response.output_item.done', { output_index: 0, item: one }),
    ],
  };
}

/** Text with its tokens, which repeat it in each event that has it. */
function probableItem(texts: readonly string[]): Item {
  const at = { item_id: 'msg_0', output_index: 0, content_index: 0 };
  const tokens = (all: readonly string[]) =>
    all.map((token) => ({ token, logprob: -1, bytes: [...Buffer.from(token)], top_logprobs: [] }));
  const text = texts.join('');
  const pieces = text.match(/[^]{1,4}/gu) ?? [];
  const part = (all: string) => ({
    type: 'output_text',
    text: all,
    annotations: [],
    logprobs: all === '' ? [] : tokens(pieces),
  });
  const one = { id: 'msg_0', type: 'message', status: 'completed', role: 'assistant', content: [part(text)] };
  return {
    item: one,
    events: [
      event('response.output_item.added', { output_index: 0, item: { ...one, content: [] } }),
      event('response.content_part.added', { ...at, part: part('') }),
      ...texts.map((delta) =>
        event('response.output_text.delta', { ...at, delta, logprobs: tokens([delta]) }),
      ),
      event('response.output_text.done', { ...at, text, logprobs: tokens(pieces) }),
      event('response.content_part.done', { ...at, part: part(text) }),
      event('response.output_item.done', { output_index: 0, item: one }),
    ],
  };
}

const answers: readonly AnswerRow[] = [
  { where: 'answer: text', position: 'assistant', ...bothOf((texts) => [messageItem(0, texts)]) },
  {
    where: 'answer: text, the second message',
    position: 'assistant',
    ...bothOf((texts) => [messageItem(0, ['Yes.']), messageItem(1, texts)]),
  },
  { where: 'answer: refusal', position: 'assistant', ...bothOf((texts) => [refusalItem(texts)]) },
  {
    where: 'answer: reasoning',
    position: 'reasoning',
    ...bothOf((texts) => [reasoningItem(0, texts), messageItem(1, ['Yes.'])]),
  },
  {
    where: 'answer: structured output',
    position: 'assistant',
    inJson: true,
    asking: { text: { format: { type: 'json_schema', name: 'report', schema: { type: 'object' } } } },
    whole: (text) => finished([messageItem(0, [argumentsOf(text)])]),
    streamed: (pieces) => stream([messageItem(0, pieces)]),
  },
  {
    where: 'answer: log probabilities',
    position: 'assistant',
    asking: { include: ['message.output_text.logprobs'] },
    ...bothOf((texts) => [probableItem(texts)]),
  },
  {
    where: 'answer: tool arguments',
    position: 'tool-call',
    isCall: true,
    inJson: true,
    asking: tool('Sends.'),
    whole: (text) => finished([callItem(0, 'send', [argumentsOf(text)])]),
    streamed: (pieces) => stream([callItem(0, 'send', pieces)]),
  },
  {
    where: 'answer: instructions that come back',
    position: 'system',
    streamedPosition: 'metadata',
    whole: (instructions) => finished([messageItem(0, ['Yes.'])], { instructions }),
    streamed: (pieces) => {
      const instructions = pieces.join('');
      const { item: one, events: told } = messageItem(0, ['Yes.']);
      return events(
        write(
          numbered([
            event('response.created', response('in_progress', [], { instructions })),
            ...told,
            event('response.completed', response('completed', [one], { instructions, usage })),
          ]),
        ),
      );
    },
  },
];

export const responses: DialectTable = {
  name: 'responses',
  dialect: 'openai-responses',
  kind: 'chat',
  model: 'gpt-5',
  requests,
  answers,
  absent: {
    document: 'text of files goes in as ids or bytes, never as text',
    state: 'what the service keeps does not pass',
    'form-field': 'bodies are JSON',
    path: 'its names are those of the API',
    'answer: second choice': 'there is one answer',
  },
  ask,
  answer: (delivery) =>
    delivery === 'whole' ? finished([messageItem(0, ['Yes.'])]) : stream([messageItem(0, ['Yes.'])]),
  usage: { inputTokens: 1, outputTokens: 2 },
  cut: /POLICY_DENIED/,
};
