/** OpenAI models (platform.openai.com/docs/api-reference/models): the list, one of them, and the removal of a tuned one. */
import { free, id, listOf, object, word } from '../../json/text-shape.js';
import type { Shape } from '../../json/text-shape.js';
import type { Dialect, Target } from '../dialect.js';
import { emptyOperation } from '../empty-operation.js';
import { answerOf, readObject, readOptionalBody } from './openai-body.js';
import { openaiRefusal } from './openai-refusal.js';
import { openaiPath } from './openai-target.js';
import { withoutModels } from './withheld-models.js';

const model = object('metadata', { id: word, object: word, created: word, owned_by: word, deleted: word });
const list = object('metadata', {
  object: word,
  data: listOf(model),
  first_id: id,
  last_id: id,
  has_more: word,
});
const answerShape: Shape = {
  position: 'metadata',
  choose: (json, node) => (json.member(node, 'data') === undefined ? model : list),
};

/** Names of models have slashes with some services; the path keeps its case. */
function named(target: Target): string | undefined {
  const path = /\/models(?:\/(.+?))?\/?$/i.exec(target.path);
  return path === null ? undefined : (path[1] ?? '');
}

export const openaiModels: Dialect = {
  name: 'openai-models',
  claims: (target) =>
    (target.method === 'GET' || target.method === 'DELETE') &&
    /^\/models(?:\/.+)?$/.test(openaiPath(target)?.resource ?? ''),
  readRequest: (target, body) =>
    readOptionalBody(body, free('metadata'), {
      ...emptyOperation('openai-models', 'models'),
      model: named(target) ?? '',
    }),
  readAnswer: (request, body) => {
    const json = readObject(body);
    if (json.kind === 'unreadable') return json;
    const root = json.root;
    if (json.member(root, 'data') === undefined && json.member(root, 'id') === undefined) {
      return { kind: 'unreadable', reason: 'NOT_THIS_DIALECT', where: '/data' };
    }
    return answerOf(json, answerShape, request, {});
  },
  openStream: undefined,
  withoutModels: (answer, isShown) => withoutModels(answer.apply([]), isShown),
  refusal: openaiRefusal,
};
