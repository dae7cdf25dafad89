import { expect, it } from 'vitest';
import { langgraph } from './langgraph.js';

const texts = (path: string, body: object): readonly string[] => {
  const target = { method: 'POST', path, query: '' };
  const read = langgraph.readRequest(target, Buffer.from(JSON.stringify(body)), 'application/json');
  if (read.kind !== 'read') throw new Error(read.where);
  return read.operation.spans.map((span) => `${span.position} /${span.path.join('/')} ${span.text}`);
};

it('names in what a caller gives to a graph are his words, but those of messages', () => {
  const input = {
    plan: { bluebird: true },
    messages: [{ role: 'user', content: 'hi', name: 'ada' }],
  };
  expect(texts('/runs/wait', { assistant_id: 'agent', input, config: { recursion_limit: 5 } })).toEqual([
    'user /input/plan plan',
    'user /input/plan/bluebird bluebird',
    'user /input/messages/0/content hi',
    'metadata /input/messages/0/name ada',
  ]);
});

it('and so are those of state that is written', () => {
  const path = '/threads/3f2b8c1e-9d4a-4e7b-8a6f-0123456789ab/state';
  expect(texts(path, { values: { bluebird: 1 }, as_node: 'ask' })).toEqual([
    'state /values/bluebird bluebird',
    'metadata /as_node ask',
  ]);
});
