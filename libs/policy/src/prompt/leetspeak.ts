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
const WORD = /(?=[^\s]{0,40}[a-z])(?=[^\s]{0,40}[013457@$!|89+])[a-z013457@$!|89+'-]{2,40}/y;
const SPACE = 32;

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
    const start = wordStart(text, at);
    const word = start === undefined ? undefined : wordAt(text, start);
    if (start === undefined || word === undefined) continue;
    const [readI, readL] = [read(word, 'i'), read(word, 'l')];
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

/** Where the word begins that a sign stands in; undefined: too far before it. */
function wordStart(text: string, at: number): number | undefined {
  const least = Math.max(0, at - WORD_CHARS_MAX);
  for (let start = at; start >= least; start--) {
    if (start === 0 || text.charCodeAt(start - 1) === SPACE) return start;
  }
  return undefined;
}

function wordAt(text: string, start: number): string | undefined {
  WORD.lastIndex = start;
  return WORD.exec(text)?.[0];
}

const isMeant = (word: string, ...reads: readonly string[]): boolean =>
  LETTERS.test(word) || reads.some((one) => SMALL_WORDS.has(one));

const read = (word: string, one: string): string =>
  word.replace(/[013457@$!|89+](?=.)|[01345789]$/g, (sign) => (sign === '1' ? one : (LEET[sign] ?? sign)));
