/** The dialect of Chroma's REST API, version 2. */
import type { LocatedJson } from '../../json/located-json.js';
import { readJson } from '../../json/read-json.js';
import type { NodeId } from '../../json/tape.js';
import type { Dialect, ReadAnswer, ReadDocument, Target } from '../../llm/dialect.js';
import { emptyOperation } from '../../llm/empty-operation.js';
import type { Operation, Unreadable } from '../../llm/operation.js';
import { bodyLimits } from '../../plain/body-limits.js';
import { collectTexts, withTexts } from '../../plain/json-texts.js';
import { documents, filters, ids, measures, metadata, named, places, vectors } from '../named-scopes.js';
import { chromaRoute } from './routes.js';

const requested = named(
  {
    ids,
    documents,
    metadatas: metadata,
    uris: places,
    embeddings: vectors,
    query_embeddings: vectors,
    where: filters,
    where_document: filters,
    searches: filters,
  },
  metadata,
);
const answered = named(
  { ids, documents, metadatas: metadata, uris: places, embeddings: vectors, distances: measures },
  metadata,
);

function readRequest(target: Target, body: Uint8Array): ReadDocument | Unreadable {
  const route = chromaRoute(target);
  if (route === undefined) return { kind: 'unreadable', reason: 'NOT_THIS_DIALECT', where: '' };
  const blank: Operation = { ...emptyOperation('chroma', route.kind), collection: route.collection };
  if (body.length === 0 && !route.needsBody) return { kind: 'read', operation: blank, apply: () => body };
  const json = readJson(body, bodyLimits);
  if (json.kind === 'unreadable') return json;
  if (!json.isObject(json.root)) return { kind: 'unreadable', reason: 'NOT_THIS_DIALECT', where: '' };
  const texts = collectTexts(json, requested);
  const operation: Operation = {
    ...blank,
    collection:
      route.collection === '' ? (json.text(json.member(json.root, 'name')) ?? '') : route.collection,
    items: itemsIn(json),
    spans: texts.spans,
  };
  return { kind: 'read', operation, apply: (changes) => withTexts(json, texts, changes) };
}

function readAnswer(request: Operation, body: Uint8Array): ReadAnswer | Unreadable {
  const blank: Operation = { ...emptyOperation('chroma', request.kind), collection: request.collection };
  if (body.length === 0) return { kind: 'read', operation: blank, usage: undefined, apply: () => body };
  const json = readJson(body, bodyLimits);
  if (json.kind === 'unreadable') return json;
  const texts = collectTexts(json, answered);
  return {
    kind: 'read',
    operation: { ...blank, items: count(json, json.member(json.root, 'ids')), spans: texts.spans },
    usage: undefined,
    apply: (changes) => withTexts(json, texts, changes),
  };
}

/** Records that are named, else vectors that are asked about. */
function itemsIn(json: LocatedJson): number {
  for (const name of ['ids', 'documents', 'embeddings', 'query_embeddings', 'searches']) {
    const items = count(json, json.member(json.root, name), name.endsWith('embeddings') ? 1 : 2);
    if (items > 0) return items;
  }
  return 0;
}

/** Elements of an array; of the arrays in it, where it is one for each query. */
function count(json: LocatedJson, array: NodeId | undefined, depth = 2): number {
  let items = 0;
  for (const element of json.elements(array))
    items += depth > 1 && json.isArray(element) ? count(json, element, depth - 1) : 1;
  return items;
}

/** Collections that an answer describes: the names behind the ids by which requests name them. */
export function collectionsIn(body: Uint8Array): readonly { readonly id: string; readonly name: string }[] {
  const json = readJson(body, bodyLimits);
  if (json.kind === 'unreadable') return [];
  const described = json.isArray(json.root) ? [...json.elements(json.root)] : [json.root];
  return described.flatMap((collection) => {
    const id = json.text(json.member(collection, 'id'));
    const name = json.text(json.member(collection, 'name'));
    return id === undefined || name === undefined ? [] : [{ id, name }];
  });
}

export const chroma: Dialect = {
  name: 'chroma',
  claims: (target) => chromaRoute(target) !== undefined,
  readRequest: (target, body) => readRequest(target, body),
  readAnswer: (request, body) => readAnswer(request, body),
  openStream: undefined,
  refusal: ({ code, message, requestId }) =>
    Buffer.from(JSON.stringify({ error: code, message, request_id: requestId }), 'utf8'),
};
