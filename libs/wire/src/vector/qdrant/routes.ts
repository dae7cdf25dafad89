/** Paths of Qdrant's REST API as its documentation (1.x) lists them, and what each does. */
import type { Target } from '../../llm/dialect.js';
import type { OperationKind } from '../../llm/operation.js';

export interface QdrantRoute {
  readonly kind: OperationKind;
  readonly collection: string;
  readonly needsBody: boolean;
  /** The body lists operations of several kinds. */
  readonly isBatch: boolean;
}

/** Below `/collections/{name}/points`. */
const points: Readonly<Record<string, OperationKind>> = {
  'PUT ': 'vector-add',
  'POST ': 'vector-get',
  'POST /delete': 'vector-delete',
  'PUT /vectors': 'vector-add',
  'POST /vectors/delete': 'vector-delete',
  'PUT /payload': 'vector-add',
  'POST /payload': 'vector-add',
  'POST /payload/delete': 'vector-delete',
  'POST /payload/clear': 'vector-delete',
  'POST /scroll': 'vector-get',
  'POST /count': 'vector-get',
  'POST /search': 'vector-query',
  'POST /search/batch': 'vector-query',
  'POST /search/groups': 'vector-query',
  'POST /search/matrix/pairs': 'vector-query',
  'POST /search/matrix/offsets': 'vector-query',
  'POST /recommend': 'vector-query',
  'POST /recommend/batch': 'vector-query',
  'POST /recommend/groups': 'vector-query',
  'POST /discover': 'vector-query',
  'POST /discover/batch': 'vector-query',
  'POST /query': 'vector-query',
  'POST /query/batch': 'vector-query',
  'POST /query/groups': 'vector-query',
};

const ownPath =
  /^\/(?:collections|aliases|snapshots|cluster|telemetry|issues|locks|metrics|healthz|readyz|livez)(?:\/|$)/;
const healthPath = /^\/(?:healthz|readyz|livez)?$/;
const collectionPath = /^\/collections\/([^/]+)(\/.*)?$/;

/** Every path of the API is claimed: one that is not known here may change anything, and is administration. */
export function qdrantRoute({ method, path }: Target): QdrantRoute | undefined {
  const asked = method === 'HEAD' ? 'GET' : method;
  const route = (kind: OperationKind, collection = '', needsBody = false, isBatch = false): QdrantRoute => ({
    kind,
    collection,
    needsBody,
    isBatch,
  });
  if (asked === 'GET' && (healthPath.test(path) || path === '/collections')) return route('vector-get');
  if (!ownPath.test(path)) return undefined;
  const match = collectionPath.exec(path);
  const [, segment = '', rest = ''] = match ?? [];
  if (match === null || segment === 'aliases') return route('vector-admin');
  const collection = decoded(segment);
  if (asked === 'GET' && ['', '/exists', '/aliases', '/cluster'].includes(rest))
    return route('vector-get', collection);
  if (rest !== '/points' && !rest.startsWith('/points/')) {
    return rest === '/facet' ? route('vector-get', collection, true) : route('vector-admin', collection);
  }
  const below = rest.slice('/points'.length);
  if (asked === 'GET' && /^\/[^/]+$/.test(below)) return route('vector-get', collection);
  if (asked === 'POST' && below === '/batch') return route('vector-delete', collection, true, true);
  const kind = Object.hasOwn(points, `${asked} ${below}`) ? points[`${asked} ${below}`] : undefined;
  return kind === undefined ? route('vector-admin', collection) : route(kind, collection, true);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
