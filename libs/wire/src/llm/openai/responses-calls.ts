/** Tool calls among the items of a response: read, and replaced by a message. */
import { isChangedWithin } from '../../json/changed-within.js';
import type { LocatedJson } from '../../json/located-json.js';
import type { Edit } from '../../json/splice.js';
import type { NodeId } from '../../json/tape.js';
import type { ToolCall } from '../operation.js';
import { isCallItem } from './responses-items-shape.js';
import { refusalId, refusalItem } from './responses-refusal.js';

const idOf = (json: LocatedJson, item: NodeId): string =>
  json.text(json.member(item, 'call_id')) ?? json.text(json.member(item, 'id')) ?? '';

/** What is called with: JSON text; the text of a free-text tool as a JSON string; the action of a tool of the service. */
function argumentsOf(json: LocatedJson, item: NodeId): string {
  const args = json.member(item, 'arguments');
  if (args !== undefined) return json.text(args) ?? json.raw(args);
  for (const name of ['input', 'code']) {
    const text = json.text(json.member(item, name));
    if (text !== undefined) return JSON.stringify(text);
  }
  for (const name of ['action', 'actions', 'operation', 'queries']) {
    const value = json.member(item, name);
    if (value !== undefined) return json.raw(value);
  }
  return '';
}

export function callsOfItems(json: LocatedJson, items: NodeId | undefined): ToolCall[] {
  const calls: ToolCall[] = [];
  for (const item of json.elements(items)) {
    if (!isCallItem(json, item)) continue;
    const type = json.text(json.member(item, 'type')) ?? '';
    calls.push({
      id: idOf(json, item),
      name: json.text(json.member(item, 'name')) ?? type.replace(/_call$/, ''),
      arguments: argumentsOf(json, item),
    });
  }
  return calls;
}

/** A message of the assistant stands where the call stood. */
export function withoutCall(json: LocatedJson, id: string, message: string): Edit[] {
  const edits: Edit[] = [];
  let place = 0;
  for (const item of json.elements(json.member(json.root, 'output'))) {
    const output = place++;
    if (!isCallItem(json, item) || idOf(json, item) !== id) continue;
    const own = json.text(json.member(item, 'id')) ?? '';
    edits.push({ kind: 'value', node: item, value: refusalItem(refusalId(own, output), message) });
  }
  return edits;
}

/** Token probabilities repeat the text: where the text of a part changes, its list of them is empty. */
export function withoutLogprobs(json: LocatedJson, changed: readonly NodeId[]): Edit[] {
  const edits: Edit[] = [];
  for (const item of json.elements(json.member(json.root, 'output'))) {
    for (const part of json.elements(json.member(item, 'content'))) {
      const logprobs = json.member(part, 'logprobs');
      if (logprobs === undefined || !isChangedWithin(json, part, changed)) continue;
      edits.push({ kind: 'value', node: logprobs, value: [] });
    }
  }
  return edits;
}
