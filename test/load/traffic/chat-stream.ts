/** Streamed answers of a chat service: the frames of OpenAI's chat completions, 50 of them with a piece of the answer. */
import { allowedModel } from './chat-request.js';
import { usage } from './chat-answer.js';
import type { WantedCall } from './chat-answer.js';
import { proseOf } from './prose.js';
import { sensitiveSentence } from './sensitive.js';

/** Frames with a piece of text or of a tool call; role, end and `[DONE]` not counted. */
export const deltaCount = 50;
const PIECE_CHARS = 4; // Of sensitive data and of arguments: tokens are about that long, so that values come in several.

export interface Frames {
  /** Says who speaks; goes out with the head of the answer. */
  readonly first: string;
  readonly deltas: readonly string[];
  readonly last: string;
  /** With the usage, for those who asked for it. */
  readonly lastWithUsage: string;
}

export type StreamKind = 'plain' | 'sensitive' | { readonly call: WantedCall };

export function chatStream(seed: number, kind: StreamKind): Frames {
  const frame = (more: object): string =>
    `data: ${JSON.stringify({
      id: `chatcmpl-bench${seed}`,
      object: 'chat.completion.chunk',
      created: 1_790_000_000,
      model: `${allowedModel}-2024-07-18`,
      service_tier: 'default',
      system_fingerprint: 'fp_bench',
      ...more,
    })}\n\n`;
  const choice = (delta: object, finish: string | null = null): string =>
    frame({ choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }] });
  const isCall = typeof kind === 'object';
  const end = choice({}, isCall ? 'tool_calls' : 'stop');
  return {
    first: choice({ role: 'assistant', content: '', refusal: null }),
    deltas: isCall ? callDeltas(seed, kind.call, choice) : textDeltas(seed, kind === 'sensitive', choice),
    last: `${end}data: [DONE]\n\n`,
    lastWithUsage: `${end}${frame({ choices: [], usage })}data: [DONE]\n\n`,
  };
}

function textDeltas(
  seed: number,
  isSensitive: boolean,
  choice: (delta: object) => string,
): readonly string[] {
  const sentence = isSensitive ? piecesOf(`${sensitiveSentence} `) : [];
  return [...sentence, ...words(seed, deltaCount)].slice(0, deltaCount).map((content) => choice({ content }));
}

function callDeltas(seed: number, call: WantedCall, choice: (delta: object) => string): readonly string[] {
  const start = {
    index: 0,
    id: `call_bench${seed}`,
    type: 'function',
    function: { name: call.name, arguments: '' },
  };
  const fragments = piecesOf(call.arguments).map((args) =>
    choice({ tool_calls: [{ index: 0, function: { arguments: args } }] }),
  );
  const text = words(seed, deltaCount - fragments.length - 1).map((content) => choice({ content }));
  return [...text, choice({ tool_calls: [start] }), ...fragments];
}

/** As models write: a word with the space before it. */
function words(seed: number, count: number): readonly string[] {
  return proseOf(seed, count * 16)
    .split(/(?= )/)
    .slice(0, count);
}

function piecesOf(text: string): readonly string[] {
  return text.match(new RegExp(`.{1,${PIECE_CHARS}}`, 'gs')) ?? [];
}

/** All of a stream, as a client that did not ask for usage gets it. */
export const wholeStream = ({ first, deltas, last }: Frames): string => first + deltas.join('') + last;
