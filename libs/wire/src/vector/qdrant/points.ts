/** Which points and collections a document of Qdrant's names. */
import type { LocatedJson } from '../../json/located-json.js';
import { stride } from '../../json/tape.js';
import type { NodeId } from '../../json/tape.js';

const lists = new Set(['points', 'ids', 'searches', 'hits']);

/** Points and ids that are listed, or searches; those below `within` alone, where it is given. */
export function itemsIn(json: LocatedJson, within?: string): number {
  const root = within === undefined ? json.root : json.member(json.root, within);
  if (root === undefined) return 0;
  if (json.isArray(root)) return sizeOf(json, root);
  let items = 0;
  for (let node = root; node < json.behind(root);) {
    if (json.isName(node) && lists.has(json.text(node) ?? '') && json.isArray(node + stride)) {
      items += sizeOf(json, node + stride);
      node = json.behind(node + stride);
    } else {
      node += stride;
    }
  }
  return items;
}

const sizeOf = (json: LocatedJson, array: NodeId): number => [...json.elements(array)].length;

/** The collection of the path, and those that a query looks vectors up in (`lookup_from`, `with_lookup`). */
export function collectionsUsed(json: LocatedJson, own: string): readonly string[] {
  const used = new Set([own]);
  for (let node = 0; node < json.tape.length; node += stride) {
    if (!json.isName(node)) continue;
    const name = json.text(node);
    if (name !== 'lookup_from' && name !== 'with_lookup') continue;
    const value = node + stride;
    const other = json.text(value) ?? json.text(json.member(value, 'collection'));
    if (other !== undefined) used.add(other);
  }
  return [...used];
}
