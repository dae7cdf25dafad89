/** What a text of plain characters could hide in, seen in one walk through it: most texts hide nothing and have one reading. */

export interface Traits {
  /** White space other than single spaces. */
  readonly isUntidy: boolean;
  /** Two single characters between separators, as spaced letters have. */
  readonly isSpaced: boolean;
  /** A sign that is read as a letter inside words. */
  readonly hasSign: boolean;
}

const SPACE = 1;
const LINE = 2;
const SEPARATOR = 4;
const SIGN = 8;
const ODD = 16;

/** Kinds of ASCII's characters, by code. */
const KINDS = new Uint8Array(128);
for (const [characters, kind] of [
  [' ', SPACE],
  ['\n\r\t', LINE],
  [' ._*|/~+-', SEPARATOR],
  ['013457@$!|89+', SIGN],
] as const) {
  for (const character of characters) {
    const code = character.charCodeAt(0);
    KINDS[code] = (KINDS[code] ?? 0) | kind;
  }
}
for (let code = 0; code < KINDS.length; code++) {
  if ((code < 32 && KINDS[code] === 0) || code === 127) KINDS[code] = ODD;
}

/** Undefined: the text has characters other than those that ASCII prints, and line ends and tabs. */
export function traitsOf(text: string): Traits | undefined {
  let [seen, before, separators] = [0, 0, 0];
  let [doubled, spaced] = [0, false];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const kind = code < 128 ? (KINDS[code] ?? ODD) : ODD;
    if (kind === ODD) return undefined;
    seen |= kind;
    doubled |= kind & before;
    before = kind;
    // Which of the last five were separators.
    separators = ((separators << 1) | (kind & SEPARATOR)) & 0b1111100;
    if (separators === 0b1010100) spaced = true;
  }
  return {
    isUntidy: (seen & LINE) !== 0 || (doubled & SPACE) !== 0,
    isSpaced: spaced,
    hasSign: (seen & SIGN) !== 0,
  };
}
