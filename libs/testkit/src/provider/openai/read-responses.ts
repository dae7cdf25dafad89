/** A request to the responses API, as a conversation: `input` is a text or a list of items. */
import { isObject, objectsOf, stringOf, type JsonObject } from '../json.js';
import type { Conversation } from '../plan.js';
import { choiceOf, schemaOf, textOf, wholeNumber } from './read-chat.js';

export function readResponses(body: JsonObject): Conversation {
  const { input, text, reasoning } = body;
  const items = objectsOf(input);
  const users = items.filter((item) => item['role'] === 'user');
  const lastSaid = items.findLastIndex((item) => item['type'] !== 'function_call_output');
  const tools = objectsOf(body['tools']).filter((tool) => tool['type'] === 'function');
  return {
    prompt: typeof input === 'string' ? input : textOf(users.at(-1)?.['content']),
    toolResults: items
      .slice(lastSaid + 1)
      .map((item) => (typeof item['output'] === 'string' ? item['output'] : textOf(item['output']))),
    tools: tools.map((tool) => ({
      name: stringOf(tool['name']),
      schema: isObject(tool['parameters']) ? tool['parameters'] : {},
    })),
    choice: choiceOf(body['tool_choice']),
    schema: isObject(text) ? schemaOf(text['format']) : undefined,
    wantsReasoning: isObject(reasoning) && stringOf(reasoning['effort']) !== 'none',
    wordsMax: wholeNumber(body['max_output_tokens']),
  };
}
