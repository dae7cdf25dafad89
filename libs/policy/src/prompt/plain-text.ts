/** What a text could hide and where, seen in one walk through it: most texts hide nothing and have one reading. */
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

/** Kinds of characters. */
const [ODD, SPACE, LINE, QUOTE, JOINER, MARK, DIGIT, SMALL, LARGE, LARGE_I] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const KINDS_COUNT = 16;

const KIND = new Uint8Array(256).fill(ODD);
for (const [characters, kind] of [
  [' ', SPACE],
  ['\n\r\t', LINE],
  [`"'`, QUOTE],
  ['#%&()*,-./:;<=>?[\\]^_`{}~', JOINER],
  ['!$+@|', MARK],
  ['0123456789', DIGIT],
  ['abcdefghijklmnopqrstuvwxyz', SMALL],
  ['ABCDEFGHIJKLMNOPQRSTUVWXYZ', LARGE],
  ['I', LARGE_I],
] as const) {
  for (const character of characters) KIND[character.charCodeAt(0)] = kind;
}

const isLetter = (kind: number): boolean => kind >= SMALL;
const isWordly = (kind: number): boolean => kind >= DIGIT;

/** What two characters in a row say. */
const [SAYS_ODD, UNTIDY, SIGN, DISGUISED, TALL, MIXED, JOINED, TOUCHED] = [1, 2, 4, 8, 16, 32, 64, 128];

const PAIRS = Uint8Array.from({ length: KINDS_COUNT * KINDS_COUNT }, (_, pair) => {
  const [before, kind] = [pair >> 4, pair & 15];
  const isSign = (one: number): boolean => one === MARK || one === DIGIT;
  const touches = (isSign(before) && isLetter(kind)) || (isLetter(before) && isSign(kind));
  const isMixed =
    (before === SMALL && kind > SMALL) ||
    (before === DIGIT && isLetter(kind)) ||
    (isLetter(before) && kind === DIGIT);
  return (
    (kind === ODD ? SAYS_ODD : 0) |
    (kind === LINE || (kind === SPACE && before === SPACE) ? UNTIDY : 0) |
    (isSign(kind) ? SIGN : 0) |
    (touches ? (before === MARK || kind === MARK ? DISGUISED : TOUCHED) : 0) |
    (before === SMALL && kind === LARGE_I ? TALL : 0) |
    (isMixed ? MIXED : 0) |
    // Nothing but white space and quotation marks stands between words as they are.
    ((isWordly(before) || before === QUOTE) && (kind === JOINER || kind === MARK) ? JOINED : 0)
  );
});

/** Of eight characters at least three: by which of them are. */
const THREE = Uint8Array.from({ length: 256 }, (_, bits) => (bits.toString(2).split('1').length > 3 ? 1 : 0));

/** Words of one or two letters, so many in a row, may be one word taken apart. */
const SMALL_WORDS_MIN = 4;
const SMALL_WORD_MAX = 2;
/** What begins escapes. */
const ESCAPES = Array.from('%&\\', (one) => one.charCodeAt(0));
/** Shorter ones are no base64 of three bytes. */
const MIXED_WORD_MIN = 4;

/** @param units of a text, as `unitsOf` makes them */
export function traitsOf(units: Uint8Array): Traits {
  const length = units.length - BEHIND_END;
  let [said, before, joined, separators, digits, dense] = [0, SPACE, 0, 0, 0, 0];
  let [word, letters, mixed, smallWords, mostSmall, isSpaced] = [0, 0, 0, 0, 0, false];
  for (let at = 0; at < length; at++) {
    const kind = KIND[units[at] ?? 0] ?? ODD;
    const says = PAIRS[(before << 4) | kind] ?? 0;
    said |= says & ~(MIXED | TOUCHED);
    before = kind;
    if (kind >= DIGIT) {
      // A word goes on behind what stood in it.
      if (joined !== 0) said |= DISGUISED;
      joined = 0;
      word++;
      mixed |= says & (MIXED | TOUCHED);
      if (kind !== DIGIT) letters++;
      separators = (separators << 1) & 0b11111;
      digits = ((digits << 1) | (kind === DIGIT ? 1 : 0)) & 0xff;
      dense |= THREE[digits] ?? 0;
      continue;
    }
    if (word !== 0) {
      smallWords = word <= SMALL_WORD_MAX ? smallWords + 1 : 0;
      if (smallWords > mostSmall) mostSmall = smallWords;
      said |= ofWord(word, letters, mixed);
      word = letters = mixed = 0;
    }
    joined = (says & JOINED) | (kind >= QUOTE ? joined : 0);
    // Several in a row are one.
    if ((separators & 1) === 0 || kind === ODD) {
      separators = ((separators << 1) | (kind === ODD ? 0 : 1)) & 0b11111;
      if (separators === 0b10101) isSpaced = true;
    }
    digits = (digits << 1) & 0xff;
  }
  said |= ofWord(word, letters, mixed);
  if (word !== 0 && word <= SMALL_WORD_MAX) mostSmall = Math.max(mostSmall, smallWords + 1);
  if (mostSmall >= SMALL_WORDS_MIN) said |= DISGUISED;
  return traits(
    said,
    isSpaced,
    dense !== 0,
    ESCAPES.some((one) => units.includes(one)),
  );
}

/** Codes like `E18` are neither base64 nor words: those have two letters. */
const ofWord = (length: number, letters: number, mixed: number): number =>
  (length >= MIXED_WORD_MIN ? mixed & MIXED : 0) | (letters > 1 && (mixed & TOUCHED) !== 0 ? DISGUISED : 0);

const traits = (said: number, isSpaced: boolean, hasDigits: boolean, hasEscape: boolean): Traits => ({
  isOdd: (said & SAYS_ODD) !== 0,
  isUntidy: (said & UNTIDY) !== 0,
  isSpaced,
  hasSign: (said & SIGN) !== 0,
  isDisguised: (said & (DISGUISED | SAYS_ODD | TALL)) !== 0,
  hasTallI: (said & TALL) !== 0,
  hasEscape,
  hasDigits,
  isMixed: (said & MIXED) !== 0,
});
