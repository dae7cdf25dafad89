/** When a request names something by its id and when by its name, and which requests change what a name stands for. */
import { graphOf } from '@sallyport/wire/langgraph/read-request';
import type { NamedTarget } from './ports/upstream-names.js';

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The graph's name, where the assistant is named by it. */
export function graphNamed(assistant: string): string | undefined {
  const graph = graphOf(assistant);
  return graph === '' && assistant !== '' ? undefined : graph;
}

/** Up to the collections of one database, then the one that is meant, then what is done in it. */
const collectionPath = /^(.*\/collections)\/([^/]+)(\/.+)?$/;

/**
 * The collection's name, where the path names it by that. Records are reached by its id, and so is what changes the
 * collection itself; it is described and dropped by its name. (Chroma 1.5)
 */
export function collectionNamed({ method, path }: NamedTarget, collection: string): string | undefined {
  const [, , , action] = collectionPath.exec(path) ?? [];
  const isById = action !== undefined || method === 'PUT';
  return isById && uuid.test(collection) ? undefined : collection;
}

/** The path of the collections among which a request's collection is. */
export function collectionsPath(path: string): string | undefined {
  return collectionPath.exec(path)?.[1];
}

const assistantPath = /\/assistants(?:\/[^/]+(?:\/latest)?)?$/;

/** Whether a request may make an assistant, give one another graph, or give a collection another name. */
export function changesNames({ method, path }: NamedTarget): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  if (assistantPath.test(path)) return !/\/assistants\/(?:search|count)$/.test(path);
  return collectionsPath(path) !== undefined && (method === 'PUT' || method === 'DELETE');
}
