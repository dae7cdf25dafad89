/** What Azure adds to OpenAI's chats: what its content filters said, of the prompt first and then of each choice. */
import type { SentEvent } from '../delivery.js';
import { isObject, objectsOf, type Json, type JsonObject } from '../json.js';

const harmless = { filtered: false, severity: 'safe' } as const;
const said = { hate: harmless, self_harm: harmless, sexual: harmless, violence: harmless } as const;
const prompt = [{ prompt_index: 0, content_filter_results: said }] as const;

function judged(value: JsonObject): JsonObject {
  const choices = objectsOf(value['choices']).map((choice): JsonObject => ({
    ...choice,
    content_filter_results: said,
  }));
  return { ...value, choices };
}

export function azureWhole(answer: JsonObject): JsonObject {
  return { ...judged(answer), prompt_filter_results: prompt };
}

/** The first chunk is about the prompt alone: it has no choice, and no id. */
export function azureEvents(events: readonly SentEvent[]): readonly SentEvent[] {
  const first = { choices: [], created: 0, id: '', model: '', object: '', prompt_filter_results: prompt };
  return [
    { data: JSON.stringify(first) },
    ...events.map((event) => {
      if (event.data === '[DONE]') return event;
      const chunk = JSON.parse(event.data) as Json;
      return isObject(chunk) ? { data: JSON.stringify(judged(chunk)) } : event;
    }),
  ];
}
