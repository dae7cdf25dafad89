/** Chat completions, whole and streamed: `POST /v1/chat/completions`. */
import type { SentEvent } from '../delivery.js';
import type { Endpoint } from '../endpoint.js';
import { idOf, isObject, stringOf, type Json, type JsonObject } from '../json.js';
import { argumentsText, piecesOf, shortened, tokensOf, tokensOfPlan, type Plan } from '../plan.js';
import { logprobsOf } from './logprobs.js';
import { obfuscation, wantsObfuscation } from './obfuscation.js';
import { readChat, wholeNumber } from './read-chat.js';

/** Time of creation in every answer: fixed, so that equal requests get equal bytes. */
export const createdS = 1_767_225_600;
/** More answers than this are not asked for at once. */
const choicesMax = 16;
const argumentPieceChars = 7;

export const done: SentEvent = { data: '[DONE]' };

export function choicesOf(body: JsonObject): number {
  return Math.min(Math.max(wholeNumber(body['n']) ?? 1, 1), choicesMax);
}

/** The further choices say the same and which one they are. */
export function textOfChoice(text: string, index: number): string {
  return index === 0 ? text : `${text} (choice ${index + 1})`;
}

export function usageOf(body: JsonObject, plan: Plan, asked: string): JsonObject {
  const prompt = tokensOf(asked);
  const completion = tokensOfPlan(plan) * choicesOf(body);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: tokensOf(plan.reasoning ?? ''),
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

export function wantsUsage(body: JsonObject): boolean {
  const { stream_options: options } = body;
  return isObject(options) && options['include_usage'] === true;
}

function callsOf(body: JsonObject, plan: Plan, choice: number): readonly JsonObject[] {
  return (plan.calls ?? []).map((call, at) => ({
    id: idOf(body, `call_${choice}${at}`, 20),
    type: 'function',
    function: { name: call.name, arguments: argumentsText(call) },
  }));
}

/** Everything about one choice that whole answers and streams both need. */
function choice(
  body: JsonObject,
  planned: Plan,
  index: number,
): {
  readonly text: string;
  readonly calls: readonly JsonObject[];
  readonly refusal: string | null;
  readonly finish: string;
} {
  const { plan, cut } = shortened(planned, readChat(body).wordsMax);
  const calls = callsOf(body, plan, index);
  return {
    text: plan.text === undefined ? '' : textOfChoice(plan.text, index),
    calls,
    refusal: plan.refusal ?? null,
    finish: cut ? 'length' : calls.length > 0 ? 'tool_calls' : 'stop',
  };
}

function whole(body: JsonObject, plan: Plan): JsonObject {
  const choices = Array.from({ length: choicesOf(body) }, (_, index): Json => {
    const { text, calls, refusal, finish } = choice(body, plan, index);
    return {
      index,
      message: {
        role: 'assistant',
        content: text === '' ? null : text,
        ...(calls.length > 0 ? { tool_calls: calls } : {}),
        refusal,
        annotations: [],
      },
      logprobs: body['logprobs'] === true ? { content: logprobsOf(body, text), refusal: null } : null,
      finish_reason: finish,
    };
  });
  return {
    id: idOf(body, 'chatcmpl-'),
    object: 'chat.completion',
    created: createdS,
    model: stringOf(body['model']),
    choices,
    usage: usageOf(body, plan, readChat(body).prompt),
    service_tier: 'default',
    system_fingerprint: 'fp_local',
  };
}

/** The deltas of one choice: the role, the words or the calls in fragments, the reason of the end. */
function deltas(body: JsonObject, plan: Plan, index: number): readonly JsonObject[] {
  const { text, calls, refusal, finish } = choice(body, plan, index);
  const frame = (delta: JsonObject, said?: string, end: string | null = null): JsonObject => ({
    index,
    delta,
    logprobs:
      body['logprobs'] === true && said !== undefined
        ? { content: logprobsOf(body, said), refusal: null }
        : null,
    finish_reason: end,
  });
  const frames = [
    frame({ role: 'assistant', content: calls.length > 0 && text === '' ? null : '', refusal: null }),
    ...piecesOf(text).map((piece) => frame({ content: piece }, piece)),
    ...piecesOf(refusal ?? '').map((piece) => frame({ refusal: piece })),
  ];
  for (const [at, call] of calls.entries()) {
    const called = call['function'];
    const { name = '', arguments: said = '' } = isObject(called) ? called : {};
    frames.push(
      frame({
        tool_calls: [
          { index: at, id: call['id'] ?? '', type: 'function', function: { name, arguments: '' } },
        ],
      }),
    );
    for (let from = 0; from < stringOf(said).length; from += argumentPieceChars) {
      const piece = stringOf(said).slice(from, from + argumentPieceChars);
      frames.push(frame({ tool_calls: [{ index: at, function: { arguments: piece } }] }));
    }
  }
  return [...frames, frame({}, undefined, finish)];
}

/** Choices take turns, as they do where several answers are made at once. */
export function inTurns<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
}

function streamed(body: JsonObject, plan: Plan): readonly SentEvent[] {
  const base = {
    id: idOf(body, 'chatcmpl-'),
    object: 'chat.completion.chunk',
    created: createdS,
    model: stringOf(body['model']),
    service_tier: 'default',
    system_fingerprint: 'fp_local',
  };
  const usage = wantsUsage(body);
  const chunks: JsonObject[] = inTurns(
    Array.from({ length: choicesOf(body) }, (_, index) => deltas(body, plan, index)),
  ).map((delta) => ({
    ...base,
    choices: [delta],
    ...(usage ? { usage: null } : {}),
    ...(wantsObfuscation(body) ? { obfuscation: obfuscation(delta) } : {}),
  }));
  if (usage) chunks.push({ ...base, choices: [], usage: usageOf(body, plan, readChat(body).prompt) });
  return [...chunks.map((chunk) => ({ data: JSON.stringify(chunk) })), done];
}

export const chat: Endpoint = { required: ['messages'], conversation: readChat, whole, streamed };
