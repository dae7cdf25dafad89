/** What a model would say, as a function of the conversation: echoes, calls tools, uses their results, obeys schemas. */
import { exampleOf } from './example-of-schema.js';
import { isObject, type Json } from './json.js';
import type { Conversation, OfferedTool, Plan } from './plan.js';

/** The assistant's words for a text. */
export function replyTo(text: string): string {
  return `You said: ${text === '' ? 'nothing' : text} (from the demo model, which only repeats).`;
}

function structured(conversation: Conversation, words: string): string {
  const schema = conversation.schema ?? {};
  return JSON.stringify(
    isObject(schema['properties']) || Object.keys(schema).length > 0
      ? exampleOf(schema, words)
      : { answer: words },
  );
}

/** The tools that are called: the one that must be, those the prompt names, else the first. */
function called({ tools, choice, prompt }: Conversation): readonly OfferedTool[] {
  const forced = tools.filter((tool) => tool.name === choice);
  if (forced.length > 0) return forced;
  const named = tools.filter((tool) => prompt.includes(tool.name));
  return named.length > 0 ? named : tools.slice(0, 1);
}

export function decide(conversation: Conversation): Plan {
  const { prompt, toolResults, tools, choice, schema, wantsReasoning } = conversation;
  const reasoning = wantsReasoning ? { reasoning: `The user wants an answer to: ${prompt}` } : {};
  if (toolResults.length > 0) {
    const words = `The tool returned: ${toolResults.join('; ')}.`;
    return {
      ...reasoning,
      text: schema === undefined ? words : structured(conversation, toolResults.join('; ')),
    };
  }
  if (tools.length > 0 && choice !== 'none') {
    const asObject = (value: Json): Readonly<Record<string, Json>> => (isObject(value) ? value : {});
    return {
      ...reasoning,
      calls: called(conversation).map((tool) => ({
        name: tool.name,
        arguments: asObject(exampleOf(tool.schema, prompt)),
      })),
    };
  }
  return { ...reasoning, text: schema === undefined ? replyTo(prompt) : structured(conversation, prompt) };
}
