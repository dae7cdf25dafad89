/** What a recorded answer says: its words, streamed or not, and the tools that it calls. */
import type { Delta } from '@sallyport/wire/llm/dialect';
import type { TextSpan, ToolCall } from '@sallyport/wire/llm/operation';
import { messageOf, type Asked, type Said } from './read-asked.js';

export interface Answered {
  readonly said: readonly Said[];
  readonly calls: readonly ToolCall[];
}

/** How server-sent events begin: a field, a comment. */
const streamStart = /^\ufeff?\s*(?:(?:data|event|id|retry):|:)/;

/** Undefined when it cannot be read in the request's dialect. */
export function readAnswered({ dialect, operation }: Asked, body: string): Answered | undefined {
  const bytes = Buffer.from(body);
  const isGraph = dialect.name === 'langgraph';
  if (streamStart.test(body)) {
    const reader = dialect.openStream?.(operation);
    if (reader === undefined) return undefined;
    const frames = [...reader.feed(bytes), ...reader.finish()];
    if (frames.every(({ deltas, toolCalls }) => deltas.length + toolCalls.length === 0)) return undefined;
    return {
      said: spoken(frames.flatMap((frame) => frame.deltas)),
      calls: distinct(frames.flatMap((frame) => frame.toolCalls)),
    };
  }
  const read = dialect.readAnswer(operation, bytes, 'application/json');
  if (read.kind !== 'read') return undefined;
  const { spans, toolsCalled } = read.operation;
  const said = spans.filter(isSpoken);
  return { said: once((isGraph ? lastMessage(said) : said).map(plainSaid)), calls: toolsCalled };
}

/** A refusal stands as content and as refusal. */
const once = (said: readonly Said[]): readonly Said[] => [
  ...new Map(said.map((one) => [JSON.stringify([one.position, one.text]), one])).values(),
];

const isSpoken = ({ position }: Said): boolean => position === 'assistant' || position === 'reasoning';
const plainSaid = ({ position, text }: Said): Said => ({ position, text });

/** Graphs answer with their whole state: what is new in it comes last. */
function lastMessage(spans: readonly TextSpan[]): readonly TextSpan[] {
  const last = spans.at(-1);
  return spans.filter(({ path }) => last !== undefined && messageOf(path) === messageOf(last.path));
}

/** Each channel's pieces together, in the order in which they began; what is said whole once more is said once. */
function spoken(deltas: readonly Delta[]): readonly Said[] {
  const channels = new Map<string, { position: Said['position']; text: string }>();
  const whole: Said[] = [];
  for (const delta of deltas.filter(isSpoken)) {
    if (delta.isWhole === true) {
      whole.push(plainSaid(delta));
      continue;
    }
    const channel = channels.get(delta.channel);
    if (channel === undefined) channels.set(delta.channel, { ...plainSaid(delta) });
    else channel.text += delta.text;
  }
  const pieces = [...channels.values()].filter(({ text }) => text !== '');
  const said = new Set(pieces.map(({ text }) => text));
  return [...pieces, ...whole.filter(({ text }) => text !== '' && !said.has(text) && said.add(text))];
}

const distinct = (calls: readonly ToolCall[]): readonly ToolCall[] => [
  ...new Map(calls.map((call) => [JSON.stringify([call.id, call.name, call.arguments]), call])).values(),
];
