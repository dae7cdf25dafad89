/** Words that mix letters with signs that look like letters, read as letters. */

const LEET: Readonly<Record<string, string>> = {
  ...{ '0': 'o', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b', '9': 'g' },
  ...{ '@': 'a', $: 's', '!': 'i', '|': 'l', '+': 't', '€': 'e' },
};

/** Of a word, what is read at most. */
const WORD_CHARS_MAX = 40;
const SIGN = /[013457@$!|89+]/g;
/** Words with less than two letters are codes and numbers (`E18`, `A4`), unless they read as one of these. */
const SMALL_WORDS: ReadonlySet<string> = new Set(
  'all an as at be do go he if in is it me my no of off on or so to too us we'.split(' '),
);
const LETTERS = /[a-z][^a-z]*[a-z]/;
const SMALL_WORD_CHARS_MAX = 3;
const LETTERS_MIN = 2;
const SPACE = 32;

const [LETTER, SIGN_LIKE, INSIDE] = [1, 2, 3];
/** What words are read as far as: by code. */
const KINDS = new Uint8Array(128);
for (const [characters, kind] of [
  ['abcdefghijklmnopqrstuvwxyz', LETTER],
  ['013457@$!|89+', SIGN_LIKE],
  ["'-", INSIDE],
] as const) {
  for (const character of characters) KINDS[character.charCodeAt(0)] = kind;
}

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? (KINDS[code] ?? 0) : 0;
}

/**
 * The readings that differ from the text: `1` is an i in the one and an l in the other.
 * @param text in small letters, one space between words
 */
export function unleet(text: string): readonly string[] {
  const withI: string[] = [];
  const withL: string[] = [];
  let written = 0;
  SIGN.lastIndex = 0;
  while (SIGN.test(text)) {
    const at = SIGN.lastIndex - 1;
    // What the first sign of a word says holds for the word.
    const end = text.indexOf(' ', at);
    SIGN.lastIndex = end < 0 ? text.length : end;
    const start = text.lastIndexOf(' ', at) + 1;
    if (at - start > WORD_CHARS_MAX || !hasLetter(text, start)) continue;
    const word = wordAt(text, start, at);
    if (word === undefined) continue;
    const readI = read(word, 'i');
    const readL = word.includes('1') ? read(word, 'l') : readI;
    if (readI === word || !isMeant(word, readI, readL)) continue;
    withI.push(text.slice(written, start), readI);
    withL.push(text.slice(written, start), readL);
    written = start + word.length;
  }
  if (withI.length === 0) return [];
  const rest = text.slice(written);
  const [first, second] = [withI.join('') + rest, withL.join('') + rest];
  return second === first ? [first] : [first, second];
}

/** Numbers have none. */
function hasLetter(text: string, start: number): boolean {
  for (let at = start; at <= start + WORD_CHARS_MAX && at < text.length; at++) {
    if (text.charCodeAt(at) === SPACE) return false;
    if (kindAt(text, at) === LETTER) return true;
  }
  return false;
}

/** Undefined: it is none, or ends before its sign, or is no word however it is read. */
function wordAt(text: string, start: number, sign: number): string | undefined {
  const most = start + WORD_CHARS_MAX;
  let end = start;
  let letters = 0;
  for (let kind = kindAt(text, end); kind !== 0 && end < most; kind = kindAt(text, end)) {
    if (kind === LETTER) letters++;
    end++;
  }
  if (end <= sign || end - start < 2) return undefined;
  if (letters < LETTERS_MIN && end - start > SMALL_WORD_CHARS_MAX) return undefined;
  return text.slice(start, end);
}

const isMeant = (word: string, ...reads: readonly string[]): boolean =>
  LETTERS.test(word) || reads.some((one) => SMALL_WORDS.has(one));

const read = (word: string, one: string): string =>
  word.replace(/[013457@$!|89+](?=.)|[01345789]$/g, (sign) => (sign === '1' ? one : (LEET[sign] ?? sign)));
