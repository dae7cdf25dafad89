/** A request for a chat completion, as a conversation. */
import { isObject, objectsOf, stringOf, type Json, type JsonObject } from '../json.js';
import type { Conversation, OfferedTool } from '../plan.js';

export function textOf(content: Json | undefined): string {
  if (typeof content === 'string') return content;
  return objectsOf(content)
    .map((part) => stringOf(part['text']))
    .join('');
}

function toolsOf(body: JsonObject): readonly OfferedTool[] {
  return objectsOf(body['tools']).flatMap((tool) => {
    const { function: declared } = tool;
    if (!isObject(declared)) return [];
    const { parameters } = declared;
    return [{ name: stringOf(declared['name']), schema: isObject(parameters) ? parameters : {} }];
  });
}

export function choiceOf(choice: Json | undefined): string {
  if (typeof choice === 'string') return choice;
  if (!isObject(choice)) return 'auto';
  const { function: named } = choice;
  return isObject(named) ? stringOf(named['name']) : stringOf(choice['name']) || 'required';
}

/** The schema of `response_format`; an empty one for `json_object`. */
export function schemaOf(format: Json | undefined): JsonObject | undefined {
  if (!isObject(format)) return undefined;
  const { type, json_schema: named } = format;
  if (type === 'json_object') return {};
  if (type !== 'json_schema') return undefined;
  const schema = isObject(named) ? named['schema'] : format['schema'];
  return isObject(schema) ? schema : {};
}

export function wholeNumber(...values: readonly (Json | undefined)[]): number | undefined {
  return values.find((value) => typeof value === 'number');
}

export function readChat(body: JsonObject): Conversation {
  const messages = objectsOf(body['messages']);
  const users = messages.filter((message) => message['role'] === 'user');
  const lastSaid = messages.findLastIndex((message) => message['role'] !== 'tool');
  const effort = stringOf(body['reasoning_effort']);
  return {
    prompt: textOf(users.at(-1)?.['content']),
    toolResults: messages.slice(lastSaid + 1).map((message) => textOf(message['content'])),
    tools: toolsOf(body),
    choice: choiceOf(body['tool_choice']),
    schema: schemaOf(body['response_format']),
    wantsReasoning: effort !== '' && effort !== 'none',
    wordsMax: wholeNumber(body['max_completion_tokens'], body['max_tokens']),
  };
}
