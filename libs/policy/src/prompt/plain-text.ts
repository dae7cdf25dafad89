/** What a text could hide and where, seen in one walk through it: most texts hide nothing and have one reading. */
import {
  DIGIT,
  DISGUISED,
  END,
  KIND,
  MIXED,
  ROW_MASK,
  SAYS_ODD,
  SAYS_SHIFT,
  SIGN,
  SPACED,
  STEPS,
  TALL,
  UNTIDY,
} from './trait-steps.js';
import { BEHIND_END } from './units.js';

export interface Traits {
  /** Characters other than those that ASCII prints, and line ends and tabs. */
  readonly isOdd: boolean;
  /** White space other than single spaces. */
  readonly isUntidy: boolean;
  /** Two single characters between separators, as spaced letters have. */
  readonly isSpaced: boolean;
  /** A sign that is read as a letter inside words. */
  readonly hasSign: boolean;
  /** Letters that are not simply words: a sign or digit touches them, or something stands between letters. */
  readonly isDisguised: boolean;
  /** A large I behind a small letter: it looks like an l. */
  readonly hasTallI: boolean;
  /** What begins escapes: `%`, `&`, `\`. */
  readonly hasEscape: boolean;
  /** Three digits among eight characters, as letters in hexadecimal have. */
  readonly hasDigits: boolean;
  /** In a word of four or more, a digit beside a letter or a large letter behind a small one, as base64 of words has. */
  readonly isMixed: boolean;
}

/** Of eight characters at least three: by which of them are. */
const THREE = Uint8Array.from({ length: 256 }, (_, bits) => (bits.toString(2).split('1').length > 3 ? 1 : 0));

/** What begins escapes. */
const ESCAPES = Array.from('%&\\', (one) => one.charCodeAt(0));
/** @param units of a text, as `unitsOf` makes them */
export function traitsOf(units: Uint8Array): Traits {
  const length = units.length - BEHIND_END;
  let said = 0;
  let row = 0;
  let digits = 0;
  let dense = 0;
  for (let at = 0; at < length; at++) {
    const kind = KIND[units[at] ?? 0] ?? 0;
    const step = STEPS[row + kind] ?? 0;
    said |= step;
    row = step & ROW_MASK;
    digits = ((digits << 1) | (kind === DIGIT ? 1 : 0)) & 0xff;
    dense |= THREE[digits] ?? 0;
  }
  said |= STEPS[row + END] ?? 0;
  return traits(
    said >> SAYS_SHIFT,
    dense !== 0,
    ESCAPES.some((one) => units.includes(one)),
  );
}

const traits = (said: number, hasDigits: boolean, hasEscape: boolean): Traits => ({
  isOdd: (said & SAYS_ODD) !== 0,
  isUntidy: (said & UNTIDY) !== 0,
  isSpaced: (said & SPACED) !== 0,
  hasSign: (said & SIGN) !== 0,
  isDisguised: (said & (DISGUISED | SAYS_ODD | TALL)) !== 0,
  hasTallI: (said & TALL) !== 0,
  hasEscape,
  hasDigits,
  isMixed: (said & MIXED) !== 0,
});
