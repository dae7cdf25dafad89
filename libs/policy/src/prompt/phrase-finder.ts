/** Finds any of many phrases, as whole words where that is asked. */
import { automaton } from './automaton.js';

/** So few are looked for one by one, which is quicker as long as none is there. */
const FEW_PHRASES_MAX = 6;

const WORD = /[\p{L}\p{N}]/u;
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const KATAKANA = /[\p{Script=Katakana}\u30fc]/u;

/** @param phrases in the form of the texts that are searched */
export function phraseFinder(phrases: readonly string[], { wholeWords }: { readonly wholeWords: boolean }) {
  const finds = automaton(phrases);
  const lengths = phrases.map(({ length }) => length);
  const isFew = phrases.length <= FEW_PHRASES_MAX;
  return (text: string): boolean =>
    (!isFew || phrases.some((phrase) => text.includes(phrase))) &&
    finds(text, (phrase, end) => !wholeWords || isWhole(text, end - (lengths[phrase] ?? 0), end));
}

/** Whether no letter or digit stands before or behind, where a phrase begins and ends with one. */
export function isWhole(text: string, start: number, end: number): boolean {
  const opens = WORD.test(text.charAt(start)) && WORD.test(text.charAt(start - 1));
  const closes = WORD.test(text.charAt(end - 1)) && WORD.test(text.charAt(end));
  return (!opens || isUnspaced(text, start, start - 1)) && (!closes || isUnspaced(text, end - 1, end));
}

/** Between ideographs, and in scripts without spaces, every place may be the end of a word; kana join with their like. */
function isUnspaced(text: string, inside: number, outside: number): boolean {
  const [own, other] = [text.charAt(inside), text.charAt(outside)];
  return UNSPACED.test(own) || (KATAKANA.test(own) && !KATAKANA.test(other));
}
