/** Finds any of many phrases, as whole words where that is asked. */
import { automaton } from './automaton.js';

/** So few are looked for one by one, which is quicker as long as none is there. */
const FEW_PHRASES_MAX = 8;

const WORD = /[\p{L}\p{N}]/u;

/** @param phrases in the form of the texts that are searched */
export function phraseFinder(phrases: readonly string[], { wholeWords }: { readonly wholeWords: boolean }) {
  const finds = automaton(phrases);
  const lengths = phrases.map(({ length }) => length);
  const isFew = phrases.length <= FEW_PHRASES_MAX;
  return (text: string): boolean =>
    (!isFew || phrases.some((phrase) => text.includes(phrase))) &&
    finds(text, (phrase, end) => !wholeWords || isWhole(text, end - (lengths[phrase] ?? 0), end));
}

function isWhole(text: string, start: number, end: number): boolean {
  const opens = WORD.test(text.charAt(start)) && WORD.test(text.charAt(start - 1));
  const closes = WORD.test(text.charAt(end - 1)) && WORD.test(text.charAt(end));
  return !opens && !closes;
}
