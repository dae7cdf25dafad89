/** Whole answers of a chat service, in the shape of OpenAI's chat completions. */
import { allowedModel } from './chat-request.js';
import { proseOf } from './prose.js';
import { sensitiveSentence } from './sensitive.js';

export const usage = {
  prompt_tokens: 214,
  completion_tokens: 180,
  total_tokens: 394,
  prompt_tokens_details: { cached_tokens: 128, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
};

export interface WantedCall {
  readonly name: string;
  readonly arguments: string;
}

const SENSITIVE_EVERY_CHARS = 600; // In longer answers; as far apart as messages of requests are.

function written(seed: number, message: object, finish: string): string {
  return JSON.stringify({
    id: `chatcmpl-bench${seed}`,
    object: 'chat.completion',
    created: 1_790_000_000,
    model: `${allowedModel}-2024-07-18`,
    choices: [{ index: 0, message, logprobs: null, finish_reason: finish }],
    usage,
    service_tier: 'default',
    system_fingerprint: 'fp_bench',
  });
}

/** A text, padded to exactly `bytes`. */
export function chatAnswer(seed: number, bytes: number, sensitiveSentences: number): string {
  const make = (content: string): string =>
    written(seed, { role: 'assistant', content, refusal: null, annotations: [] }, 'stop');
  const room = bytes - make('').length;
  const spaced = Array.from(
    { length: sensitiveSentences },
    (_, index) => `${proseOf(seed * 31 + index, SENSITIVE_EVERY_CHARS / 2)} ${sensitiveSentence} `,
  );
  const start = sensitiveSentences === 1 ? `${sensitiveSentence} ` : spaced.join('');
  return make(start + proseOf(seed, room - start.length));
}

/** A message, and a call of a tool. */
export function callAnswer(seed: number, { name, arguments: args }: WantedCall): string {
  const message = {
    role: 'assistant',
    content: proseOf(seed, 400),
    tool_calls: [{ id: `call_bench${seed}`, type: 'function', function: { name, arguments: args } }],
    refusal: null,
    annotations: [],
  };
  return written(seed, message, 'tool_calls');
}
