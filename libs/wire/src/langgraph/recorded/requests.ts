/** Requests as @langchain/langgraph-sdk 2.0.0 sent them to a real server, and what was answered. Ids are made up. */

export const threadId = '217696b9-0000-4000-8000-000000000001';
export const assistantId = 'fe096781-0000-5000-8000-000000000002';

export interface RecordedRequest {
  readonly what: string;
  readonly method: string;
  readonly path: string;
  /** Absent where none was sent. */
  readonly body?: unknown;
}

const messages = [
  { role: 'system', content: 'Be brief' },
  { role: 'user', content: 'Who is Ada?' },
];

export const streamedRun: RecordedRequest = {
  what: 'runs.stream on a thread',
  method: 'POST',
  path: `/threads/${threadId}/runs/stream`,
  body: {
    input: { messages },
    config: { configurable: { tone: 'dry', system_prompt: 'You are terse' }, tags: ['t'] },
    metadata: { tag: 'm' },
    stream_mode: ['values', 'updates', 'messages-tuple', 'custom'],
    assistant_id: 'agent',
  },
};

export const batch: RecordedRequest = {
  what: 'runs.createBatch',
  method: 'POST',
  path: '/runs/batch',
  body: [
    { input: { messages }, assistant_id: 'agent' },
    { input: { plan: 'drop it' }, assistant_id: assistantId },
  ],
};

export const resume: RecordedRequest = {
  what: 'resume after an interrupt',
  method: 'POST',
  path: `/threads/${threadId}/runs/stream`,
  body: { command: { resume: 'yes, do' }, stream_mode: ['values'], assistant_id: 'asker' },
};

export const stateUpdate: RecordedRequest = {
  what: 'threads.updateState',
  method: 'POST',
  path: `/threads/${threadId}/state`,
  body: {
    values: { answer: 'no', messages: [{ type: 'human', content: [{ type: 'text', text: 'and Bob?' }] }] },
    as_node: 'ask',
  },
};

export const storePut: RecordedRequest = {
  what: 'store.putItem',
  method: 'PUT',
  path: '/store/items',
  body: { namespace: ['users', 'ada'], key: 'profile', value: { email: 'ada@example.org' } },
};

export const cron: RecordedRequest = {
  what: 'crons.create (this server answers 500 Not implemented)',
  method: 'POST',
  path: '/runs/crons',
  body: { schedule: '0 9 * * *', input: { messages }, assistant_id: assistantId },
};

/** The rest, each with the kind it is read as. */
export const others: readonly (RecordedRequest & { readonly kind: string; readonly isStreaming?: true })[] = [
  {
    kind: 'graph-run',
    what: 'runs.wait',
    method: 'POST',
    path: '/runs/wait',
    body: { input: { messages: 'hi' }, context: { locale: 'en' }, assistant_id: 'agent' },
  },
  {
    kind: 'graph-run',
    what: 'runs.create',
    method: 'POST',
    path: `/threads/${threadId}/runs`,
    body: { input: { messages: 'hi' }, assistant_id: 'agent' },
  },
  { kind: 'graph-read', what: 'runs.list', method: 'GET', path: `/threads/${threadId}/runs` },
  { kind: 'graph-read', what: 'runs.get', method: 'GET', path: `/threads/${threadId}/runs/r-1` },
  { kind: 'graph-read', what: 'runs.join', method: 'GET', path: `/threads/${threadId}/runs/r-1/join` },
  {
    kind: 'graph-read',
    what: 'runs.joinStream',
    method: 'GET',
    path: `/threads/${threadId}/runs/r-1/stream`,
    isStreaming: true,
  },
  {
    kind: 'graph-read',
    what: 'threads.joinStream',
    method: 'GET',
    path: `/threads/${threadId}/stream`,
    isStreaming: true,
  },
  { kind: 'graph-state', what: 'runs.cancel', method: 'POST', path: `/threads/${threadId}/runs/r-1/cancel` },
  {
    kind: 'graph-state',
    what: 'threads.create',
    method: 'POST',
    path: '/threads',
    body: { metadata: { case: 'c1' } },
  },
  {
    kind: 'graph-state',
    what: 'threads.update',
    method: 'PATCH',
    path: `/threads/${threadId}`,
    body: { metadata: { case: 'c2' } },
  },
  { kind: 'graph-state', what: 'threads.copy', method: 'POST', path: `/threads/${threadId}/copy` },
  { kind: 'graph-read', what: 'threads.getState', method: 'GET', path: `/threads/${threadId}/state` },
  {
    kind: 'graph-read',
    what: 'threads.getHistory',
    method: 'POST',
    path: `/threads/${threadId}/history`,
    body: { limit: 1 },
  },
  {
    kind: 'graph-read',
    what: 'threads.search',
    method: 'POST',
    path: '/threads/search',
    body: { metadata: { case: 'c1' }, limit: 10, offset: 0 },
  },
  {
    kind: 'graph-read',
    what: 'assistants.search',
    method: 'POST',
    path: '/assistants/search',
    body: { graph_id: 'agent', limit: 10, offset: 0 },
  },
  { kind: 'graph-read', what: 'assistants.get', method: 'GET', path: `/assistants/${assistantId}` },
  { kind: 'graph-read', what: 'assistants.getGraph', method: 'GET', path: '/assistants/agent/graph' },
  {
    kind: 'graph-state',
    what: 'assistants.create',
    method: 'POST',
    path: '/assistants',
    body: {
      graph_id: 'agent',
      config: { configurable: { tone: 'dry' } },
      metadata: { owner: 'x' },
      name: 'mine',
    },
  },
  {
    kind: 'graph-schedule',
    what: 'crons.search',
    method: 'POST',
    path: '/runs/crons/search',
    body: { limit: 10, offset: 0 },
  },
  { kind: 'store', what: 'store.getItem', method: 'GET', path: '/store/items' },
  {
    kind: 'store',
    what: 'store.searchItems',
    method: 'POST',
    path: '/store/items/search',
    body: { namespace_prefix: ['users'], filter: { a: 1 }, limit: 10, offset: 0, query: 'ada' },
  },
  {
    kind: 'store',
    what: 'store.listNamespaces',
    method: 'POST',
    path: '/store/namespaces',
    body: { prefix: ['users'], limit: 100, offset: 0 },
  },
  {
    kind: 'store',
    what: 'store.deleteItem',
    method: 'DELETE',
    path: '/store/items',
    body: { namespace: ['users', 'ada'], key: 'profile' },
  },
];

/** `/runs/wait`: text/plain, a blank line for each second of waiting, then the state. */
export const waited = `\n\n${JSON.stringify(
  {
    messages: [
      { content: 'Who is Ada?', additional_kwargs: {}, response_metadata: {}, id: 'm-2', type: 'human' },
      {
        content: '',
        tool_calls: [{ id: 'call_1', name: 'lookup', args: { who: 'Ada' } }],
        id: 'm-3',
        type: 'ai',
      },
      { tool_call_id: 'call_1', name: 'lookup', content: 'ada@example.org', id: 'm-4', type: 'tool' },
    ],
  },
  null,
  2,
)}`;
