/** What every OpenAI dialect does with a body before it looks at the members. */
import { bodyLimits } from '../../json/body-limits.js';
import { collectSpans, hiddenCalls } from '../../json/collect-spans.js';
import type { LocatedJson } from '../../json/located-json.js';
import { readDocument } from '../../json/read-document.js';
import type { ChangeRules } from '../../json/read-document.js';
import { readJson } from '../../json/read-json.js';
import type { Shape } from '../../json/text-shape.js';
import type { ReadAnswer, ReadDocument } from '../dialect.js';
import type { Operation, Unreadable } from '../operation.js';
import { readUsage } from '../sse/token-usage.js';

/** A body whose root is an object. */
export function readObject(body: Uint8Array): LocatedJson | Unreadable {
  const json = readJson(body, bodyLimits);
  if (json.kind === 'unreadable' || json.isObject(json.root)) return json;
  return { kind: 'unreadable', reason: 'NOT_THIS_DIALECT', where: '/' };
}

export function documentOf(
  json: LocatedJson,
  shape: Shape,
  operation: Operation,
  rules: ChangeRules = {},
): ReadDocument {
  const collected = collectSpans(json, shape);
  return readDocument(json, collected, { ...operation, spans: collected.spans }, rules);
}

/** A request without a body (a look at what the service keeps) has no text; one with a body is read by its shape. */
export function readOptionalBody(
  body: Uint8Array,
  shape: Shape,
  operation: Operation,
): ReadDocument | Unreadable {
  if (body.length === 0) return { kind: 'read', operation, apply: () => body };
  const json = readObject(body);
  return json.kind === 'unreadable' ? json : documentOf(json, shape, operation);
}

/** An answer: what it says is in `answered`, the rest of the operation is the request's. */
export function answerOf(
  json: LocatedJson,
  shape: Shape,
  request: Operation,
  answered: Partial<Operation>,
  rules: ChangeRules = {},
): ReadAnswer {
  const collected = collectSpans(json, shape);
  const model = json.text(json.member(json.root, 'model')) ?? request.model;
  const { spans } = collected;
  const toolsCalled = [...(answered.toolsCalled ?? []), ...hiddenCalls(collected)];
  const operation: Operation = { ...request, model, ...answered, toolsOffered: [], toolsCalled, spans };
  const usage = json.member(json.root, 'usage');
  return {
    ...readDocument(json, collected, operation, rules),
    usage: usage === undefined || !json.isObject(usage) ? undefined : readUsage(json, usage),
  };
}

/** Adds `include_usage` to a stream's options, where the client did not. */
export function askUsage(json: LocatedJson): ReturnType<NonNullable<ChangeRules['askUsage']>> {
  if (!json.isTrue(json.member(json.root, 'stream'))) return [];
  const options = json.member(json.root, 'stream_options');
  if (options === undefined) {
    return [{ kind: 'add', object: json.root, name: 'stream_options', value: { include_usage: true } }];
  }
  if (!json.isObject(options)) return [{ kind: 'value', node: options, value: { include_usage: true } }];
  const include = json.member(options, 'include_usage');
  if (include === undefined) return [{ kind: 'add', object: options, name: 'include_usage', value: true }];
  return json.isTrue(include) ? [] : [{ kind: 'value', node: include, value: true }];
}

export const asksUsage = (json: LocatedJson): boolean =>
  json.isTrue(json.member(json.member(json.root, 'stream_options'), 'include_usage'));

/** Whether the answer is asked for as JSON: `json_object` or `json_schema`. */
export function asksJson(json: LocatedJson, ...path: readonly string[]): boolean {
  const type = json.text(json.at([...path, 'type']));
  return type === 'json_object' || type === 'json_schema';
}
