/** Models besides `model` that a router in front of several services may answer with (OpenRouter, LiteLLM): each of them is asked for. */
import type { LocatedJson } from '../json/located-json.js';
import type { NodeId } from '../json/tape.js';
import type { Operation } from './operation.js';

const members = ['models', 'fallbacks', 'context_window_fallbacks', 'content_policy_fallbacks'] as const;

/** To be put into an operation: nothing where there are none. */
export function furtherModels(json: LocatedJson): Pick<Operation, 'models'> {
  const models: string[] = [];
  for (const name of members) namesIn(json, json.member(json.root, name), models);
  return models.length === 0 ? {} : { models };
}

/** A name, names, requests with a `model` of their own, or lists by the name of the model that they stand in for. */
function namesIn(json: LocatedJson, value: NodeId | undefined, models: string[]): void {
  if (value === undefined) return;
  const name = json.text(value) ?? json.text(json.member(value, 'model'));
  if (name !== undefined) models.push(name);
  else if (json.isArray(value)) for (const element of json.elements(value)) namesIn(json, element, models);
  else if (json.isObject(value)) for (const one of json.members(value)) namesIn(json, one.value, models);
}
