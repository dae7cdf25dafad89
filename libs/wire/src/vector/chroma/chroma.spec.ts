import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyOperation } from '../../llm/empty-operation.js';
import { chroma, collectionsIn } from './chroma.js';
import { collectionAnswer, collectionId, queryAnswer, recorded } from './recorded.js';

const read = (method: string, path: string, body: unknown) => {
  const bytes = Buffer.from(body === undefined ? '' : JSON.stringify(body), 'utf8');
  const document = chroma.readRequest({ method, path, query: '' }, bytes, 'application/json');
  if (document.kind !== 'read') throw new Error(document.reason);
  return document;
};
const spansOf = (what: string) => {
  const request = recorded.find((one) => one.what === what);
  if (request === undefined) throw new Error(what);
  const { spans } = read(request.method, request.path, request.body).operation;
  return spans.map(({ position, path, text }) => `${position} /${path.join('/')} ${text}`);
};

it.each(recorded)('$what is $kind', ({ method, path, body, kind, collection, items }) => {
  expect(chroma.claims({ method, path, query: '' })).toBe(true);
  expect(read(method, path, body).operation).toMatchObject({ dialect: 'chroma', kind, collection, items });
});

describe('texts', () => {
  it('are documents, metadata and filters; neither vectors nor ids', () => {
    expect(spansOf('add')).toEqual([
      'document /documents/0 Ada lives here',
      'document /documents/1 Bob',
      'metadata /metadatas/0/author ada@example.org',
      'metadata /metadatas/1/author bob',
    ]);
    expect(spansOf('query').slice(3)).toEqual([
      'query /where/author x',
      'query /where_document/$contains Ada',
    ]);
  });

  it('are ids too where they are none', () => {
    const path = `/api/v2/tenants/t/databases/d/collections/${collectionId}/delete`;
    const { operation } = read('POST', path, { ids: ['ada@example.org', 'a-1'] });
    expect(operation.spans).toMatchObject([{ text: 'ada@example.org', position: 'metadata' }]);
  });

  it('of answers are read and changed in place', () => {
    const answer = chroma.readAnswer(emptyOperation('chroma', 'vector-query'), Buffer.from(queryAnswer), '');
    if (answer.kind !== 'read') throw new Error(answer.reason);
    expect(answer.operation.items).toBe(1);
    const span = answer.operation.spans.findIndex(({ key }) => key === 'author');
    const out = Buffer.from(answer.apply([{ kind: 'text', span, text: '[EMAIL]' }])).toString();
    expect(out).toBe(queryAnswer.replace('ada@example.org', '[EMAIL]'));
  });
});

it('tells the name of a collection from an answer that describes it', () => {
  expect(collectionsIn(Buffer.from(`[${collectionAnswer}]`))).toEqual([{ id: collectionId, name: 'notes' }]);
  expect(collectionsIn(Buffer.from('2'))).toEqual([]);
});

it('does not read a body that is none', () => {
  const target = {
    method: 'POST',
    path: `/api/v2/tenants/t/databases/d/collections/${collectionId}/add`,
    query: '',
  };
  expect(chroma.readRequest(target, Buffer.from(''), '')).toMatchObject({ reason: 'NOT_JSON' });
  expect(chroma.readRequest(target, Buffer.from('[]'), '')).toMatchObject({ reason: 'NOT_THIS_DIALECT' });
  expect(chroma.claims({ method: 'GET', path: '/api/v1/heartbeat', query: '' })).toBe(false);
});

it('gives the same bytes where nothing changes', () => {
  const value = fc.record({
    ids: fc.array(fc.string()),
    documents: fc.array(fc.option(fc.string())),
    metadatas: fc.array(fc.dictionary(fc.string(), fc.jsonValue())),
    where: fc.jsonValue(),
  });
  const target = { method: 'POST', path: '/api/v2/tenants/t/databases/d/collections/c/add', query: '' };
  fc.assert(
    fc.property(value, (body) => {
      const bytes = Buffer.from(JSON.stringify(body), 'utf8');
      const document = chroma.readRequest(target, bytes, '');
      if (document.kind !== 'read') throw new Error(document.reason);
      const same = document.operation.spans.map(({ text }, span) => ({ kind: 'text', span, text }) as const);
      expect(document.apply([])).toBe(bytes);
      expect(Buffer.from(document.apply(same))).toEqual(bytes);
    }),
    { numRuns: 200 },
  );
});
