/** Whether a match of a pattern is a finding: by what stands in it, near it, and in the name of its field. */
import { contextBeforeMax, contextBehindMax } from './context.js';
import type { ContextWords } from './context-words.js';
import type { FieldName } from './field-names.js';
import { holds } from './hints.js';
import { lookAroundMax, type Match } from './matcher.js';
import type { Candidate } from './resolve.js';
import type { Row } from './row.js';

/** How much of the way to certainty a context word or key goes. */
const contextWeight = 0.75;

/** What surrounds a match and whether that makes it certain; `wait`: what follows in the stream decides. */
export type Standing = 'certain' | 'uncertain' | 'no-match' | 'wait';

/** What a match is judged by besides its text. */
export interface Surroundings {
  readonly field: FieldName;
  readonly contextWords: ContextWords;
}

/** `isFinal`: nothing follows the text. */
export function standingOf(
  row: Row,
  text: string,
  start: number,
  match: Match,
  { field, contextWords }: Surroundings,
  isFinal: boolean,
): Standing {
  const { valueStart, valueEnd, end } = match;
  if (valueEnd <= valueStart) return 'no-match';
  if (row.gate !== 0 && !holds(text, row.gate, start, end)) return 'no-match';
  if (row.keywords !== undefined) {
    const near = text.slice(Math.max(0, start - lookAroundMax), end).toLowerCase();
    if (row.keywords.every((word) => !near.includes(word))) return 'no-match';
  }
  if (field.rows.has(row.number)) return 'certain';
  const needsContext = row.needsContext === true;
  if (row.context === undefined) return needsContext ? 'no-match' : 'uncertain';
  if (contextWords.standIn(row.number, text, Math.max(0, start - contextBeforeMax), start)) return 'certain';
  if (!needsContext) return 'uncertain';
  if (!isFinal && text.length < end + contextBehindMax) return 'wait';
  const behind = Math.min(text.length, end + contextBehindMax);
  return contextWords.standIn(row.number, text, end, behind) ? 'certain' : 'no-match';
}

/** Calls the row's validator, which may throw. */
export function candidateOf(
  row: Row,
  text: string,
  { valueStart, valueEnd }: Match,
  isCertain: boolean,
): Candidate | undefined {
  if (row.isValid?.(text.slice(valueStart, valueEnd)) === false) return undefined;
  const score = isCertain ? row.score + (1 - row.score) * contextWeight : row.score;
  return { kind: row.kind, start: valueStart, end: valueEnd, score, row: row.number };
}
