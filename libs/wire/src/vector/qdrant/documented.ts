/** Requests in the shapes that Qdrant's REST documentation shows. No Qdrant server was run for them. */

export interface Documented {
  readonly what: string;
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly kind: string;
  readonly collection: string;
  readonly items: number;
}

const own = '/collections/notes';
const filter = { must: [{ key: 'author', match: { value: 'ada@example.org' } }] };

export const documented: readonly Documented[] = [
  {
    what: 'list collections',
    method: 'GET',
    path: '/collections',
    kind: 'vector-get',
    collection: '',
    items: 0,
  },
  { what: 'collection info', method: 'GET', path: own, kind: 'vector-get', collection: 'notes', items: 0 },
  {
    what: 'create collection',
    method: 'PUT',
    path: own,
    body: { vectors: { size: 4, distance: 'Cosine' } },
    kind: 'vector-admin',
    collection: 'notes',
    items: 0,
  },
  {
    what: 'delete collection',
    method: 'DELETE',
    path: own,
    kind: 'vector-admin',
    collection: 'notes',
    items: 0,
  },
  {
    what: 'upsert points',
    method: 'PUT',
    path: `${own}/points`,
    body: {
      points: [
        { id: 1, vector: [0.1, 0.2], payload: { page_content: 'Ada lives here', author: 'ada@example.org' } },
      ],
    },
    kind: 'vector-add',
    collection: 'notes',
    items: 1,
  },
  {
    what: 'upsert batch',
    method: 'PUT',
    path: `${own}/points`,
    body: { batch: { ids: [1, 2], vectors: [[0.1], [0.2]], payloads: [{ text: 'x' }, { text: 'y' }] } },
    kind: 'vector-add',
    collection: 'notes',
    items: 2,
  },
  {
    what: 'retrieve points',
    method: 'POST',
    path: `${own}/points`,
    body: { ids: [1, 2, 3] },
    kind: 'vector-get',
    collection: 'notes',
    items: 3,
  },
  {
    what: 'get point',
    method: 'GET',
    path: `${own}/points/1`,
    kind: 'vector-get',
    collection: 'notes',
    items: 0,
  },
  {
    what: 'delete points',
    method: 'POST',
    path: `${own}/points/delete`,
    body: { points: [1, 2] },
    kind: 'vector-delete',
    collection: 'notes',
    items: 2,
  },
  {
    what: 'delete by filter',
    method: 'POST',
    path: `${own}/points/delete`,
    body: { filter },
    kind: 'vector-delete',
    collection: 'notes',
    items: 0,
  },
  {
    what: 'set payload',
    method: 'POST',
    path: `${own}/points/payload`,
    body: { payload: { author: 'x' }, points: [1] },
    kind: 'vector-add',
    collection: 'notes',
    items: 1,
  },
  {
    what: 'clear payload',
    method: 'POST',
    path: `${own}/points/payload/clear`,
    body: { points: [1] },
    kind: 'vector-delete',
    collection: 'notes',
    items: 1,
  },
  {
    what: 'scroll',
    method: 'POST',
    path: `${own}/points/scroll`,
    body: { filter, limit: 10 },
    kind: 'vector-get',
    collection: 'notes',
    items: 0,
  },
  {
    what: 'count',
    method: 'POST',
    path: `${own}/points/count`,
    body: { filter },
    kind: 'vector-get',
    collection: 'notes',
    items: 0,
  },
  {
    what: 'search',
    method: 'POST',
    path: `${own}/points/search`,
    body: { vector: [0.1], filter, limit: 3 },
    kind: 'vector-query',
    collection: 'notes',
    items: 0,
  },
  {
    what: 'search batch',
    method: 'POST',
    path: `${own}/points/search/batch`,
    body: {
      searches: [
        { vector: [0.1], limit: 3 },
        { vector: [0.2], limit: 3 },
      ],
    },
    kind: 'vector-query',
    collection: 'notes',
    items: 2,
  },
  {
    what: 'query',
    method: 'POST',
    path: `${own}/points/query`,
    body: { query: { text: 'where is Ada', model: 'm' }, limit: 3 },
    kind: 'vector-query',
    collection: 'notes',
    items: 0,
  },
  {
    what: 'change aliases',
    method: 'POST',
    path: '/collections/aliases',
    body: { actions: [{ create_alias: { collection_name: 'notes', alias_name: 'n' } }] },
    kind: 'vector-admin',
    collection: '',
    items: 0,
  },
  {
    what: 'create index',
    method: 'PUT',
    path: `${own}/index`,
    body: { field_name: 'author', field_schema: 'keyword' },
    kind: 'vector-admin',
    collection: 'notes',
    items: 0,
  },
  {
    what: 'snapshots',
    method: 'POST',
    path: `${own}/snapshots`,
    kind: 'vector-admin',
    collection: 'notes',
    items: 0,
  },
  {
    what: 'a path of tomorrow',
    method: 'POST',
    path: `${own}/points/later`,
    body: {},
    kind: 'vector-admin',
    collection: 'notes',
    items: 0,
  },
];

export const searchAnswer =
  '{"result":[{"id":1,"version":0,"score":0.9,"payload":{"page_content":"Ada lives here","author":"ada@example.org"},"vector":null}],"status":"ok","time":0.001}';
