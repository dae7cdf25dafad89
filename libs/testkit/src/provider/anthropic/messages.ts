/** Messages, whole and streamed, and the count of their tokens: `POST /v1/messages`, `/v1/messages/count_tokens`. */
import type { SentEvent } from '../delivery.js';
import type { Endpoint } from '../endpoint.js';
import { idOf, isObject, stringOf, type Json, type JsonObject } from '../json.js';
import { argumentsText, piecesOf, shortened, tokensOf, tokensOfPlan, type Plan } from '../plan.js';
import { readMessages } from './read-messages.js';

const argumentPieceChars = 7;

/** What stands in the usage of whole messages and of the end of a stream alike. */
function tokensUsed(body: JsonObject, plan: Plan): JsonObject {
  return {
    input_tokens: tokensOf(readMessages(body).prompt),
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    output_tokens: tokensOfPlan(plan),
    output_tokens_details:
      plan.reasoning === undefined ? null : { thinking_tokens: tokensOf(plan.reasoning) },
    server_tool_use: null,
  };
}

function usageOf(body: JsonObject, plan: Plan): JsonObject {
  return {
    ...tokensUsed(body, plan),
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
    service_tier: 'standard',
    inference_geo: null,
    speed: null,
  };
}

function inputOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** The blocks of the answer: thinking, words, calls. */
function blocksOf(body: JsonObject, plan: Plan): readonly JsonObject[] {
  const text = plan.text ?? plan.refusal;
  return [
    ...(plan.reasoning === undefined
      ? []
      : [{ type: 'thinking', thinking: plan.reasoning, signature: idOf(body, 'Eq', 40) }]),
    ...(text === undefined ? [] : [{ type: 'text', text, citations: null }]),
    ...(plan.calls ?? []).map((call, at) => ({
      type: 'tool_use',
      id: idOf(body, `toolu_${at}`, 22),
      name: call.name,
      input: inputOf(argumentsText(call)),
      caller: { type: 'direct' },
    })),
  ];
}

function messageOf(
  body: JsonObject,
  content: readonly JsonObject[],
  end: JsonObject,
  usage: JsonObject,
): JsonObject {
  return {
    id: idOf(body, 'msg_'),
    type: 'message',
    role: 'assistant',
    model: stringOf(body['model']),
    content,
    ...end,
    usage,
  };
}

function endOf(plan: Plan, cut: boolean): JsonObject {
  const called = (plan.calls ?? []).length > 0;
  const reason = cut
    ? 'max_tokens'
    : plan.refusal !== undefined
      ? 'refusal'
      : called
        ? 'tool_use'
        : 'end_turn';
  return { stop_reason: reason, stop_sequence: null, stop_details: null, container: null };
}

function whole(body: JsonObject, planned: Plan): JsonObject {
  const { plan, cut } = shortened(planned, readMessages(body).wordsMax);
  return {
    ...messageOf(body, blocksOf(body, plan), endOf(plan, cut), usageOf(body, plan)),
    diagnostics: null,
  };
}

function fragments(text: string): readonly string[] {
  return Array.from({ length: Math.ceil(text.length / argumentPieceChars) }, (_, at) =>
    text.slice(at * argumentPieceChars, (at + 1) * argumentPieceChars),
  );
}

/** A block as it begins, and what comes of it piece by piece. `said` is the text of a call's arguments. */
function told(
  block: JsonObject,
  said: string,
): { readonly start: JsonObject; readonly deltas: readonly JsonObject[] } {
  switch (block['type']) {
    case 'thinking':
      return {
        start: { ...block, thinking: '', signature: '' },
        deltas: [
          ...piecesOf(stringOf(block['thinking'])).map((thinking) => ({ type: 'thinking_delta', thinking })),
          { type: 'signature_delta', signature: block['signature'] ?? '' },
        ],
      };
    case 'tool_use':
      return {
        start: { ...block, input: {} },
        deltas: ['', ...fragments(said)].map((partial_json) => ({ type: 'input_json_delta', partial_json })),
      };
    default:
      return {
        start: { ...block, text: '' },
        deltas: piecesOf(stringOf(block['text'])).map((text) => ({ type: 'text_delta', text })),
      };
  }
}

function streamed(body: JsonObject, planned: Plan): readonly SentEvent[] {
  const { plan, cut } = shortened(planned, readMessages(body).wordsMax);
  const event = (type: string, rest: JsonObject = {}): SentEvent => ({
    name: type,
    data: JSON.stringify({ type, ...rest }),
  });
  const blocks = blocksOf(body, plan);
  const calls = (plan.calls ?? []).map(argumentsText);
  const open: JsonObject = { stop_reason: null, stop_sequence: null, stop_details: null, container: null };
  const begun = messageOf(body, [], open, { ...usageOf(body, plan), output_tokens: 1 });
  const events = [event('message_start', { message: { ...begun, diagnostics: null } })];
  for (const [index, block] of blocks.entries()) {
    const { start, deltas } = told(block, calls[index - (blocks.length - calls.length)] ?? '');
    events.push(event('content_block_start', { index, content_block: start }));
    if (index === 0) events.push(event('ping'));
    events.push(...deltas.map((delta) => event('content_block_delta', { index, delta })));
    events.push(event('content_block_stop', { index }));
  }
  const end = { delta: endOf(plan, cut), usage: tokensUsed(body, plan) };
  return [...events, event('message_delta', end), event('message_stop')];
}

/** Whatever stands in the request counts: system, messages and tools. */
function textIn(value: Json | undefined): string {
  if (typeof value === 'string') return `${value} `;
  if (Array.isArray(value)) return (value as readonly Json[]).map(textIn).join('');
  return isObject(value) ? Object.values(value).map(textIn).join('') : '';
}

export const messages: Endpoint = {
  required: ['max_tokens', 'messages'],
  conversation: readMessages,
  whole,
  streamed,
};

export const countTokens: Endpoint = {
  required: ['messages'],
  whole: (body) => ({
    input_tokens: tokensOf([body['system'], body['messages'], body['tools']].map(textIn).join('')),
  }),
};
