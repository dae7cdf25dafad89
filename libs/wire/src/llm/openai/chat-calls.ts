/** Tool calls of messages in chat completions: read, and taken out of an answer. */
import type { LocatedJson } from '../../json/located-json.js';
import type { Edit } from '../../json/splice.js';
import type { NodeId } from '../../json/tape.js';
import type { ToolCall } from '../operation.js';

/** Arguments of a free-text tool are no JSON: they are given as a JSON string. A call that nobody can name has no name. */
function callOf(json: LocatedJson, id: string, call: NodeId): ToolCall {
  const input = json.text(json.member(call, 'input'));
  const args = json.text(json.member(call, 'arguments'));
  return {
    id,
    name: json.text(json.member(call, 'name')) ?? '',
    arguments: args ?? (input === undefined ? '' : JSON.stringify(input)),
  };
}

const idOf = (json: LocatedJson, call: NodeId): string => json.text(json.member(call, 'id')) ?? '';

/** What is called: a function, a free-text tool, what stands under the name of a type nobody documented, or the call itself. */
function called(json: LocatedJson, call: NodeId): NodeId {
  const type = json.text(json.member(call, 'type')) ?? '';
  for (const name of ['function', 'custom', type]) {
    const inner = json.member(call, name);
    if (inner !== undefined && json.isObject(inner)) return inner;
  }
  return call;
}

/** Some clients take an object for a list: one call, or calls by their index. What is neither is a call nobody can name. */
function listed(json: LocatedJson, list: NodeId | undefined): readonly NodeId[] {
  if (list === undefined || isNone(json, list)) return [];
  if (json.isArray(list)) return Array.from(json.elements(list));
  const isCall = ['function', 'custom', 'name'].some((name) => json.member(list, name) !== undefined);
  return isCall || !json.isObject(list) ? [list] : Array.from(json.members(list), ({ value }) => value);
}

export const isNone = (json: LocatedJson, value: NodeId): boolean =>
  json.kindOf(value) === 'null' || json.kindOf(value) === 'false' || json.text(value) === '';

/** Calls of one message; the old `function_call` has no id. */
export function callsOfMessage(json: LocatedJson, message: NodeId | undefined): ToolCall[] {
  const calls = listed(json, json.member(message, 'tool_calls')).map((call) =>
    callOf(json, idOf(json, call), called(json, call)),
  );
  const old = json.member(message, 'function_call');
  if (old !== undefined && !isNone(json, old)) calls.push(callOf(json, '', old));
  return calls;
}

export const callsOfMessages = (json: LocatedJson): ToolCall[] =>
  Array.from(json.elements(json.member(json.root, 'messages')), (message) =>
    callsOfMessage(json, message).filter(({ name }) => name !== ''),
  ).flat();

export const messagesOfChoices = (json: LocatedJson): readonly NodeId[] =>
  Array.from(json.elements(json.member(json.root, 'choices')), (choice) =>
    json.member(choice, 'message'),
  ).filter((message) => message !== undefined);

/**
 * The answer without the call: the message says why, as content for those who show it and as `refusal` for those who
 * parse content. A choice with no call left has not stopped for calls.
 */
export function withoutCall(json: LocatedJson, id: string, message: string): Edit[] {
  return Array.from(json.elements(json.member(json.root, 'choices')), (choice) =>
    choiceWithout(json, choice, id, message),
  ).flat();
}

function choiceWithout(json: LocatedJson, choice: NodeId, id: string, text: string): Edit[] {
  const message = json.member(choice, 'message');
  if (message === undefined) return [];
  const list = json.member(message, 'tool_calls');
  const calls = Array.from(json.elements(list));
  const old = json.member(message, 'function_call');
  const gone = id === '' ? [] : calls.filter((call) => idOf(json, call) === id);
  if (id === '' && old !== undefined && json.isObject(old)) gone.push(old);
  if (gone.length === 0) return [];

  const edits: Edit[] = gone.map((node) => ({ kind: 'remove', node }));
  const left = calls.filter((call) => !gone.includes(call));
  if (left.length === 0 && list !== undefined) edits.push({ kind: 'remove', node: list });
  const finish = json.member(choice, 'finish_reason');
  if (left.length === 0 && finish !== undefined) edits.push({ kind: 'value', node: finish, value: 'stop' });
  const logprobs = json.member(choice, 'logprobs');
  if (logprobs !== undefined) edits.push({ kind: 'value', node: logprobs, value: null });
  const content = json.member(message, 'content');
  const said = json.text(content) ?? '';
  return [
    ...edits,
    set(message, 'content', content, said === '' ? text : `${said}\n${text}`),
    set(message, 'refusal', json.member(message, 'refusal'), text),
  ];
}

const set = (object: NodeId, name: string, member: NodeId | undefined, value: string): Edit =>
  member === undefined ? { kind: 'add', object, name, value } : { kind: 'value', node: member, value };
