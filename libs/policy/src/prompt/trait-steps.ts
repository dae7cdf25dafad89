/** What a walk through a text remembers and says at each character, as a table: states by kinds of characters. */

/** Kinds of characters. */
const [ODD, SPACE, LINE, QUOTE, JOINER, MARK, SMALL, LARGE, LARGE_I] = [0, 1, 2, 3, 4, 5, 7, 8, 9];
export const DIGIT = 6;
/** Behind the last character. */
export const END = 15;
const KINDS_COUNT = 16;

export const KIND = new Uint8Array(256).fill(ODD);
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

/** What two characters in a row say, or words. */
export const [SAYS_ODD, UNTIDY, SIGN, DISGUISED, TALL, MIXED, SPACED] = [1, 2, 4, 8, 16, 32, 64];
const [JOINED, TOUCHED] = [128, 256];

const PAIRS = Uint16Array.from({ length: KINDS_COUNT * KINDS_COUNT }, (_, pair) => {
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

/** Words of one or two letters, so many in a row, may be one word taken apart. */
const SMALL_WORDS_MIN = 4;
const SMALL_WORD_MAX = 2;
/** Shorter ones are no base64 of three bytes. */
const MIXED_WORD_MIN = 4;

interface State {
  readonly before: number;
  /** Something stands behind a word that may be inside it. */
  readonly joined: number;
  /** Characters of the word so far, and letters among them, as far as it matters. */
  readonly word: number;
  readonly letters: number;
  readonly mixed: number;
  /** Small words in a row. */
  readonly small: number;
  /** How much there is of separator, character, separator, character, separator: so many are seen. */
  readonly spaced: number;
}

const START: State = { before: SPACE, joined: 0, word: 0, letters: 0, mixed: 0, small: 0, spaced: 0 };
const SPACED_MAX = 5;

interface Step {
  readonly next: State;
  readonly says: number;
}

function step(state: State, kind: number): Step {
  if (kind === END) return { next: START, says: endOfWord(state).says };
  const said = PAIRS[(state.before << 4) | kind] ?? 0;
  const says = said & ~(MIXED | TOUCHED | JOINED);
  return kind >= DIGIT ? insideWord(state, kind, said, says) : outsideWord(state, kind, said, says);
}

function insideWord(state: State, kind: number, said: number, says: number): Step {
  const word = Math.min(state.word + 1, MIXED_WORD_MIN);
  const next: State = {
    before: kind === LARGE_I ? LARGE : kind,
    joined: 0,
    word,
    letters: Math.min(state.letters + (kind === DIGIT ? 0 : 1), 2),
    mixed: state.mixed | (said & (MIXED | TOUCHED)),
    small: word > SMALL_WORD_MAX ? 0 : state.small,
    spaced: state.spaced % 2 === 1 ? state.spaced + 1 : 0,
  };
  // A word goes on behind what stood in it.
  return { next, says: says | (state.joined !== 0 ? DISGUISED : 0) };
}

function outsideWord(state: State, kind: number, said: number, says: number): Step {
  const ended = endOfWord(state);
  const joined = (said & JOINED) | (kind >= QUOTE ? state.joined : 0);
  let spaced = state.spaced;
  // Several separators in a row are one.
  if (kind === ODD) spaced = spaced % 2 === 1 ? spaced + 1 : 0;
  else if (spaced % 2 === 0) spaced++;
  const isSpaced = spaced === SPACED_MAX;
  const next: State = {
    ...{ before: kind, joined, word: 0, letters: 0, mixed: 0 },
    ...{ small: ended.small, spaced: isSpaced ? SPACED_MAX - 2 : spaced },
  };
  return { next, says: says | ended.says | (isSpaced ? SPACED : 0) };
}

/** Codes like `E18` are neither base64 nor words: those have two letters. */
function endOfWord({ word, letters, mixed, small }: State): { small: number; says: number } {
  if (word === 0) return { small, says: 0 };
  const says =
    (word >= MIXED_WORD_MIN ? mixed & MIXED : 0) | (letters > 1 && (mixed & TOUCHED) !== 0 ? DISGUISED : 0);
  if (word > SMALL_WORD_MAX) return { small: 0, says };
  const all = small + 1;
  return all < SMALL_WORDS_MIN ? { small: all, says } : { small: all - 1, says: says | DISGUISED };
}

/** What a step says stands above the row of the next state. */
export const SAYS_SHIFT = 16;
export const ROW_MASK = 0xffff;

/** By row and kind. Rows of states that are never reached are not there. */
export const STEPS = ((): Int32Array => {
  const rows = new Map([[JSON.stringify(START), 0]]);
  const states = [START];
  const steps: number[] = [];
  for (const state of states) {
    for (let kind = 0; kind < KINDS_COUNT; kind++) {
      const { next, says } = step(state, kind);
      const name = JSON.stringify(next);
      const row = rows.get(name) ?? rows.size * KINDS_COUNT;
      if (!rows.has(name)) states.push(next);
      rows.set(name, row);
      steps.push((says << SAYS_SHIFT) | row);
    }
  }
  return Int32Array.from(steps);
})();
