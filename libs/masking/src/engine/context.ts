/** Words near a match, or in the name of the field it stands in, that say what it is. */

/** UTF-16 units before a match in which a context word counts. */
export const contextBeforeMax = 64;
/** UTF-16 units behind a match in which a context word counts: a stream waits for them where a row needs one. */
export const contextBehindMax = 32;

/** A key as rows write it: lower case without separators. */
export const plainKey = (key: string): string => key.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');

/** A key as words: `customerSsn` and `customer_ssn` hold the word `ssn`. */
export const keyWords = (key: string): string =>
  key
    .replace(/(\p{Ll}|\p{N})(?=\p{Lu})/gu, '$1 ')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .toLowerCase();

/** Scripts that write no spaces: a word of theirs has no edge to look for. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** Whether one of the words stands in a text in lower case as a whole word. Its expression is made when it is first needed. */
export function wordFinder(words: readonly string[]): (lower: string) => boolean {
  const plain = words.map((word) => word.toLowerCase());
  let expression: RegExp | undefined;
  // Nearly all texts hold none of them anywhere, which is told much sooner than where words begin and end.
  return (lower) =>
    plain.some((word) => lower.includes(word)) && (expression ??= wholeWords(plain)).test(lower);
}

function wholeWords(words: readonly string[]): RegExp {
  const choice = words.map((word) => {
    const source = word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    return UNSPACED.test(word) ? source : `(?<![\\p{L}\\p{N}])${source}(?![\\p{L}\\p{N}])`;
  });
  return new RegExp(choice.join('|'), 'u');
}
