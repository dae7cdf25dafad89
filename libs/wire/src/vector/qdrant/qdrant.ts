/** The dialect of Qdrant's REST API. */
import { readJson } from '../../json/read-json.js';
import type { LocatedJson } from '../../json/located-json.js';
import type { Dialect, ReadAnswer, ReadDocument, Target } from '../../llm/dialect.js';
import { emptyOperation } from '../../llm/empty-operation.js';
import type { Operation, OperationKind, Unreadable } from '../../llm/operation.js';
import { bodyLimits } from '../../plain/body-limits.js';
import { collectTexts, withTexts } from '../../plain/json-texts.js';
import type { Scope } from '../../plain/json-texts.js';
import { documents, filters, measures, metadata, named, vectorsOrTexts } from '../named-scopes.js';
import { collectionsUsed, itemsIn } from './points.js';
import { qdrantRoute } from './routes.js';

/** Names under which libraries keep the text of a document in a payload. */
const payload = named(
  {
    page_content: documents,
    content: documents,
    text: documents,
    document: documents,
    documents,
    chunk: documents,
    body: documents,
  },
  metadata,
);

/** Points, batches and answers nest; what stands under these names means the same everywhere. */
const anywhere: Scope = {
  position: 'metadata',
  isJson: false,
  inside: (json, container) => (step) => {
    if (json.isArray(container)) return anywhere;
    switch (step) {
      case 'payload':
      case 'payloads':
        return payload;
      case 'vector':
      case 'vectors':
        return vectorsOrTexts;
      case 'filter':
      case 'query':
      case 'prefetch':
      case 'must':
      case 'order_by':
        return filters;
      case 'score':
      case 'score_threshold':
      case 'time':
      case 'usage':
      case 'version':
      case 'operation_id':
      case 'count':
      case 'points_count':
      case 'vectors_count':
      case 'indexed_vectors_count':
        return measures;
      default:
        return anywhere;
    }
  },
};

const batchKinds: Readonly<Record<string, OperationKind>> = {
  upsert: 'vector-add',
  update_vectors: 'vector-add',
  set_payload: 'vector-add',
  overwrite_payload: 'vector-add',
  delete: 'vector-delete',
  delete_vectors: 'vector-delete',
  delete_payload: 'vector-delete',
  clear_payload: 'vector-delete',
};

/** What the operations of a batch do, the gravest first: a row that nobody knows is administration. */
function kindsOf(json: LocatedJson): readonly OperationKind[] {
  const kinds = new Set<OperationKind>();
  for (const operation of json.elements(json.member(json.root, 'operations'))) {
    for (const { name } of json.members(operation)) {
      const text = json.text(name) ?? '';
      kinds.add((Object.hasOwn(batchKinds, text) ? batchKinds[text] : undefined) ?? 'vector-admin');
    }
  }
  return (['vector-admin', 'vector-delete', 'vector-add'] as const).filter((kind) => kinds.has(kind));
}

function readRequest(target: Target, body: Uint8Array): ReadDocument | Unreadable {
  const route = qdrantRoute(target);
  if (route === undefined) return { kind: 'unreadable', reason: 'NOT_THIS_DIALECT', where: '' };
  const blank: Operation = { ...emptyOperation('qdrant', route.kind), collection: route.collection };
  if (body.length === 0 && !route.needsBody) return { kind: 'read', operation: blank, apply: () => body };
  const json = readJson(body, bodyLimits);
  if (json.kind === 'unreadable') return json;
  if (!json.isObject(json.root)) return { kind: 'unreadable', reason: 'NOT_THIS_DIALECT', where: '' };
  const kinds = route.isBatch ? kindsOf(json) : [route.kind];
  const [kind] = kinds;
  if (kind === undefined) return { kind: 'unreadable', reason: 'NOT_THIS_DIALECT', where: '/operations' };
  const collections = collectionsUsed(json, route.collection);
  const texts = collectTexts(json, anywhere);
  const operation: Operation = {
    ...blank,
    kind,
    ...(kinds.length > 1 ? { kinds } : {}),
    ...(collections.length > 1 ? { collections } : {}),
    items: itemsIn(json),
    spans: texts.spans,
  };
  return { kind: 'read', operation, apply: (changes) => withTexts(json, texts, changes) };
}

function readAnswer(request: Operation, body: Uint8Array): ReadAnswer | Unreadable {
  const blank: Operation = { ...emptyOperation('qdrant', request.kind), collection: request.collection };
  if (body.length === 0) return { kind: 'read', operation: blank, usage: undefined, apply: () => body };
  const json = readJson(body, bodyLimits);
  if (json.kind === 'unreadable') return json;
  const texts = collectTexts(json, anywhere);
  return {
    kind: 'read',
    operation: { ...blank, items: itemsIn(json, 'result'), spans: texts.spans },
    usage: undefined,
    apply: (changes) => withTexts(json, texts, changes),
  };
}

export const qdrant: Dialect = {
  name: 'qdrant',
  claims: (target) => qdrantRoute(target) !== undefined,
  readRequest: (target, body) => readRequest(target, body),
  readAnswer: (request, body) => readAnswer(request, body),
  openStream: undefined,
  refusal: ({ code, message, requestId }) =>
    Buffer.from(JSON.stringify({ status: { error: message }, code, request_id: requestId, time: 0 }), 'utf8'),
};
