/** Which signatures a reading may match, by one search for the words they need, whatever their number. */
import { automaton } from './automaton.js';
import { requiredWords } from './required-words.js';
import { signatures } from './signatures.js';
import type { Signature } from './signatures.js';

const needs = signatures.map((signature) => ({
  signature,
  lists: requiredWords(signature.pattern.source).lists,
}));
const words = [...new Set(needs.flatMap(({ lists }) => lists.flat()))];
const numbers = new Map(words.map((word, number) => [word, number]));
const needed = needs.map(({ signature, lists }) => ({
  signature,
  lists: lists.map((list) => Uint16Array.from(list, (word) => numbers.get(word) ?? 0)),
}));
const finds = automaton(words);

/** @param reading as `normalise` makes it */
export function suspects(reading: string): readonly Signature[] {
  const found = new Uint8Array(words.length);
  finds(reading, (word) => {
    found[word] = 1;
    return false;
  });
  return needed
    .filter(({ lists }) => lists.every((list) => list.some((word) => found[word] === 1)))
    .map(({ signature }) => signature);
}
