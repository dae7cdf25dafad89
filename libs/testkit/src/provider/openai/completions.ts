/** The older completions of a text: `POST /v1/completions`. Several prompts and `n` each make choices of their own. */
import type { SentEvent } from '../delivery.js';
import type { Endpoint } from '../endpoint.js';
import { idOf, stringOf, type Json, type JsonObject } from '../json.js';
import { piecesOf, shortened, type Conversation, type Plan } from '../plan.js';
import { choicesOf, createdS, done, inTurns, textOfChoice, usageOf, wantsUsage } from './chat.js';
import { logprobsOf } from './logprobs.js';
import { wholeNumber } from './read-chat.js';

function promptsOf(body: JsonObject): readonly string[] {
  const { prompt } = body;
  if (!Array.isArray(prompt)) return [stringOf(prompt)];
  const list = prompt as readonly Json[];
  if (list.every((one) => typeof one === 'number')) return [`tokens ${list.join(' ')}`];
  return list.map((one) => (typeof one === 'string' ? one : `tokens ${JSON.stringify(one)}`));
}

function conversation(body: JsonObject): Conversation {
  return {
    prompt: promptsOf(body).join('\n'),
    toolResults: [],
    tools: [],
    choice: 'none',
    schema: undefined,
    wantsReasoning: false,
    wordsMax: wholeNumber(body['max_tokens']),
  };
}

function choices(
  body: JsonObject,
  planned: Plan,
): readonly { readonly text: string; readonly finish: string }[] {
  const { plan, cut } = shortened(planned, wholeNumber(body['max_tokens']));
  return Array.from({ length: promptsOf(body).length * choicesOf(body) }, (_, index) => ({
    text: textOfChoice(plan.text ?? '', index),
    finish: cut ? 'length' : 'stop',
  }));
}

function logprobs(body: JsonObject, text: string, from: number): Json {
  const count = wholeNumber(body['logprobs']);
  if (count === undefined) return null;
  const rows = logprobsOf({ ...body, top_logprobs: count }, text);
  const tokens = piecesOf(text);
  let offset = from;
  return {
    text_offset: tokens.map((token) => (offset += token.length) - token.length),
    token_logprobs: rows.map((row) => row['logprob'] ?? null),
    tokens,
    top_logprobs: tokens.map((token) => ({ [token]: -(token.length % 7) / 10 })),
  };
}

const head = (body: JsonObject): JsonObject => ({
  id: idOf(body, 'cmpl-'),
  object: 'text_completion',
  created: createdS,
  model: stringOf(body['model']),
});

function whole(body: JsonObject, plan: Plan): JsonObject {
  return {
    ...head(body),
    choices: choices(body, plan).map(({ text, finish }, index) => ({
      text,
      index,
      logprobs: logprobs(body, text, 0),
      finish_reason: finish,
    })),
    usage: usageOf(body, plan, promptsOf(body).join(' ')),
  };
}

function streamed(body: JsonObject, plan: Plan): readonly SentEvent[] {
  const usage = wantsUsage(body);
  const rows = choices(body, plan).map(({ text, finish }, index): readonly JsonObject[] => [
    ...piecesOf(text).map((piece) => ({
      text: piece,
      index,
      logprobs: logprobs(body, piece, 0),
      finish_reason: null,
    })),
    { text: '', index, logprobs: null, finish_reason: finish },
  ]);
  const frames: JsonObject[] = inTurns(rows).map((row) => ({
    ...head(body),
    choices: [row],
    ...(usage ? { usage: null } : {}),
  }));
  if (usage)
    frames.push({ ...head(body), choices: [], usage: usageOf(body, plan, promptsOf(body).join(' ')) });
  return [...frames.map((frame) => ({ data: JSON.stringify(frame) })), done];
}

export const completions: Endpoint = { required: ['prompt'], conversation, whole, streamed };
