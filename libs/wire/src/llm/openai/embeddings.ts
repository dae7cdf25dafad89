/**
 * OpenAI embeddings (platform.openai.com/docs/api-reference/embeddings): input is text, a list of texts, token ids, or
 * lists of them; vectors come back as numbers or as base64 of 32-bit floats.
 */
import { BodyFields } from '../../json/body-fields.js';
import type { LocatedJson } from '../../json/located-json.js';
import type { NodeId } from '../../json/tape.js';
import { binary, free, listOf, object, word } from '../../json/text-shape.js';
import type { Shape } from '../../json/text-shape.js';
import type { Dialect } from '../dialect.js';
import { emptyOperation } from '../empty-operation.js';
import { furtherModels } from '../further-models.js';
import { usage } from './chat-shape.js';
import { answerOf, documentOf, readObject } from './openai-body.js';
import { openaiRefusal } from './openai-refusal.js';
import { isPost, openaiPath } from './openai-target.js';

const requestShape = object('metadata', {
  input: free('document'),
  model: word,
  encoding_format: word,
  dimensions: word,
  user: free('metadata'),
});
/** Base64, or a list, however short, of the vector's numbers. */
const embedding: Shape = { ...binary('metadata'), ownNumbers: true };
const answerShape = object('metadata', {
  object: word,
  model: word,
  usage,
  data: listOf(object('metadata', { object: word, index: word, embedding })),
});

/** A text and a list of token ids are one input; a list of either is as many. */
function countInputs(json: LocatedJson, input: NodeId | undefined): number {
  if (input === undefined) return 0;
  if (!json.isArray(input)) return 1;
  let count = 0;
  for (const element of json.elements(input)) {
    if (json.kindOf(element) === 'number') return 1;
    count += 1;
  }
  return count;
}

export const openaiEmbeddings: Dialect = {
  name: 'openai-embeddings',
  claims: (target) => isPost(target, '/embeddings'),
  readRequest: (target, body) => {
    const json = readObject(body);
    if (json.kind === 'unreadable') return json;
    const fields = new BodyFields(json).withoutLookalikes(requestShape);
    const input = fields.present('input');
    if (input === undefined || json.isObject(input)) fields.refuse('NOT_THIS_DIALECT', 'input');
    const deployment = openaiPath(target)?.deployment ?? '';
    const model = fields.text('model');
    const operation = {
      ...emptyOperation('openai-embeddings', 'embedding'),
      model: deployment === '' ? model : deployment,
      ...furtherModels(json),
      items: countInputs(json, input),
    };
    return fields.problem ?? documentOf(json, requestShape, operation);
  },
  readAnswer: (request, body) => {
    const json = readObject(body);
    if (json.kind === 'unreadable') return json;
    const fields = new BodyFields(json);
    fields.array('data');
    return fields.problem ?? answerOf(json, answerShape, request, {});
  },
  openStream: undefined,
  refusal: openaiRefusal,
};
