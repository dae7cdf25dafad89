/** What the parts of one message say together: a word may begin in one part and end in the next. */
import type { JudgedText } from '../operation.js';

/** Of a longer part only its ends are read again: what crosses its bounds lies there. */
const PART_END_CHARS = 512;

/** The texts themselves, and behind them the parts of messages put together: without anything between, and with a space. */
export function withSeams(spans: readonly JudgedText[]): readonly JudgedText[] {
  if (!spans.some(({ message }) => message !== undefined)) return spans;
  const messages = Map.groupBy(spans, ({ message }) => message);
  messages.delete(undefined);
  const joined: JudgedText[] = [];
  for (const [first, ...others] of messages.values()) {
    if (first === undefined || others.length === 0) continue;
    const ends = [first, ...others].map(({ text }) => endsOf(text));
    for (const text of [ends.join(''), ends.join(' ')]) joined.push({ position: first.position, text });
  }
  return joined.length === 0 ? spans : [...spans, ...joined];
}

const endsOf = (text: string): string =>
  text.length <= 2 * PART_END_CHARS
    ? text
    : `${text.slice(0, PART_END_CHARS)}\n\n${text.slice(-PART_END_CHARS)}`;
