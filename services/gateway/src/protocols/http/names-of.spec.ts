import { describe, expect, it } from 'vitest';
import { emptyOperation } from '@sallyport/wire/llm/empty-operation';
import { FakeUpstreamNames } from '../../core/ports/upstream-names.fake.js';
import type { ConnectionInForce } from '../../core/ports/policy-in-force.js';
import { namesOf } from './names-of.js';

const known = '5b1c9a7e-8f6d-4c3b-9a2e-1d0f5b1c9a7e';
const unknown = '00000000-0000-4000-8000-000000000000';
const names = new FakeUpstreamNames({ graphs: { [known]: 'reports' } });
const connection = { name: 'graphs' } as ConnectionInForce;
const target = { method: 'POST', path: '/runs/batch', query: '' };
const run = emptyOperation('langgraph', 'graph-run');

describe('names behind what a request names', () => {
  it('are those of every run of a batch', async () => {
    const batch = {
      ...run,
      graph: 'agent',
      assistant: 'agent',
      assistants: ['agent', 'other', known, unknown],
    };
    const told = await namesOf(names, connection, target, batch);
    expect(told.graphs).toEqual(['agent', 'other', 'reports', '']);
  });

  it('are both where an assistant is given a graph', async () => {
    const told = await namesOf(names, connection, target, { ...run, graph: 'agent', assistant: known });
    expect(told.graphs).toEqual(['agent', 'reports']);
  });

  it('are the graph itself, without asking, where it is named', () => {
    expect(namesOf(names, connection, target, { ...run, graph: 'agent', assistant: 'agent' })).toEqual({
      graphs: ['agent'],
      collections: [],
    });
  });
});
