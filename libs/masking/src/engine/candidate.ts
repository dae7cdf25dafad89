/** Whether a match of a pattern is a finding: by what stands in it, near it, and in the name of its field. */
import type { Row } from './compile-detectors.js';
import { contextBeforeMax, contextBehindMax } from './context.js';
import { gates, heldIn } from './hints.js';
import type { Activity } from './start-index.js';
import { lookAroundMax, type Match } from './matcher.js';
import type { Candidate } from './resolve.js';

/** The name of the field a text stands in, as far as rows care. */
export interface FieldName {
  /** Numbers of the rows that it makes certain: it is one of their keys, or holds one of their context words. */
  readonly rows: ReadonlySet<number>;
  /** What its values are searched for, by the hints and words they hold. */
  readonly known: Map<string, Activity>;
}

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
  if (row.hint !== undefined && (heldIn(text.slice(start, end)) & gates[row.hint]) === 0) return NO_MATCH;
  if (row.keywords !== undefined) {
    const near = text.slice(Math.max(0, start - lookAroundMax), end).toLowerCase();
    if (row.keywords.every((word) => !near.includes(word))) return NO_MATCH;
  }
  if (row.isValid?.(text.slice(valueStart, valueEnd)) === false) return NO_MATCH;
  let isCertain = field.rows.has(row.number);
  if (row.context !== undefined && !isCertain) {
    isCertain = row.hasContextWord(text.slice(Math.max(0, start - contextBeforeMax), start).toLowerCase());
    if (!isCertain && row.needsContext === true) {
      if (!isFinal && text.length < end + contextBehindMax) return { kind: 'wait' };
      isCertain = row.hasContextWord(text.slice(end, end + contextBehindMax).toLowerCase());
    }
  }
  if (!isCertain && row.needsContext === true) return NO_MATCH;
  const score = isCertain ? row.score + (1 - row.score) * contextWeight : row.score;
  return {
    kind: 'candidate',
    candidate: { kind: row.kind, start: valueStart, end: valueEnd, score, row: row.number },
  };
}
