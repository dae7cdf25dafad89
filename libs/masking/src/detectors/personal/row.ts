/** Makes the rows of the table: what follows from a row's other fields is derived here, so that it cannot differ from them. */
import type { Category, Detector } from '../../detector.js';
import { lettersAndDigitsOf } from '../../checksums/digits.js';
import { longestMatch } from '../longest-match.js';
import { isGrouped } from './shape.js';

type Derived = 'category' | 'replacement' | 'lengthMax';
export type RowFields = Omit<Detector, Derived> & {
  readonly category?: Category;
  readonly replacement?: string;
};

/**
 * `lengthMax` from the pattern, `[US_SSN]` from the kind `us-ssn`, category `personal` unless the row says another. What may be
 * grouped in different ways is the same value without its separators.
 */
export const row = (fields: RowFields): Detector => ({
  category: 'personal',
  ...(isGrouped(fields.pattern) ? { identity: { kind: fields.kind, valueOf: lettersAndDigitsOf } } : {}),
  replacement: `[${fields.kind.toUpperCase().replaceAll('-', '_')}]`,
  ...fields,
  lengthMax: longestMatch(fields.pattern.source),
});

/**
 * The same identifier written without its separators: too common a shape to be believed without a word or key beside it. It is
 * a kind of its own, `us-ssn-digits`, and is replaced as the other is, its digest included.
 */
export const withoutSeparators = (
  written: Detector,
  pattern: RegExp,
  examples: Detector['examples'],
): Detector => ({
  ...written,
  kind: `${written.kind}-digits`,
  about: `${written.about}, without separators`,
  pattern,
  lengthMax: longestMatch(pattern.source),
  needsContext: true,
  score: written.score - 0.2,
  examples,
});
