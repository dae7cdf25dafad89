/** Which texts are parts of one message: services put them one behind the other, so that a word may lie in two of them. */
import type { JudgedText } from '@sallyport/policy/operation';
import type { DialectName, JsonPath, TextSpan } from '@sallyport/wire/llm/operation';

/** Members that hold a message's text in parts, in every dialect that has messages. */
const LISTS: ReadonlySet<unknown> = new Set(['content', 'system', 'parts', 'output']);
/** Their service makes one turn of several messages in a row by the same speaker. */
const JOINS_MESSAGES: ReadonlySet<DialectName> = new Set(['anthropic-messages', 'anthropic-count-tokens']);

export function withMessages(spans: readonly TextSpan[], dialect: DialectName): readonly JudgedText[] {
  const joins = JOINS_MESSAGES.has(dialect);
  if (!spans.some(({ path }) => listAt(path) > 0) && !joins) return spans;
  const messages = new Map<string, number>();
  let turn: Turn | undefined;
  return spans.map(({ position, path, text }) => {
    const index = joins ? messageIndex(path) : undefined;
    if (index !== undefined) {
      turn = turnAt(turn, position, index);
    }
    const at = listAt(path);
    if (at < 0 && index === undefined) return { position, text };
    const list = index === undefined ? path.slice(0, at).join('/') : String(turn?.first);
    const key = `${position} ${list}`;
    const message = messages.get(key) ?? messages.size;
    messages.set(key, message);
    return { position, text, message };
  });
}

interface Turn {
  readonly position: string;
  readonly first: number;
  readonly last: number;
}

const turnAt = (before: Turn | undefined, position: string, index: number): Turn =>
  before?.position === position && index - before.last <= 1
    ? { ...before, last: index }
    : { position, first: index, last: index };

/** Where in a text's path the index of its part stands: `…/content/2/text` or `…/content/2`; -1: it is no part. */
function listAt(path: JsonPath): number {
  const at = path.length - (path.at(-1) === 'text' ? 2 : 1);
  return typeof path[at] === 'number' && LISTS.has(path[at - 1]) ? at : -1;
}

/** Of a message's own text, whole or in parts: `messages/3/content`, `messages/3/content/0/text`. */
function messageIndex(path: JsonPath): number | undefined {
  const [list, index, content] = path;
  const isText = path.length === 3 || (path.length <= 5 && listAt(path) === 3);
  return list === 'messages' && content === 'content' && isText && typeof index === 'number'
    ? index
    : undefined;
}
