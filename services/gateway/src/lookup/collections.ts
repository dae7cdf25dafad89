/**
 * The name behind a collection's id in Chroma: `GET …/collections/by-id/{id}` where the server has it (1.5 does, 1.0 does
 * not), else the list of the database's collections, page by page.
 */
import { readJson } from '@sallyport/wire/json/read-json';
import { bodyLimits } from '@sallyport/wire/plain/body-limits';
import { collectionsIn } from '@sallyport/wire/vector/chroma/chroma';
import type { UpstreamName } from '../core/ports/upstream-names.js';
import { named, type Ask } from './assistants.js';
import type { LookupLimits } from './lookup-limits.js';

export async function nameOfCollection(
  ask: Ask,
  /** Path of the collections of a database. */
  collections: string,
  id: string,
  { pageItems, pagesMax }: Pick<LookupLimits, 'pageItems' | 'pagesMax'>,
): Promise<UpstreamName> {
  const isIt = (collection: { readonly id: string }): boolean =>
    collection.id.toLowerCase() === id.toLowerCase();
  const asked = await ask(`${collections}/by-id/${encodeURIComponent(id)}`);
  if (asked.kind === 'found') return named(collectionsIn(asked.body).find(isIt)?.name);
  if (asked.kind === 'failed' || saysAbsent(asked.body)) return undefined;
  for (let page = 0; page < pagesMax; page++) {
    const listed = await ask(`${collections}?limit=${pageItems}&offset=${page * pageItems}`);
    if (listed.kind !== 'found') return undefined;
    const found = collectionsIn(listed.body);
    const one = found.find(isIt);
    if (one !== undefined) return named(one.name);
    if (found.length < pageItems) return undefined;
  }
  return undefined;
}

/** Chroma's own words for a collection that is not there, and not a server's that does not know the path. */
function saysAbsent(body: Uint8Array): boolean {
  const json = readJson(body, bodyLimits);
  return json.kind === 'json' && json.text(json.member(json.root, 'error')) === 'NotFoundError';
}
