/** A chat completion request of exactly the size wanted: tools offered, a system prompt, and turns of conversation. */
import { proseOf } from './prose.js';
import { sensitiveSentence } from './sensitive.js';

export const allowedModel = 'gpt-4o-mini';
const TURN_CHARS = 600; // Of one message of a longer conversation.

export interface RequestWish {
  /** Names the answer: the upstream looks for it. */
  readonly seed: number;
  readonly bytes: number;
  readonly isStream: boolean;
  /** Messages with something sensitive in them, evenly spread. */
  readonly sensitiveMessages: number;
}

const tool = (name: string, description: string, argument: string): object => ({
  type: 'function',
  function: {
    name,
    description,
    parameters: { type: 'object', properties: { [argument]: { type: 'string' } }, required: [argument] },
  },
});

const tools: readonly object[] = [
  tool('search_orders', 'Finds orders by words.', 'words'),
  tool('get_invoice', 'Reads one invoice.', 'number'),
];

const roles = ['user', 'assistant'] as const;

export function chatRequest({ seed, bytes, isStream, sensitiveMessages }: RequestWish): string {
  const write = (contents: readonly string[]): string =>
    JSON.stringify({
      model: allowedModel,
      seed,
      ...(isStream ? { stream: true } : {}),
      temperature: 0.2,
      max_tokens: 400,
      messages: [
        { role: 'system', content: 'You answer briefly and name your sources.' },
        ...contents.map((content, index) => ({ role: roles[index % 2], content })),
      ],
      tools,
    });
  const bytesOfEmpty = (messages: number): number =>
    Buffer.byteLength(write(Array.from({ length: messages }, () => '')));
  const perMessage = TURN_CHARS + bytesOfEmpty(2) - bytesOfEmpty(1);
  const pairs = Math.floor((bytes - bytesOfEmpty(1)) / perMessage / 2);
  const full = Array.from({ length: pairs * 2 }, () => TURN_CHARS); // Behind them comes a last message of the user's.
  const last = bytes - bytesOfEmpty(full.length + 1) - full.length * TURN_CHARS;
  return write(
    [...full, last].map((length, index, all) => content(seed, index, length, all.length, sensitiveMessages)),
  );
}

function content(
  seed: number,
  index: number,
  length: number,
  messages: number,
  sensitiveMessages: number,
): string {
  const isSensitive =
    Math.floor(((index + 1) * sensitiveMessages) / messages) >
    Math.floor((index * sensitiveMessages) / messages);
  const prose = proseOf(seed * 7919 + index, isSensitive ? length - sensitiveSentence.length - 1 : length);
  return isSensitive ? `${sensitiveSentence} ${prose}` : prose;
}
