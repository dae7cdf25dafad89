/** Blocks as Slack keeps and returns them: with the ids it gives and the defaults of text objects written out. */
import { isObject, stringOf, type Json, type JsonObject } from '../../provider/json.js';

const holdsActions = new Set(['actions', 'section', 'input']);

function withDefaults(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(withDefaults);
  if (!isObject(value)) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([name, held]) => [name, withDefaults(held)]));
  if (value.type === 'plain_text' && typeof value.text === 'string') return { emoji: true, ...inner };
  if (value.type === 'mrkdwn') return { verbatim: false, ...inner };
  return inner;
}

function named(element: Json | undefined, id: () => string): Json | undefined {
  return isObject(element) && element.type !== 'image' ? { action_id: id(), ...element } : element;
}

function withActionIds(block: JsonObject, id: () => string): JsonObject {
  if (block.type === 'actions' && Array.isArray(block.elements))
    return { ...block, elements: (block.elements as readonly Json[]).map((held) => named(held, id) ?? held) };
  const place = block.type === 'input' ? 'element' : 'accessory';
  const element = named(block[place], id);
  return element === undefined ? block : { ...block, [place]: element };
}

/** `id` gives a new id each time. */
export function storedBlocks(blocks: readonly JsonObject[], id: () => string): readonly JsonObject[] {
  return blocks.map((block) => {
    const inner = withDefaults(block);
    const full: JsonObject = { block_id: id(), ...(isObject(inner) ? inner : {}) };
    return holdsActions.has(stringOf(block.type)) ? withActionIds(full, id) : full;
  });
}

/** All words that a reader sees in blocks, in order, one text a line. */
export function wordsIn(value: Json | undefined): string {
  if (Array.isArray(value)) {
    const lines = (value as readonly Json[]).map(wordsIn);
    return lines.filter((line) => line !== '').join('\n');
  }
  if (!isObject(value)) return '';
  if (typeof value.text === 'string') return value.text;
  return wordsIn(Object.values(value).filter((held) => typeof held === 'object'));
}
