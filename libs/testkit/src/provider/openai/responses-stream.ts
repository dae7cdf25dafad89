/** The responses API streamed: every item is added, told in pieces, and told whole again; each event has its number. */
import type { SentEvent } from '../delivery.js';
import { objectsOf, stringOf, type JsonObject } from '../json.js';
import { piecesOf, shortened, type Plan } from '../plan.js';
import { logprobsOf } from './logprobs.js';
import { obfuscation, wantsObfuscation } from './obfuscation.js';
import { readResponses } from './read-responses.js';
import { itemsOf, outputText, responseOf } from './response-object.js';

const argumentPieceChars = 7;

type Event = JsonObject & { readonly type: string };

/** In events, without the bytes. */
function likelihoods(body: JsonObject, text: string): readonly JsonObject[] {
  const short = ({ token = '', logprob = 0 }: JsonObject): JsonObject => ({ token, logprob });
  return logprobsOf(body, text).map((row) => ({
    ...short(row),
    top_logprobs: objectsOf(row['top_logprobs']).map(short),
  }));
}

function reasoningEvents(item: JsonObject, output_index: number): readonly Event[] {
  const at = { item_id: stringOf(item['id']), output_index };
  return objectsOf(item['summary']).flatMap((part, summary_index): readonly Event[] => {
    const text = stringOf(part['text']);
    const here = { ...at, summary_index };
    const type = 'response.reasoning_summary';
    return [
      { type: `${type}_part.added`, ...here, part: { type: 'summary_text', text: '' } },
      ...piecesOf(text).map((delta) => ({ type: `${type}_text.delta`, ...here, delta })),
      { type: `${type}_text.done`, ...here, text },
      { type: `${type}_part.done`, ...here, part },
    ];
  });
}

function messageEvents(body: JsonObject, item: JsonObject, output_index: number): readonly Event[] {
  return objectsOf(item['content']).flatMap((part, content_index): readonly Event[] => {
    const here = { content_index, item_id: stringOf(item['id']), output_index };
    const isText = part['type'] === 'output_text';
    const text = stringOf(isText ? part['text'] : part['refusal']);
    const type = isText ? 'response.output_text' : 'response.refusal';
    const rows = (said: string): JsonObject =>
      isText ? { logprobs: objectsOf(part['logprobs']).length > 0 ? likelihoods(body, said) : [] } : {};
    const empty = isText ? { ...outputText({}, ''), logprobs: [] } : { type: 'refusal', refusal: '' };
    return [
      { type: 'response.content_part.added', ...here, part: empty },
      ...piecesOf(text).map((delta) => ({ type: `${type}.delta`, ...here, delta, ...rows(delta) })),
      { type: `${type}.done`, ...here, ...(isText ? { text, ...rows(text) } : { refusal: text }) },
      { type: 'response.content_part.done', ...here, part },
    ];
  });
}

function callEvents(item: JsonObject, output_index: number): readonly Event[] {
  const said = stringOf(item['arguments']);
  const here = { item_id: stringOf(item['id']), output_index };
  const pieces = Array.from({ length: Math.ceil(said.length / argumentPieceChars) }, (_, at) =>
    said.slice(at * argumentPieceChars, (at + 1) * argumentPieceChars),
  );
  const type = 'response.function_call_arguments';
  return [
    ...pieces.map((delta) => ({ type: `${type}.delta`, ...here, delta })),
    { type: `${type}.done`, ...here, arguments: said },
  ];
}

/** An item before anything of it was told. */
function begun(item: JsonObject): JsonObject {
  switch (item['type']) {
    case 'message':
      return { ...item, status: 'in_progress', content: [] };
    case 'function_call':
      return { ...item, status: 'in_progress', arguments: '' };
    default:
      return { ...item, summary: [] };
  }
}

export function responseEvents(body: JsonObject, planned: Plan): readonly SentEvent[] {
  const { plan, cut } = shortened(planned, readResponses(body).wordsMax);
  const items = itemsOf(body, plan);
  const beginning = responseOf(body, planned, undefined);
  const events: Event[] = [
    { type: 'response.created', response: beginning },
    { type: 'response.in_progress', response: beginning },
  ];
  for (const [at, item] of items.entries()) {
    const told =
      item['type'] === 'message'
        ? messageEvents(body, item, at)
        : item['type'] === 'function_call'
          ? callEvents(item, at)
          : reasoningEvents(item, at);
    events.push({ type: 'response.output_item.added', output_index: at, item: begun(item) }, ...told, {
      type: 'response.output_item.done',
      output_index: at,
      item,
    });
  }
  const type = cut ? 'response.incomplete' : 'response.completed';
  events.push({ type, response: responseOf(body, planned, items) });
  return events.map(({ type: name, ...rest }, sequence_number) => ({
    name,
    data: JSON.stringify({
      type: name,
      sequence_number,
      ...rest,
      ...(name.endsWith('.delta') && wantsObfuscation(body) ? { obfuscation: obfuscation(rest) } : {}),
    }),
  }));
}
