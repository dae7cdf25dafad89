/** Paths of Chroma's API v2, as its client for JavaScript (3.5.0) calls them, and what each does. */
import type { Target } from '../../llm/dialect.js';
import type { OperationKind } from '../../llm/operation.js';

export interface ChromaRoute {
  readonly kind: OperationKind;
  /** As the path names it: records go by the collection's id, everything else by its name. */
  readonly collection: string;
  /** The body says which records, collections or searches; it must be an object. */
  readonly needsBody: boolean;
}

const prefix = '/api/v2';
const collectionsPath = /^\/tenants\/[^/]+\/databases\/[^/]+\/collections(?:\/([^/]+))?(?:\/(.+))?$/;
const countPath = /^\/tenants\/[^/]+\/databases\/[^/]+\/collections_count$/;

const records: Readonly<Record<string, OperationKind>> = {
  'POST add': 'vector-add',
  'POST upsert': 'vector-add',
  'POST update': 'vector-add',
  'POST query': 'vector-query',
  'POST search': 'vector-query',
  'POST get': 'vector-get',
  'POST delete': 'vector-delete',
  'GET count': 'vector-get',
  'GET indexing_status': 'vector-get',
};
/** What says nothing of anyone's data. */
const harmless = new Set([
  '/',
  '/heartbeat',
  '/version',
  '/healthcheck',
  '/pre-flight-checks',
  '/auth/identity',
]);

/** Every path of the API is claimed: one that is not known here may change anything, and is administration. */
export function chromaRoute({ method, path }: Target): ChromaRoute | undefined {
  if (path !== prefix && !path.startsWith(`${prefix}/`)) return undefined;
  const rest = path.slice(prefix.length) || '/';
  const asked = method === 'HEAD' ? 'GET' : method;
  const route = (kind: OperationKind, collection = '', needsBody = false): ChromaRoute => ({
    kind,
    collection,
    needsBody,
  });
  if (asked === 'GET' && countPath.test(rest)) return route('vector-get');
  // Reading about the server itself needs no collection, also where a list says which ones may be used.
  if (asked === 'GET' && harmless.has(rest)) return route('vector-admin');
  const match = collectionsPath.exec(rest);
  if (match === null) return route('vector-admin');
  const [, collection = '', action] = match;
  const name = decoded(collection);
  if (action === undefined) return route(asked === 'GET' ? 'vector-get' : 'vector-admin', name);
  const kind = Object.hasOwn(records, `${asked} ${action}`) ? records[`${asked} ${action}`] : undefined;
  return kind === undefined ? route('vector-admin', name) : route(kind, name, asked === 'POST');
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
