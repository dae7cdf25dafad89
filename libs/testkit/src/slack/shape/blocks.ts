/** Blocks, one row each, and what holds for all blocks of a message or view together. */
import { isObject, objectsOf, stringOf, type Json, type JsonObject } from '../../provider/json.js';
import { elementShapes, elementsIn } from './elements.js';
import {
  actionsElementsMax,
  blockIdCharsMax,
  contextElementsMax,
  headerCharsMax,
  imageAltCharsMax,
  imageUrlCharsMax,
  inputLabelCharsMax,
  markdownCharsMax,
  sectionFieldCharsMax,
  sectionFieldsMax,
} from './limits.js';
import { any, boolean, check, list, string, typed, type Problem, type Rule, type Shape } from './rule.js';
import { anyText, plainText, textShapes } from './text.js';

const block = (
  required: Readonly<Record<string, Rule>>,
  optional: Readonly<Record<string, Rule>> = {},
): Shape => ({
  required,
  optional: { block_id: string(blockIdCharsMax), ...optional },
});

const blockShapes: Readonly<Record<string, Shape>> = {
  section: {
    ...block(
      {},
      {
        text: anyText(),
        fields: list(anyText(sectionFieldCharsMax), sectionFieldsMax),
        accessory: typed(elementsIn('accessory')),
        expand: boolean,
      },
    ),
    oneAtLeast: ['text', 'fields'],
  },
  actions: block({ elements: list(typed(elementsIn('actions')), actionsElementsMax) }),
  context: block({
    elements: list(typed({ ...textShapes, image: elementShapes.image }), contextElementsMax),
  }),
  divider: block({}),
  header: block({ text: plainText(headerCharsMax) }),
  image: block(
    { image_url: string(imageUrlCharsMax), alt_text: string(imageAltCharsMax) },
    { title: plainText(imageAltCharsMax) },
  ),
  input: block(
    { label: plainText(inputLabelCharsMax), element: typed(elementsIn('input')) },
    { hint: plainText(inputLabelCharsMax), optional: boolean, dispatch_action: boolean },
  ),
  rich_text: block({ elements: list(any, Number.POSITIVE_INFINITY, 0) }),
};
/** A markdown block stands in messages only. */
const messageShapes = { ...blockShapes, markdown: block({ text: string(markdownCharsMax, 1) }) };

/** The interactive elements of a block: of an actions block, a section's accessory, an input's element. */
export function elementsOf(held: JsonObject): readonly JsonObject[] {
  if (held.type === 'actions') return objectsOf(held.elements);
  const single = held.type === 'input' ? held.element : held.accessory;
  return isObject(single) && single.type !== 'image' ? [single] : [];
}

function repeated(blocks: Json | undefined, pointer: string): readonly Problem[] {
  const ids = new Set<string>();
  return objectsOf(blocks).flatMap((held, at) => {
    const id = stringOf(held.block_id);
    const here = `${pointer}/${at}`;
    const twice =
      id !== '' && ids.has(id)
        ? [{ message: `\`block_id\` already exists for ${id}`, pointer: `${here}/block_id` }]
        : [];
    ids.add(id);
    return [...twice, ...repeatedActions(held, here)];
  });
}

function repeatedActions(held: JsonObject, pointer: string): readonly Problem[] {
  const ids = elementsOf(held).map((element) => stringOf(element.action_id));
  return ids.flatMap((id, at) =>
    id !== '' && ids.indexOf(id) < at
      ? [
          {
            message: `\`action_id\` already exists for ${id}`,
            pointer: `${pointer}/elements/${at}/action_id`,
          },
        ]
      : [],
  );
}

function tooMuchMarkdown(blocks: Json | undefined, pointer: string): readonly Problem[] {
  const chars = objectsOf(blocks)
    .filter(({ type }) => type === 'markdown')
    .reduce((sum, held) => sum + stringOf(held.text).length, 0);
  return chars > markdownCharsMax
    ? [{ message: `markdown blocks must be less than ${markdownCharsMax + 1} characters in total`, pointer }]
    : [];
}

/** Everything that is wrong with the blocks of a message (`/blocks`) or of a view (`/view/blocks`). */
export function problemsOfBlocks(
  blocks: Json | undefined,
  surface: 'message' | 'view',
  blocksMax: number,
): readonly Problem[] {
  const pointer = surface === 'message' ? '/blocks' : '/view/blocks';
  const shapes = surface === 'message' ? messageShapes : blockShapes;
  return [
    ...check(list(typed(shapes), blocksMax, 0), blocks, pointer),
    ...repeated(blocks, pointer),
    ...tooMuchMarkdown(blocks, pointer),
  ];
}
