/** OpenAI chat completions (platform.openai.com/docs/api-reference/chat), also as Azure and compatible servers offer them. */
import { BodyFields } from '../../json/body-fields.js';
import { isChangedWithin } from '../../json/changed-within.js';
import type { LocatedJson } from '../../json/located-json.js';
import type { Edit } from '../../json/splice.js';
import type { NodeId } from '../../json/tape.js';
import type { Dialect } from '../dialect.js';
import { emptyOperation } from '../empty-operation.js';
import { furtherModels } from '../further-models.js';
import { callsOfMessage, callsOfMessages, messagesOfChoices, withoutCall } from './chat-calls.js';
import { chatAnswer, chatJsonAnswer, chatRequest } from './chat-shape.js';
import { openChatStream } from './chat-stream.js';
import {
  answerOf,
  askUsage,
  asksJson,
  asksUsage,
  documentOf,
  readObject,
  readOptionalBody,
} from './openai-body.js';
import { openaiRefusal } from './openai-refusal.js';
import { openaiPath } from './openai-target.js';
import { openaiToolNames, withholdOpenaiTools } from './openai-tools.js';

const resource = '/chat/completions';
const stored = emptyOperation('openai-chat', 'chat');

export const openaiChat: Dialect = {
  name: 'openai-chat',
  claims: (target) => {
    const path = openaiPath(target)?.resource ?? '';
    return path === resource || path.startsWith(`${resource}/`);
  },
  readRequest: (target, body) => {
    const path = openaiPath(target);
    if (target.method !== 'POST' || path?.resource !== resource) {
      return readOptionalBody(body, chatRequest, { ...stored, hasHiddenHistory: true });
    }
    const json = readObject(body);
    if (json.kind === 'unreadable') return json;
    const fields = new BodyFields(json).withoutLookalikes(chatRequest);
    fields.array('messages');
    fields.arraysOrNone('tools', 'functions');
    const model = fields.text('model');
    const outputTokensMax = fields.count('max_completion_tokens') ?? fields.count('max_tokens');
    const operation = {
      ...stored,
      model: path.deployment === '' ? model : path.deployment,
      ...furtherModels(json),
      isStreaming: fields.flag('stream'),
      choices: fields.count('n') ?? 1,
      outputTokensMax,
      asksUsage: asksUsage(json),
      asksJson: asksJson(json, 'response_format'),
      toolsOffered: openaiToolNames(json),
      toolsCalled: callsOfMessages(json),
    };
    if (fields.problem !== undefined) return fields.problem;
    return documentOf(json, chatRequest, operation, { withholdTools: withholdOpenaiTools, askUsage });
  },
  readAnswer: (request, body) => {
    const json = readObject(body);
    if (json.kind === 'unreadable') return json;
    if (json.member(json.root, 'choices') === undefined && json.member(json.root, 'object') === undefined) {
      return { kind: 'unreadable', reason: 'NOT_THIS_DIALECT', where: '/choices' };
    }
    const toolsCalled = messagesOfChoices(json).flatMap((message) => callsOfMessage(json, message));
    const shape = request.asksJson === true ? chatJsonAnswer : chatAnswer;
    return answerOf(json, shape, request, { toolsCalled }, { withText: withoutLogprobs });
  },
  openStream: openChatStream,
  refusal: openaiRefusal,
  withoutToolCall: (answer, id, message) => {
    const bytes = answer.apply([]);
    const json = readObject(bytes);
    return json.kind === 'unreadable' ? bytes : json.splice(withoutCall(json, id, message));
  },
};

/** Token probabilities repeat the text: where the text of a choice changes they are null, which the dialect allows. */
export function withoutLogprobs(json: LocatedJson, changed: readonly NodeId[]): Edit[] {
  const edits: Edit[] = [];
  for (const choice of json.elements(json.member(json.root, 'choices'))) {
    const logprobs = json.member(choice, 'logprobs');
    if (logprobs === undefined || !isChangedWithin(json, choice, changed)) continue;
    edits.push({ kind: 'value', node: logprobs, value: null });
  }
  return edits;
}
