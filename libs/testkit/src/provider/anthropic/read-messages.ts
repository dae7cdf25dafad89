/** A request to the messages API, as a conversation. */
import { isObject, objectsOf, stringOf, type Json, type JsonObject } from '../json.js';
import { wholeNumber } from '../openai/read-chat.js';
import type { Conversation } from '../plan.js';

function textOf(content: Json | undefined): string {
  if (typeof content === 'string') return content;
  return objectsOf(content)
    .filter((block) => block['type'] === 'text')
    .map((block) => stringOf(block['text']))
    .join('');
}

function choiceOf(choice: Json | undefined): string {
  if (!isObject(choice)) return 'auto';
  const type = stringOf(choice['type']);
  return type === 'tool' ? stringOf(choice['name']) : type === 'any' ? 'required' : type;
}

function schemaOf(body: JsonObject): JsonObject | undefined {
  const { output_config: config, output_format: older } = body;
  const format = isObject(config) && isObject(config['format']) ? config['format'] : older;
  if (!isObject(format) || format['type'] !== 'json_schema') return undefined;
  return isObject(format['schema']) ? format['schema'] : {};
}

export function readMessages(body: JsonObject): Conversation {
  const users = objectsOf(body['messages']).filter((message) => message['role'] === 'user');
  const withWords = users.findLast((message) => textOf(message['content']) !== '');
  const results = objectsOf(users.at(-1)?.['content']).filter((block) => block['type'] === 'tool_result');
  const { thinking } = body;
  return {
    prompt: textOf(withWords?.['content']),
    toolResults: results.map((block) => textOf(block['content'])),
    tools: objectsOf(body['tools']).flatMap((tool) =>
      isObject(tool['input_schema']) ? [{ name: stringOf(tool['name']), schema: tool['input_schema'] }] : [],
    ),
    choice: choiceOf(body['tool_choice']),
    schema: schemaOf(body),
    wantsReasoning: isObject(thinking) && (thinking['type'] === 'enabled' || thinking['type'] === 'adaptive'),
    wordsMax: wholeNumber(body['max_tokens']),
  };
}
