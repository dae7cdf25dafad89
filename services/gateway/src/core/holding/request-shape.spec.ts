import { emptyOperation } from '@sallyport/wire/llm/empty-operation';
import { describe, expect, it } from 'vitest';
import { callShape, pathTemplate, requestShape, type Shaped } from './request-shape.js';

const chat: Shaped = {
  operation: { ...emptyOperation('openai-chat', 'chat'), model: 'gpt-4o', toolsOffered: ['b', 'a'] },
  graphs: [],
  collections: [],
  method: 'POST',
  path: '/v1/chat/completions',
};
const plain = (method: string, path: string): Shaped => ({
  operation: undefined,
  graphs: [],
  collections: [],
  method,
  path,
});
const same = (one: Shaped, other: Shaped): boolean =>
  requestShape(one).sha256.equals(requestShape(other).sha256);

describe('the shape of a request', () => {
  it('of a chat is its model and its tools, in whatever order they are offered', () => {
    expect(requestShape(chat).summary).toBe('chat; model: gpt-4o; tools: a, b');
    const { operation } = chat;
    if (operation === undefined) throw new Error('no chat');
    expect(same(chat, { ...chat, operation: { ...operation, toolsOffered: ['a', 'b', 'a'] } })).toBe(true);
    expect(same(chat, { ...chat, operation: { ...operation, toolsOffered: ['a'] } })).toBe(false);
    expect(same(chat, { ...chat, operation: { ...operation, model: 'gpt-4o-mini' } })).toBe(false);
  });

  it('of plain HTTP is the method and the path, ids aside', () => {
    expect(requestShape(plain('DELETE', '/orders/4711')).summary).toBe(
      'http; method: DELETE; path: /orders/{id}',
    );
    expect(same(plain('DELETE', '/orders/4711'), plain('DELETE', '/orders/4712'))).toBe(true);
    expect(same(plain('DELETE', '/orders/4711'), plain('GET', '/orders/4711'))).toBe(false);
    expect(same(plain('DELETE', '/orders/4711'), plain('DELETE', '/orders'))).toBe(false);
  });

  it('of a graph run is the graph, of a vector store the collection', () => {
    const run = (graphs: string[]): Shaped => ({
      ...chat,
      operation: emptyOperation('langgraph', 'graph-run'),
      graphs,
    });
    expect(requestShape(run(['billing'])).summary).toBe('graph-run; graphs: billing');
    expect(same(run(['billing']), run(['support']))).toBe(false);
    const query: Shaped = {
      ...chat,
      operation: emptyOperation('chroma', 'vector-delete'),
      collections: ['notes'],
    };
    expect(requestShape(query).summary).toBe('vector-delete; collections: notes');
  });

  it('of a request that does several things is all of them', () => {
    const both: Shaped = {
      ...plain('POST', '/threads/1/runs'),
      operation: { ...emptyOperation('langgraph', 'graph-run'), kinds: ['graph-run', 'graph-state'] },
      graphs: ['billing'],
    };
    expect(requestShape(both).summary).toBe(
      'graph-run+graph-state; graphs: billing; method: POST; path: /threads/{id}/runs',
    );
  });

  it.each([
    ['/v1/threads/0190a3c2-7b1e-7c3a-9f00-aabbccddeeff/state', '/v1/threads/{id}/state'],
    ['/users/42/', '/users/{id}/'],
    ['/v1/files/file-abc123XYZ456789', '/v1/files/{id}'],
    ['/v1/chat/completions', '/v1/chat/completions'],
    ['/administrative-divisions', '/administrative-divisions'],
  ])('writes %s as %s', (path, template) => {
    expect(pathTemplate(path)).toBe(template);
  });
});

describe('the shape of a tool call', () => {
  const shape = (given: string, sameArguments: readonly string[] = []) =>
    callShape({ tool: 'delete_note', arguments: given, sameArguments });
  const alike = (one: string, other: string, keys: readonly string[] = []): boolean =>
    shape(one, keys).sha256.equals(shape(other, keys).sha256);

  it('is the tool, the names of its arguments, and the values that must be the same', () => {
    expect(shape('{"id":1,"table":"notes"}', ['table']).summary).toBe(
      'tool-call; tool: delete_note; arguments: id, table; argument table: "notes"',
    );
    expect(alike('{"id":1,"table":"a"}', '{"table":"b","id":2}')).toBe(true);
    expect(alike('{"id":1,"table":"a"}', '{"id":1,"table":"b"}', ['table'])).toBe(false);
    expect(alike('{"id":1}', '{"id":1,"force":true}')).toBe(false);
  });

  it('without an object is the very text', () => {
    expect(alike('nonsense', 'nonsense')).toBe(true);
    expect(alike('nonsense', 'nonsense ')).toBe(false);
    expect(alike('[1]', '[2]')).toBe(false);
    expect(alike('', '{}')).toBe(false);
  });
});
