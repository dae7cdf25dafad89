/** Walks the members of an object without an object for each: this runs for every frame of every stream. */
import type { LocatedJson } from '../../json/located-json.js';
import { stride } from '../../json/tape.js';
import type { NodeId } from '../../json/tape.js';

/** None where `node` is no object, or no value. */
export function eachMember(
  json: LocatedJson,
  node: NodeId | undefined,
  visit: (key: string, value: NodeId) => void,
): void {
  if (node === undefined || !json.isObject(node)) return;
  const end = json.behind(node);
  for (let name = node + stride; name < end; name = json.behind(name + stride)) {
    visit(json.text(name) ?? '', name + stride);
  }
}
