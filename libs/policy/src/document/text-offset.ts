/** Where a character of a YAML text value stands in the document: its lines may be folded, indented or quoted. */
import type { Scalar } from 'yaml';

/**
 * Counts what is no white space: YAML may turn line ends and indentation into something else, never the rest.
 * @param start where the value begins in the source, its quote or block header included
 */
export function offsetInSource(source: string, { start, type, value, offset }: TextPlace): number {
  let at = type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED' ? endOfLine(source, start) : start;
  const isDouble = type === 'QUOTE_DOUBLE';
  const isSingle = type === 'QUOTE_SINGLE';
  if (isDouble || isSingle) at += 1;
  let wanted = countDark(value.slice(0, offset));
  for (; at < source.length; at++) {
    const character = source.charAt(at);
    if (isWhite(character)) continue;
    if (wanted === 0) return at;
    // An escaped quote or backslash is one character of the value.
    if ((isDouble && character === '\\') || (isSingle && source.startsWith("''", at))) at += 1;
    wanted -= 1;
  }
  return start;
}

export interface TextPlace {
  readonly start: number;
  readonly type: Scalar.Type | undefined;
  readonly value: string;
  /** In the value. */
  readonly offset: number;
}

const isWhite = (character: string) =>
  character === ' ' || character === '\n' || character === '\r' || character === '\t';
const countDark = (text: string) => text.replace(/[ \n\r\t]/g, '').length;

function endOfLine(source: string, from: number): number {
  const end = source.indexOf('\n', from);
  return end < 0 ? source.length : end + 1;
}
