/** Runs of graphs on a LangGraph server, and what its threads and its store are given. */
import { about, frame, piece, system } from '@sallyport/wire/langgraph/recorded/run-stream';
import { events, withQuery, type AnswerRow, type DialectTable, type RequestRow } from '../row.js';
import type { Answer, Delivery, Sent } from '../row.js';

const thread = '/threads/217696b9-0000-4000-8000-000000000001';
const streamModes = { stream_mode: ['values', 'updates', 'messages-tuple'] };

const ask = (delivery: Delivery, more: object = {}): Sent => ({
  path: delivery === 'streamed' ? `${thread}/runs/stream` : `${thread}/runs/wait`,
  body: {
    assistant_id: 'agent',
    input: { messages: [{ role: 'user', content: 'Say something.' }] },
    ...(delivery === 'streamed' ? streamModes : {}),
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
  message: (text: string) => unknown,
): RequestRow => row(where, position, (text) => ({ input: { messages: [message(text)] } }));
const other = (
  where: string,
  position: RequestRow['position'],
  kind: 'graph-state' | 'graph-read' | 'store',
  send: (text: string) => Sent,
): RequestRow => ({ where, position, kind, only: 'whole', send });

const requests: readonly RequestRow[] = [
  said('a system message', 'system', (content) => ({ role: 'system', content })),
  row('a prompt in the configuration', 'system', (system_prompt) => ({
    config: { configurable: { system_prompt } },
  })),
  said('a developer message', 'developer', (content) => ({ role: 'developer', content })),
  said('a user message', 'user', (content) => ({ role: 'user', content })),
  said('a message as a pair', 'user', (text) => ['user', text]),
  said('blocks of a message', 'user', (text) => ({ type: 'human', content: [{ type: 'text', text }] })),
  said('a serialised message', 'user', (content) => ({
    lc: 1,
    type: 'constructor',
    id: ['langchain_core', 'messages', 'HumanMessage'],
    kwargs: { content },
  })),
  row('input of the graph’s own', 'user', (plan) => ({ input: { deep: { plan } } })),
  row('the answer to an interrupt', 'user', (resume) => ({ command: { resume } })),
  said('an earlier answer', 'assistant', (content) => ({ type: 'ai', content })),
  said('earlier reasoning', 'reasoning', (text) => ({
    type: 'ai',
    content: 'Yes.',
    additional_kwargs: { reasoning_content: text },
  })),
  said('arguments of an earlier call', 'tool-call', (note) => ({
    type: 'ai',
    content: '',
    tool_calls: [{ id: 'call_1', name: 'send', args: { note } }],
  })),
  said('a tool’s result', 'tool-result', (content) => ({ type: 'tool', tool_call_id: 'call_1', content })),
  row('metadata', 'metadata', (ticket) => ({ metadata: { ticket } })),
  row('a configured value', 'metadata', (tone) => ({ config: { configurable: { tone } } })),
  row('the context', 'metadata', (place) => ({ context: { place } })),
  said('the name of a file', 'file-name', (filename) => ({
    type: 'human',
    content: [{ type: 'file', filename }],
  })),
  other('a state that is written', 'state', 'graph-state', (answer) => ({
    path: `${thread}/state`,
    body: { values: { answer }, as_node: 'ask' },
  })),
  other('an item of the store', 'state', 'store', (note) => ({
    method: 'PUT',
    path: '/store/items',
    body: { namespace: ['users'], key: 'profile', value: { note } },
  })),
  row('an update that resumes', 'state', (answer) => ({ command: { update: { answer } } })),
  other('what is searched for', 'query', 'store', (query) => ({
    path: '/store/items/search',
    body: { namespace_prefix: ['users'], query, limit: 10 },
  })),
  { where: 'the query', position: 'query', send: (text, delivery) => withQuery(ask(delivery), text) },
];

const ai = (content: unknown, more: object = {}) => ({
  content,
  additional_kwargs: {},
  response_metadata: {},
  id: 'run-5',
  type: 'ai',
  ...more,
});
/** As `/runs/wait` answers: blank lines while it waits, JSON labelled as text. */
const state = (values: object): Answer => ({
  contentType: 'text/plain; charset=utf-8',
  body: Buffer.from(`\n\n${JSON.stringify(values, null, 2)}`),
});
const stream = (frames: readonly string[]): Answer =>
  events(
    [
      frame('metadata', { run_id: 'r-1', attempt: 1 }),
      frame('values', { messages: [system] }),
      ...frames,
    ].join(''),
  );
const chunkOf = (content: unknown, more: object = {}): string =>
  frame('messages', [{ ...piece(''), content, type: 'AIMessageChunk', ...more }, about]);
const ending = (message: object): string[] => [
  frame('updates', { model: { messages: [message] } }),
  frame('values', { messages: [system, message] }),
];
const call = (note: string) => [
  { id: 'call_9', name: 'send', args: { to: 'them', note }, type: 'tool_call' },
];

const answers: readonly AnswerRow[] = [
  {
    where: 'answer: text',
    position: 'assistant',
    whole: (text) => state({ messages: [system, ai(text)] }),
    streamed: (pieces) => stream([...pieces.map((text) => chunkOf(text)), ...ending(ai(pieces.join('')))]),
  },
  {
    where: 'answer: text, each frame from the beginning',
    position: 'assistant',
    streamed: (pieces) =>
      stream([
        ...pieces.map((_, at) => frame('messages/partial', [piece(pieces.slice(0, at + 1).join(''))])),
        frame('messages/complete', [piece(pieces.join(''))]),
      ]),
  },
  {
    where: 'answer: text in blocks',
    position: 'assistant',
    whole: (text) => state({ messages: [ai([{ type: 'text', text }])] }),
    streamed: (pieces) =>
      stream([
        ...pieces.map((text) => chunkOf([{ type: 'text', text, index: 0 }])),
        ...ending(ai([{ type: 'text', text: pieces.join(''), index: 0 }])),
      ]),
  },
  {
    where: 'answer: reasoning',
    position: 'reasoning',
    whole: (thinking) => state({ messages: [ai([{ type: 'thinking', thinking }])] }),
    streamed: (pieces) =>
      stream([
        ...pieces.map((thinking) => chunkOf([{ type: 'thinking', thinking, index: 0 }])),
        ...ending(ai([{ type: 'thinking', thinking: pieces.join(''), index: 0 }])),
      ]),
  },
  {
    where: 'answer: tool arguments',
    position: 'tool-call',
    isCall: true,
    inJson: true,
    whole: (note) => state({ messages: [ai('', { tool_calls: call(note) })] }),
    streamed: (pieces) =>
      stream([
        ...pieces.map((args, at) =>
          chunkOf('', {
            tool_call_chunks: [
              { name: at === 0 ? 'send' : null, args, id: at === 0 ? 'call_9' : null, index: 0 },
            ],
          }),
        ),
        ...ending(
          ai('', {
            tool_calls: [
              { id: 'call_9', name: 'send', args: JSON.parse(pieces.join('')) as object, type: 'tool_call' },
            ],
          }),
        ),
      ]),
  },
  {
    where: 'answer: structured output',
    position: 'state',
    inJson: true,
    whole: (note) => state({ structured_response: { to: 'them', note } }),
    streamed: (pieces) =>
      stream([frame('values', { structured_response: JSON.parse(pieces.join('')) as object })]),
  },
  {
    where: 'answer: a value of the state',
    position: 'state',
    whole: (text) => state({ plan: [text] }),
    streamed: (pieces) => stream([frame('updates', { plan: { steps: [pieces.join('')] } })]),
  },
  {
    where: 'answer: a tool’s result',
    position: 'tool-result',
    whole: (content) =>
      state({ messages: [{ type: 'tool', tool_call_id: 'call_9', name: 'find', content, id: 'm' }] }),
    streamed: (pieces) =>
      stream([
        frame('messages', [
          { type: 'tool', tool_call_id: 'call_9', name: 'find', content: pieces.join(''), id: 'm' },
          about,
        ]),
      ]),
  },
];

export const graphRuns: DialectTable = {
  name: 'graph runs',
  dialect: 'langgraph',
  kind: 'graph-run',
  model: '',
  requests,
  answers,
  absent: {
    'tool-definition': 'the graph has its own tools',
    document: 'documents are values of the state',
    'form-field': 'bodies are JSON',
    path: 'its names are those of the API',
    'answer: log probabilities': 'the server streams none',
    'answer: refusal': 'a refusal is the message’s text',
    'answer: second choice': 'a run has one outcome',
  },
  ask,
  answer: (delivery) =>
    delivery === 'whole'
      ? state({ messages: [ai('Yes.')] })
      : stream([chunkOf('Yes.'), ...ending(ai('Yes.'))]),
  usage: undefined,
  cut: /^event: error\ndata: .*POLICY_DENIED/m,
};
