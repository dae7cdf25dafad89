/** Tools that a request offers, and how one is taken out of it so that what is left still makes sense to the service. */
import type { LocatedJson } from '../json/located-json.js';
import type { Edit } from '../json/splice.js';
import type { NodeId } from '../json/tape.js';

export interface OfferedTool {
  readonly name: string;
  readonly node: NodeId;
  /** The array it stands in. */
  readonly list: NodeId;
  /** What is of no use without the tools of the list: a namespace. Else the list itself. */
  readonly holder?: NodeId;
}

/** Names of the tools of a list; `nameOf` knows how the dialect writes them. */
export function toolsIn(
  json: LocatedJson,
  list: NodeId | undefined,
  nameOf: (json: LocatedJson, tool: NodeId) => string,
): OfferedTool[] {
  if (list === undefined) return [];
  return Array.from(json.elements(list), (node) => ({ name: nameOf(json, node), node, list }));
}

export const namesOf = (tools: readonly OfferedTool[]): readonly string[] => [
  ...new Set(tools.map(({ name }) => name)),
];

export interface Withheld {
  readonly edits: readonly Edit[];
  /** No tool is left. */
  readonly isEmpty: boolean;
}

/** The tools without those of these names. A list of which nothing is left goes with them: services refuse an empty one. */
export function withhold(tools: readonly OfferedTool[], names: ReadonlySet<string>): Withheld {
  const edits: Edit[] = [];
  const left = tools.filter(({ name }) => !names.has(name));
  const lists = new Set(left.map(({ list }) => list));
  for (const { name, node, list, holder } of tools) {
    if (!names.has(name)) continue;
    edits.push({ kind: 'remove', node });
    if (!lists.has(list)) edits.push({ kind: 'remove', node: holder ?? list });
  }
  return { edits, isEmpty: left.length === 0 };
}

/** Removes members of an object, where they are there. */
export function removeMembers(json: LocatedJson, object: NodeId, ...names: readonly string[]): Edit[] {
  return names
    .map((name) => json.member(object, name))
    .filter((node) => node !== undefined)
    .map((node) => ({ kind: 'remove', node }));
}
