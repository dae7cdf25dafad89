/** What people chose and wrote, element by element, as `state.values` of a payload has it. */
import { isObject, objectsOf, stringOf, type Json, type JsonObject } from '../../provider/json.js';
import { elementsOf } from '../shape/blocks.js';

/** By action id: a text, the value of an option, or the values of several. */
export type Filled = Readonly<Record<string, string | readonly string[]>>;

function optionOf(element: JsonObject, value: string): JsonObject {
  const groups = objectsOf(element.option_groups).flatMap((group) => objectsOf(group.options));
  const found = [...objectsOf(element.options), ...groups].find((option) => option.value === value);
  if (found === undefined)
    throw new Error(`${stringOf(element.action_id)} does not offer the option ${value}`);
  return found;
}

/** What is chosen in an element, in the property that its kind has for it. Null where nothing is. */
export function chosenIn(element: JsonObject, filled: string | readonly string[] | undefined): JsonObject {
  const single = typeof filled === 'string' ? filled : undefined;
  switch (element.type) {
    case 'static_select':
    case 'radio_buttons':
    case 'overflow': {
      const initial = element.initial_option ?? null;
      return { selected_option: single === undefined ? initial : optionOf(element, single) };
    }
    case 'checkboxes': {
      const values = typeof filled === 'string' ? [filled] : filled;
      const chosen = values?.map((value) => optionOf(element, value));
      return { selected_options: chosen ?? objectsOf(element.initial_options) };
    }
    case 'users_select':
      return { selected_user: single ?? element.initial_user ?? null };
    case 'conversations_select':
      return { selected_conversation: single ?? element.initial_conversation ?? null };
    case 'plain_text_input':
      return { value: single ?? element.initial_value ?? null };
    default:
      return {};
  }
}

const isEmpty = (value: Json): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** The client does not submit while a required input is empty or a text is too long or too short. */
function checkInput(block: JsonObject, element: JsonObject, chosen: JsonObject): void {
  const id = stringOf(element.action_id);
  if (block.optional !== true && Object.values(chosen).some(isEmpty))
    throw new Error(`${id} is required, and the client would not submit without it`);
  const chars = stringOf(chosen.value).length;
  const { min_length: min, max_length: max } = element;
  if (chars > 0 && ((typeof min === 'number' && chars < min) || (typeof max === 'number' && chars > max)))
    throw new Error(`${id} has ${chars} characters, and the client would not submit it`);
}

const inputsOf = (block: JsonObject): readonly JsonObject[] =>
  elementsOf(block).filter(({ type }) => type !== 'button' && type !== 'overflow');

/** `state.values` of a view: every input, and what was chosen elsewhere. Unfinished, inputs may be empty. */
export function valuesOf(
  blocks: Json | undefined,
  filled: Filled,
  stage: 'finished' | 'unfinished' = 'finished',
): JsonObject {
  const withInputs = objectsOf(blocks).filter((block) => inputsOf(block).length > 0);
  const ids = new Set(withInputs.flatMap(inputsOf).map((element) => stringOf(element.action_id)));
  const unknown = Object.keys(filled).filter((id) => !ids.has(id));
  if (unknown.length > 0) throw new Error(`the view has no input ${unknown.join(', ')}`);
  const values = withInputs.map((block): readonly [string, JsonObject] => {
    const held = inputsOf(block).map((element): readonly [string, Json] => {
      const id = stringOf(element.action_id);
      const chosen = chosenIn(element, filled[id]);
      if (block.type === 'input' && stage === 'finished') checkInput(block, element, chosen);
      return [id, { type: element.type ?? '', ...chosen }];
    });
    return [stringOf(block.block_id), Object.fromEntries(held)];
  });
  return Object.fromEntries(values);
}

export interface Found {
  readonly block: JsonObject;
  readonly element: JsonObject;
}

/** The element that a person acts on; `blockId` where an action id stands in several blocks. */
export function findAction(blocks: Json | undefined, actionId: string, blockId?: string): Found {
  for (const block of objectsOf(blocks)) {
    if (blockId !== undefined && block.block_id !== blockId) continue;
    const element = elementsOf(block).find(({ action_id: id }) => id === actionId);
    if (element !== undefined) return { block, element };
  }
  const held = objectsOf(blocks).flatMap(elementsOf);
  const ids = held.map(({ action_id: id }) => stringOf(id)).join(', ');
  throw new Error(`there is no ${actionId} to act on; there is: ${isObject(held[0]) ? ids : 'nothing'}`);
}
