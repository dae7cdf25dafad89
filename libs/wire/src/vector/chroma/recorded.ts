/**
 * What chromadb's client (npm 3.5.0) sent, and what a real Chroma server (the one in PyPI's chromadb 1.5.9: that of the npm
 * package is the same program, built for a newer C library) answered. Ids are made up.
 */

export const collectionId = '32c86e67-0000-4000-8000-000000000003';
const collections = '/api/v2/tenants/default_tenant/databases/default_database/collections';
const records = `${collections}/${collectionId}`;

export interface Recorded {
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly kind: string;
  readonly collection: string;
  readonly items: number;
}

export const recorded: readonly Recorded[] = [
  {
    what: 'heartbeat',
    method: 'GET',
    path: '/api/v2/heartbeat',
    kind: 'vector-admin',
    collection: '',
    items: 0,
  },
  {
    what: 'preflight',
    method: 'GET',
    path: '/api/v2/pre-flight-checks',
    kind: 'vector-admin',
    collection: '',
    items: 0,
  },
  {
    what: 'createCollection',
    method: 'POST',
    path: collections,
    body: { name: 'notes', configuration: {}, metadata: { owner: 'team' }, get_or_create: false },
    kind: 'vector-admin',
    collection: 'notes',
    items: 0,
  },
  {
    what: 'add',
    method: 'POST',
    path: `${records}/add`,
    body: {
      ids: ['a', 'b'],
      embeddings: ['AACAPwAAAEA=', 'AABAQAAAgEA='],
      documents: ['Ada lives here', 'Bob'],
      metadatas: [{ author: 'ada@example.org' }, { author: 'bob' }],
    },
    kind: 'vector-add',
    collection: collectionId,
    items: 2,
  },
  {
    what: 'upsert',
    method: 'POST',
    path: `${records}/upsert`,
    body: { ids: ['a'], embeddings: [[1, 2]], documents: ['Ada moved'] },
    kind: 'vector-add',
    collection: collectionId,
    items: 1,
  },
  {
    what: 'update',
    method: 'POST',
    path: `${records}/update`,
    body: { ids: ['a'], metadatas: [{ author: 'x' }] },
    kind: 'vector-add',
    collection: collectionId,
    items: 1,
  },
  {
    what: 'query',
    method: 'POST',
    path: `${records}/query`,
    body: {
      include: ['metadatas', 'documents', 'distances'],
      n_results: 2,
      query_embeddings: [[1, 2]],
      where: { author: 'x' },
      where_document: { $contains: 'Ada' },
    },
    kind: 'vector-query',
    collection: collectionId,
    items: 1,
  },
  {
    what: 'search',
    method: 'POST',
    path: `${records}/search`,
    body: { searches: [{ limit: { offset: 0, limit: 2 }, select: { keys: [] } }] },
    kind: 'vector-query',
    collection: collectionId,
    items: 1,
  },
  {
    what: 'get',
    method: 'POST',
    path: `${records}/get`,
    body: {
      ids: ['a'],
      where: { $and: [{ author: 'x' }, { author: { $ne: 'y' } }] },
      include: ['documents', 'metadatas'],
    },
    kind: 'vector-get',
    collection: collectionId,
    items: 1,
  },
  {
    what: 'count',
    method: 'GET',
    path: `${records}/count`,
    kind: 'vector-get',
    collection: collectionId,
    items: 0,
  },
  {
    what: 'modify',
    method: 'PUT',
    path: records,
    body: { new_metadata: { owner: 'z' } },
    kind: 'vector-admin',
    collection: collectionId,
    items: 0,
  },
  {
    what: 'fork',
    method: 'POST',
    path: `${records}/fork`,
    body: { new_name: 'copy' },
    kind: 'vector-admin',
    collection: collectionId,
    items: 0,
  },
  {
    what: 'getCollection',
    method: 'GET',
    path: `${collections}/notes`,
    kind: 'vector-get',
    collection: 'notes',
    items: 0,
  },
  {
    what: 'delete by id',
    method: 'POST',
    path: `${records}/delete`,
    body: { ids: ['a'] },
    kind: 'vector-delete',
    collection: collectionId,
    items: 1,
  },
  {
    what: 'delete by filter',
    method: 'POST',
    path: `${records}/delete`,
    body: { where: { author: 'bob' } },
    kind: 'vector-delete',
    collection: collectionId,
    items: 0,
  },
  { what: 'listCollections', method: 'GET', path: collections, kind: 'vector-get', collection: '', items: 0 },
  {
    what: 'countCollections',
    method: 'GET',
    path: '/api/v2/tenants/default_tenant/databases/default_database/collections_count',
    kind: 'vector-get',
    collection: '',
    items: 0,
  },
  {
    what: 'deleteCollection',
    method: 'DELETE',
    path: `${collections}/notes`,
    kind: 'vector-admin',
    collection: 'notes',
    items: 0,
  },
  { what: 'reset', method: 'POST', path: '/api/v2/reset', kind: 'vector-admin', collection: '', items: 0 },
  {
    what: 'a path of tomorrow',
    method: 'POST',
    path: `${records}/functions/attach`,
    body: {},
    kind: 'vector-admin',
    collection: collectionId,
    items: 0,
  },
];

export const queryAnswer =
  '{"ids":[["a"]],"embeddings":null,"documents":[["Ada moved"]],"uris":null,"metadatas":[[{"author":"ada@example.org"}]],"distances":[[0.0]],"include":["metadatas","documents","distances"]}';
export const collectionAnswer = `{"id":"${collectionId}","name":"notes","configuration_json":{"spann":null},"metadata":{"owner":"team"},"tenant":"default_tenant","database":"default_database"}`;
