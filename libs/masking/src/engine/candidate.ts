/** Whether a match of a pattern is a finding: by what stands in it, near it, and in the name of its field. */
import type { Row } from './compile-detectors.js';
import { contextBeforeMax, contextBehindMax, keyWords } from './context.js';
import { lookAroundMax, type Match } from './matcher.js';
import type { Candidate } from './resolve.js';

/** The name of the field a text stands in, as far as rows care. */
export interface FieldName {
  /** Numbers of the rows that it makes certain. */
  readonly rows: readonly number[];
  readonly words: string;
}

export const noField: FieldName = { rows: [], words: '' };

export const fieldName = (key: string | undefined, rows: readonly number[]): FieldName =>
  key === undefined ? noField : { rows, words: keyWords(key) };

const HINTS = {
  digits: /\d/,
  'letters-and-digits': /\d/,
  at: /@/,
  colon: /:/,
  dot: /\./,
} as const;

/** How much of the way to certainty a context word or key goes. */
const contextWeight = 0.75;

export type Judged =
  | { readonly kind: 'candidate'; readonly candidate: Candidate }
  | { readonly kind: 'no-match' }
  /** What follows in the stream decides. */
  | { readonly kind: 'wait' };

const NO_MATCH: Judged = { kind: 'no-match' };

/** `isFinal`: nothing follows the text. Calls the row's validator, which may throw. */
export function judge(
  row: Row,
  text: string,
  start: number,
  match: Match,
  field: FieldName,
  isFinal: boolean,
): Judged {
  const { valueStart, valueEnd, end } = match;
  if (valueEnd <= valueStart) return NO_MATCH;
  if (row.hint !== undefined || row.keywords !== undefined) {
    const near = text.slice(Math.max(0, start - lookAroundMax), end);
    if (row.hint !== undefined && !HINTS[row.hint].test(near)) return NO_MATCH;
    const lower = near.toLowerCase();
    if (row.keywords?.every((word) => !lower.includes(word)) === true) return NO_MATCH;
  }
  if (row.isValid?.(text.slice(valueStart, valueEnd)) === false) return NO_MATCH;
  let isCertain = field.rows.includes(row.number);
  if (row.context !== undefined && !isCertain) {
    isCertain =
      row.hasContextWord(text.slice(Math.max(0, start - contextBeforeMax), start)) ||
      row.hasContextWord(field.words);
    if (!isCertain && row.needsContext === true) {
      if (!isFinal && text.length < end + contextBehindMax) return { kind: 'wait' };
      isCertain = row.hasContextWord(text.slice(end, end + contextBehindMax));
    }
  }
  if (!isCertain && row.needsContext === true) return NO_MATCH;
  const score = isCertain ? row.score + (1 - row.score) * contextWeight : row.score;
  return {
    kind: 'candidate',
    candidate: { kind: row.kind, start: valueStart, end: valueEnd, score, row: row.number },
  };
}
