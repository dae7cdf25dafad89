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

/** Whether one of the words stands in a text in lower case as a whole word; a plural `s` counts too. */
export function wordFinder(words: readonly string[]): (lower: string) => boolean {
  if (words.length === 0) return () => false;
  const choice = words.map((word) => word.toLowerCase().replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('|');
  const expression = new RegExp(`(?<![\\p{L}\\p{N}])(?:${choice})s?(?![\\p{L}\\p{N}])`, 'u');
  return (lower) => expression.test(lower);
}
