/** A list of models without those that a caller is not shown: `{data: [{id, …}]}`, of OpenAI and of Anthropic. */
import type { Edit } from '../../json/splice.js';
import { readObject } from './openai-body.js';

/** Undefined where it has no list that can be read. An entry without an id cannot be shown by name, and is not. */
export function withoutModels(body: Uint8Array, isShown: (model: string) => boolean): Uint8Array | undefined {
  const json = readObject(body);
  if (json.kind === 'unreadable') return undefined;
  const list = json.member(json.root, 'data');
  if (list === undefined || !json.isArray(list)) return undefined;
  const edits: Edit[] = [];
  const shown: string[] = [];
  for (const entry of json.elements(list)) {
    const id = json.text(json.member(entry, 'id'));
    if (id !== undefined && isShown(id)) shown.push(id);
    else edits.push({ kind: 'remove', node: entry });
  }
  if (edits.length === 0) return body;
  // Anthropic's pages name their first and last entry.
  for (const [name, value] of [
    ['first_id', shown[0]],
    ['last_id', shown.at(-1)],
  ] as const) {
    const node = json.member(json.root, name);
    if (node !== undefined) edits.push({ kind: 'value', node, value: value ?? null });
  }
  return json.splice(edits);
}
