/**
 * OpenAI responses (platform.openai.com/docs/api-reference/responses): input is text or items, the history may lie at the
 * service; with what the service keeps of them, the count of tokens and the compaction.
 */
import { BodyFields } from '../../json/body-fields.js';
import type { LocatedJson } from '../../json/located-json.js';
import type { Dialect } from '../dialect.js';
import { emptyOperation } from '../empty-operation.js';
import { furtherModels } from '../further-models.js';
import { answerOf, asksJson, documentOf, readObject, readOptionalBody } from './openai-body.js';
import { openaiRefusal } from './openai-refusal.js';
import { openaiPath } from './openai-target.js';
import { openaiToolNames, withholdOpenaiTools } from './openai-tools.js';
import { callsOfItems, withoutCall, withoutLogprobs } from './responses-calls.js';
import { responsesAnswer, responsesJsonAnswer, responsesRequest } from './responses-shape.js';
import { openResponsesStream } from './responses-stream.js';

const resource = '/responses';
const countResource = '/responses/input_tokens';
/** Requests that carry input; all others look at, cancel or remove what the service keeps. */
const withInput: ReadonlySet<string> = new Set([resource, countResource, '/responses/compact']);
const stored = emptyOperation('openai-responses', 'chat');

function hasHiddenHistory(json: LocatedJson): boolean {
  const fields = new BodyFields(json);
  if (fields.present('previous_response_id') !== undefined || fields.present('conversation') !== undefined)
    return true;
  if (json.text(json.at(['prompt', 'id'])) !== undefined) return true;
  for (const item of json.elements(json.member(json.root, 'input'))) {
    const type = json.text(json.member(item, 'type'));
    if (type === 'item_reference' || type?.startsWith('compaction') === true) return true;
  }
  return false;
}

export const openaiResponses: Dialect = {
  name: 'openai-responses',
  claims: (target) => {
    const path = openaiPath(target)?.resource ?? '';
    return path === resource || path.startsWith(`${resource}/`);
  },
  readRequest: (target, body) => {
    const path = openaiPath(target);
    if (target.method !== 'POST' || !withInput.has(path?.resource ?? '')) {
      const isStreaming = new URLSearchParams(target.query).get('stream') === 'true';
      return readOptionalBody(body, responsesRequest, { ...stored, isStreaming, hasHiddenHistory: true });
    }
    const json = readObject(body);
    if (json.kind === 'unreadable') return json;
    const fields = new BodyFields(json).withoutLookalikes(responsesRequest);
    const input = fields.present('input');
    if (input !== undefined && !json.isString(input) && !json.isArray(input))
      fields.refuse('NOT_THIS_DIALECT', 'input');
    fields.arraysOrNone('tools');
    const model = fields.text('model');
    const operation = {
      ...stored,
      kind: path?.resource === countResource ? ('count-tokens' as const) : ('chat' as const),
      model: path?.deployment === '' ? model : (path?.deployment ?? model),
      ...furtherModels(json),
      isStreaming: fields.flag('stream'),
      outputTokensMax: fields.count('max_output_tokens'),
      hasHiddenHistory: hasHiddenHistory(json),
      asksUsage: true,
      asksJson: asksJson(json, 'text', 'format'),
      toolsOffered: openaiToolNames(json),
      toolsCalled: callsOfItems(json, input),
    };
    if (fields.problem !== undefined) return fields.problem;
    return documentOf(json, responsesRequest, operation, { withholdTools: withholdOpenaiTools });
  },
  readAnswer: (request, body) => {
    const json = readObject(body);
    if (json.kind === 'unreadable') return json;
    if (json.member(json.root, 'object') === undefined && json.member(json.root, 'output') === undefined) {
      return { kind: 'unreadable', reason: 'NOT_THIS_DIALECT', where: '/output' };
    }
    const toolsCalled = callsOfItems(json, json.member(json.root, 'output'));
    const shape = request.asksJson === true ? responsesJsonAnswer : responsesAnswer;
    return answerOf(json, shape, request, { toolsCalled }, { withText: withoutLogprobs });
  },
  openStream: openResponsesStream,
  refusal: openaiRefusal,
  withoutToolCall: (answer, id, message) => {
    const bytes = answer.apply([]);
    const json = readObject(bytes);
    return json.kind === 'unreadable' ? bytes : json.splice(withoutCall(json, id, message));
  },
};
