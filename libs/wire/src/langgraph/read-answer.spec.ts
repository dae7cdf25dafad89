import { expect, it } from 'vitest';
import { emptyOperation } from '../llm/empty-operation.js';
import { langgraph } from './langgraph.js';
import { waited } from './recorded/requests.js';

const request = { ...emptyOperation('langgraph', 'graph-run'), graph: 'agent', thread: 't' };
const answered = (body: string, type = 'text/plain; charset=UTF-8') => {
  const answer = langgraph.readAnswer(request, Buffer.from(body), type);
  if (answer.kind !== 'read') throw new Error(answer.reason);
  return answer;
};

it('reads JSON that is labelled as text, behind the blank lines of waiting', () => {
  const answer = answered(waited);
  const read = answer.operation.spans.map(({ position, text }) => `${position} ${text}`);
  expect(read).toEqual([
    'user Who is Ada?',
    'assistant ',
    'tool-call lookup',
    'tool-call Ada',
    'metadata lookup',
    'tool-result ada@example.org',
  ]);
  expect(answer.operation.toolsCalled).toEqual([
    { id: 'call_1', name: 'lookup', arguments: '{"who":"Ada"}' },
  ]);
  expect(Buffer.from(answer.apply([])).toString()).toBe(waited);
});

it('tells what the server says about a thread from its state', () => {
  const threads = [
    { thread_id: 't', metadata: { case: 'c1' }, values: { plan: 'p', messages: [['user', 'hi']] } },
  ];
  const { spans } = answered(JSON.stringify(threads)).operation;
  expect(spans.slice(1).map(({ position, text }) => `${position} ${text}`)).toEqual([
    'metadata c1',
    'state p',
    'user hi',
  ]);
});

it('takes a refused call out of the state and says why in its message', () => {
  const out = Buffer.from(
    langgraph.withoutToolCall?.(answered(waited), 'call_1', 'lookup is not allowed') ?? [],
  ).toString();
  const { messages } = JSON.parse(out) as { messages: { tool_calls?: unknown[]; content: string }[] };
  expect(messages[1]).toMatchObject({ tool_calls: [], content: 'lookup is not allowed' });
});

it('reads an answer without a body, and no page of text', () => {
  expect(answered('').operation.spans).toEqual([]);
  expect(langgraph.readAnswer(request, Buffer.from('Not implemented'), 'text/plain')).toMatchObject({
    reason: 'NOT_JSON',
  });
});

it('refuses in words that both client libraries show', () => {
  const body = langgraph.refusal({
    code: 'POLICY_DENIED',
    message: 'not this graph',
    requestId: 'q',
    status: 403,
  });
  expect(JSON.parse(Buffer.from(body).toString())).toEqual({
    error: 'POLICY_DENIED',
    message: 'not this graph',
    detail: 'not this graph',
    request_id: 'q',
  });
});
