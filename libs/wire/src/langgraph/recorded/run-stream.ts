/**
 * The stream of a run as @langchain/langgraph-api 2.0.0 sent it for a graph with a model that calls a tool and then talks,
 * asked for with `stream_mode: ["values", "updates", "messages-tuple", "custom"]`. Shortened; ids are made up.
 */

/** The server writes JSON with an indent, each line of it as a line of data. */
export const frame = (event: string, data: unknown, id?: number): string =>
  [
    `event: ${event}`,
    ...JSON.stringify(data, null, 2)
      .split('\n')
      .map((line) => `data: ${line}`),
    ...(id === undefined ? [] : [`id: ${id}`]),
    '',
    '',
  ].join('\n');

const plain = { additional_kwargs: {}, response_metadata: {} };
export const system = { content: 'Be brief', ...plain, id: 'm-1', type: 'system' };
export const human = { content: 'Who is Ada?', ...plain, id: 'm-2', type: 'human' };
export const calling = {
  content: '',
  tool_calls: [{ id: 'call_1', name: 'lookup', args: { who: 'Ada' } }],
  invalid_tool_calls: [],
  ...plain,
  id: 'm-3',
  type: 'ai',
};
export const result = {
  tool_call_id: 'call_1',
  name: 'lookup',
  content: 'ada@example.org',
  ...plain,
  id: 'm-4',
  type: 'tool',
};
/** A piece of what the model says: the server for JavaScript does not tell pieces from whole messages by their type. */
export const piece = (content: string): Record<string, unknown> => ({
  content,
  tool_calls: [],
  invalid_tool_calls: [],
  tool_call_chunks: [],
  ...plain,
  id: 'run-5',
  type: 'ai',
});
export const about = { tags: ['graph:step:1'], graph_id: 'agent', langgraph_node: 'model', run_id: 'r-1' };

export const runStream = [
  frame('metadata', { run_id: 'r-1', attempt: 1 }, 0),
  frame('values', { messages: [system, human] }, 1),
  frame('custom', { note: 'looking it up' }, 2),
  frame('messages', [calling, about], 3),
  frame('updates', { model: { messages: [calling] } }, 4),
  frame('messages', [result, about], 5),
  frame('values', { messages: [system, human, calling, result] }, 6),
  ...['Mail', ' ada@exam', 'ple.org', ' now'].map((text, index) =>
    frame('messages', [piece(text), about], 7 + index),
  ),
  frame('updates', { model: { messages: [piece('Mail ada@example.org now')] } }, 11),
  frame('values', { messages: [system, human, calling, result, piece('Mail ada@example.org now')] }, 12),
].join('');

/** `stream_mode: ["messages"]`: every frame repeats the message from its beginning. */
export const partialStream = [
  frame('metadata', { run_id: 'r-1', attempt: 1 }),
  frame('messages/complete', [human]),
  frame('messages/metadata', { 'run-5': { metadata: about } }),
  ...['M', 'Mail ada@exam', 'Mail ada@example.org', 'Mail ada@example.org now'].map((text) =>
    frame('messages/partial', [piece(text)]),
  ),
  frame('messages/complete', [piece('Mail ada@example.org now')]),
].join('');

/** What a node that throws leaves behind; the HTTP status was 200 long before. */
export const failedStream = [
  frame('metadata', { run_id: 'r-1', attempt: 1 }),
  frame('error', { error: 'Error', message: 'the node failed' }),
].join('');
