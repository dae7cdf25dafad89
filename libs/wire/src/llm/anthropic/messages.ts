/** Anthropic's messages and its count of their tokens (docs.claude.com/en/api/messages, …/messages-count-tokens). */
import { BodyFields } from '../../json/body-fields.js';
import { bodyLimits } from '../../json/body-limits.js';
import { collectSpans, hiddenCalls } from '../../json/collect-spans.js';
import type { LocatedJson } from '../../json/located-json.js';
import { readDocument } from '../../json/read-document.js';
import { readJson } from '../../json/read-json.js';
import type { Dialect, ReadAnswer, ReadDocument, Target } from '../dialect.js';
import { emptyOperation } from '../empty-operation.js';
import { furtherModels } from '../further-models.js';
import { namesOf } from '../offered-tools.js';
import type { Operation, Unreadable } from '../operation.js';
import { readUsage } from '../sse/token-usage.js';
import { anthropicRefusal } from './anthropic-refusal.js';
import { messagesAnswer, messagesJsonAnswer, messagesRequest } from './messages-shape.js';
import { openMessagesStream } from './messages-stream.js';
import { callsOfContent, offeredTools, withholdTools, withoutCall } from './tools.js';

/** Anthropic's base has no version; servers that speak its dialect may have it below a prefix of theirs. */
const isResource = (target: Target, resource: string): boolean =>
  target.method === 'POST' && new RegExp(`^(?:/anthropic)?(?:/v\\d+)?${resource}/?$`, 'i').test(target.path);

function readRequest(operation: Operation, body: Uint8Array): ReadDocument | Unreadable {
  const json = readJson(body, bodyLimits);
  if (json.kind === 'unreadable') return json;
  const fields = new BodyFields(json).withoutLookalikes(messagesRequest);
  const messages = fields.array('messages');
  fields.arraysOrNone('tools');
  const read: Operation = {
    ...operation,
    model: fields.text('model'),
    ...furtherModels(json),
    isStreaming: fields.flag('stream'),
    outputTokensMax: fields.count('max_tokens'),
    asksUsage: true,
    asksJson: [json.at(['output_config', 'format']), json.at(['output_format'])].some(
      (format) => json.text(json.member(format, 'type')) === 'json_schema',
    ),
    toolsOffered: namesOf(offeredTools(json)),
    toolsCalled: Array.from(json.elements(messages), (message) =>
      callsOfContent(json, json.member(message, 'content')),
    ).flat(),
  };
  if (fields.problem !== undefined) return fields.problem;
  const collected = collectSpans(json, messagesRequest);
  return readDocument(json, collected, { ...read, spans: collected.spans }, { withholdTools });
}

function readAnswer(request: Operation, json: LocatedJson): ReadAnswer {
  const root = json.root;
  const collected = collectSpans(json, request.asksJson === true ? messagesJsonAnswer : messagesAnswer);
  const operation: Operation = {
    ...request,
    model: json.text(json.member(root, 'model')) ?? request.model,
    toolsOffered: [],
    toolsCalled: [...callsOfContent(json, json.member(root, 'content')), ...hiddenCalls(collected)],
    spans: collected.spans,
  };
  const usage = json.member(root, 'usage');
  return {
    ...readDocument(json, collected, operation, {}),
    usage: usage === undefined || !json.isObject(usage) ? undefined : readUsage(json, usage),
  };
}

export const anthropicMessages: Dialect = {
  name: 'anthropic-messages',
  claims: (target) => isResource(target, '/messages'),
  readRequest: (_target, body) => readRequest(emptyOperation('anthropic-messages', 'chat'), body),
  readAnswer: (request, body) => {
    const json = readJson(body, bodyLimits);
    if (json.kind === 'unreadable') return json;
    const fields = new BodyFields(json);
    fields.array('content');
    return fields.problem ?? readAnswer(request, json);
  },
  openStream: openMessagesStream,
  refusal: anthropicRefusal,
  withoutToolCall: (answer, id, message) => {
    const bytes = answer.apply([]);
    const json = readJson(bytes, bodyLimits);
    return json.kind === 'unreadable' ? bytes : json.splice(withoutCall(json, id, message));
  },
};

export const anthropicCountTokens: Dialect = {
  name: 'anthropic-count-tokens',
  claims: (target) => isResource(target, '/messages/count_tokens'),
  readRequest: (_target, body) => readRequest(emptyOperation('anthropic-count-tokens', 'count-tokens'), body),
  readAnswer: (request, body) => {
    const json = readJson(body, bodyLimits);
    if (json.kind === 'unreadable') return json;
    const fields = new BodyFields(json);
    if (fields.count('input_tokens') === undefined) fields.refuse('NOT_THIS_DIALECT', 'input_tokens');
    return fields.problem ?? readAnswer(request, json);
  },
  openStream: undefined,
  refusal: anthropicRefusal,
};
