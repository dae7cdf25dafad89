/** OpenAI completions (platform.openai.com/docs/api-reference/completions): a prompt is text, a list of texts, or token ids. */
import { BodyFields } from '../../json/body-fields.js';
import { free, id, listOf, object, silent, word } from '../../json/text-shape.js';
import type { Dialect } from '../dialect.js';
import { emptyOperation } from '../empty-operation.js';
import { furtherModels } from '../further-models.js';
import { withoutLogprobs } from './chat.js';
import { commonMembers, usage } from './chat-shape.js';
import { answerOf, askUsage, asksUsage, documentOf, readObject } from './openai-body.js';
import { openCompletionsStream } from './completions-stream.js';
import { openaiRefusal } from './openai-refusal.js';
import { isPost, openaiPath } from './openai-target.js';

const requestShape = object('metadata', {
  ...commonMembers,
  prompt: free('user'),
  suffix: free('user'),
});
const answerShape = object('metadata', {
  id,
  object: word,
  created: word,
  model: word,
  system_fingerprint: id,
  usage,
  choices: listOf(
    object('metadata', {
      index: word,
      text: free('assistant'),
      finish_reason: word,
      logprobs: object('metadata', {
        tokens: silent,
        token_logprobs: silent,
        top_logprobs: silent,
        text_offset: silent,
      }),
    }),
  ),
});

export const openaiCompletions: Dialect = {
  name: 'openai-completions',
  claims: (target) => isPost(target, '/completions'),
  readRequest: (target, body) => {
    const json = readObject(body);
    if (json.kind === 'unreadable') return json;
    const fields = new BodyFields(json).withoutLookalikes(requestShape);
    const deployment = openaiPath(target)?.deployment ?? '';
    const model = fields.text('model');
    const operation = {
      ...emptyOperation('openai-completions', 'completion'),
      model: deployment === '' ? model : deployment,
      ...furtherModels(json),
      isStreaming: fields.flag('stream'),
      choices: fields.count('n') ?? 1,
      outputTokensMax: fields.count('max_tokens'),
      asksUsage: asksUsage(json),
    };
    return fields.problem ?? documentOf(json, requestShape, operation, { askUsage });
  },
  readAnswer: (request, body) => {
    const json = readObject(body);
    if (json.kind === 'unreadable') return json;
    const fields = new BodyFields(json);
    fields.array('choices');
    return fields.problem ?? answerOf(json, answerShape, request, {}, { withText: withoutLogprobs });
  },
  openStream: () => openCompletionsStream(),
  refusal: openaiRefusal,
};
