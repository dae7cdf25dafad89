import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyOperation } from '../../llm/empty-operation.js';
import { documented, searchAnswer } from './documented.js';
import { qdrant } from './qdrant.js';

const read = (method: string, path: string, body: unknown) => {
  const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body), 'utf8');
  const document = qdrant.readRequest({ method, path, query: '' }, bytes, 'application/json');
  if (document.kind !== 'read') throw new Error(document.reason);
  return document;
};

it.each(documented)('$what is $kind', ({ method, path, body, kind, collection, items }) => {
  expect(qdrant.claims({ method, path, query: '' })).toBe(true);
  expect(read(method, path, body).operation).toMatchObject({ dialect: 'qdrant', kind, collection, items });
});

describe('what a request would do', () => {
  it('is every kind in a batch of operations', () => {
    const operations = [{ upsert: { points: [{ id: 1, vector: [1] }] } }, { delete: { points: [2] } }];
    const { operation } = read('POST', '/collections/notes/points/batch', { operations });
    expect(operation).toMatchObject({
      kind: 'vector-delete',
      kinds: ['vector-delete', 'vector-add'],
      items: 2,
    });
    const later = read('POST', '/collections/notes/points/batch', { operations: [{ later: {} }] });
    expect(later.operation.kind).toBe('vector-admin');
  });

  it('is every collection that it looks into', () => {
    const body = { query: 1, lookup_from: { collection: 'people' }, with_lookup: 'files' };
    const { operation } = read('POST', '/collections/notes/points/query', body);
    expect(operation.collections).toEqual(['notes', 'people', 'files']);
  });

  it('is not read from a body that says nothing', () => {
    const target = { method: 'POST', path: '/collections/notes/points/batch', query: '' };
    expect(qdrant.readRequest(target, Buffer.from('{}'), '')).toMatchObject({ where: '/operations' });
    expect(qdrant.readRequest(target, Buffer.from(''), '')).toMatchObject({ reason: 'NOT_JSON' });
    expect(qdrant.readRequest(target, Buffer.from('[]'), '')).toMatchObject({ reason: 'NOT_THIS_DIALECT' });
    expect(qdrant.claims({ method: 'POST', path: '/v1/chat/completions', query: '' })).toBe(false);
  });
});

describe('texts', () => {
  const spans = (what: string) => {
    const request = documented.find((one) => one.what === what);
    if (request === undefined) throw new Error(what);
    return read(request.method, request.path, request.body).operation.spans.map(
      ({ position, text }) => `${position} ${text}`,
    );
  };

  it('are payloads, filters and queries', () => {
    expect(spans('upsert points')).toEqual(['document Ada lives here', 'metadata ada@example.org']);
    expect(spans('delete by filter')).toEqual(['query author', 'query ada@example.org']);
    expect(spans('query')).toEqual(['query where is Ada', 'query m']);
  });

  it('of answers are changed in place', () => {
    const answer = qdrant.readAnswer(emptyOperation('qdrant', 'vector-query'), Buffer.from(searchAnswer), '');
    if (answer.kind !== 'read') throw new Error(answer.reason);
    expect(answer.operation.items).toBe(1);
    const span = answer.operation.spans.findIndex(({ key }) => key === 'author');
    const out = Buffer.from(answer.apply([{ kind: 'text', span, text: '[EMAIL]' }])).toString();
    expect(out).toBe(searchAnswer.replace('ada@example.org', '[EMAIL]'));
  });
});

it('gives the same bytes where nothing changes', () => {
  const target = { method: 'PUT', path: '/collections/notes/points', query: '' };
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (payload) => {
      const bytes = Buffer.from(JSON.stringify({ points: [{ id: 1, vector: [1], payload }] }), 'utf8');
      const document = qdrant.readRequest(target, bytes, '');
      if (document.kind !== 'read') throw new Error(document.reason);
      const same = document.operation.spans.map(({ text }, span) => ({ kind: 'text', span, text }) as const);
      expect(document.apply([])).toBe(bytes);
      expect(Buffer.from(document.apply(same))).toEqual(bytes);
    }),
    { numRuns: 200 },
  );
});
