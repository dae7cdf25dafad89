/** Tool calls of messages in chat completions: read, and taken out of an answer. */
import type { LocatedJson } from '../../json/located-json.js';
import type { Edit } from '../../json/splice.js';
import type { NodeId } from '../../json/tape.js';
import type { ToolCall } from '../operation.js';

/** Arguments of a free-text tool are no JSON: they are given as a JSON string. */
function callOf(json: LocatedJson, id: string, call: NodeId | undefined): ToolCall | undefined {
  const name = json.text(json.member(call, 'name'));
  if (name === undefined) return undefined;
  const input = json.text(json.member(call, 'input'));
  const args = json.text(json.member(call, 'arguments'));
  return { id, name, arguments: args ?? (input === undefined ? '' : JSON.stringify(input)) };
}

const idOf = (json: LocatedJson, call: NodeId): string => json.text(json.member(call, 'id')) ?? '';

/** Calls of one message; the old `function_call` has no id. */
export function callsOfMessage(json: LocatedJson, message: NodeId | undefined): ToolCall[] {
  const calls = Array.from(json.elements(json.member(message, 'tool_calls')), (call) =>
    callOf(json, idOf(json, call), json.member(call, 'function') ?? json.member(call, 'custom')),
  );
  calls.push(callOf(json, '', json.member(message, 'function_call')));
  return calls.filter((call) => call !== undefined);
}

export const callsOfMessages = (json: LocatedJson): ToolCall[] =>
  Array.from(json.elements(json.member(json.root, 'messages')), (message) =>
    callsOfMessage(json, message),
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
