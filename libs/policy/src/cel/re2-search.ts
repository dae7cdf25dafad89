/** Whether a pattern in RE2 syntax matches somewhere in a text. Texts without the words it needs are not searched by it. */
import { RE2JS } from 're2js';
import { requiredWords } from '../prompt/required-words.js';

/** @throws when the pattern is not in RE2 syntax */
export function re2Search(pattern: string): (text: string) => boolean {
  const searched = RE2JS.compile(pattern);
  const { lists, isCaseless } = requiredWords(pattern);
  // With `u`, a letter's other cases are those that RE2 knows too: U+212A for k, U+017F for s.
  const needed = [...lists]
    .sort(rarerFirst)
    .map((words) => new RegExp(words.map(escaped).join('|'), isCaseless ? 'iu' : 'u'));
  return (text) => needed.every((one) => one.test(text)) && searched.test(text);
}

/** One word is rarer than one of many, a long one rarer than a short one. */
const rarerFirst = (one: readonly string[], other: readonly string[]): number =>
  one.length - other.length || (other[0]?.length ?? 0) - (one[0]?.length ?? 0);

const escaped = (word: string): string => word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
