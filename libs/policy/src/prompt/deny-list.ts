/** Finds phrases of a list in what a text reads as: as they are, disguised, backwards and shifted by thirteen letters. */
import { hiddenPhraseFinder } from './hidden-phrases.js';
import type { ReadText } from './normalise.js';
import { normalise } from './normalise.js';
import { phraseFinder } from './phrase-finder.js';

/** Shorter words are ordinary words backwards or shifted. */
const TURNED_LETTERS_MIN = 8;

export function denyList(
  phrases: readonly string[],
  { wholeWords }: { readonly wholeWords: boolean },
): (texts: readonly ReadText[]) => boolean {
  const looked = [...new Set(phrases.map(normalise).flatMap((phrase) => [phrase, ...turned(phrase)]))];
  const finds = phraseFinder(looked, { wholeWords });
  const findsHidden = hiddenPhraseFinder(looked, { wholeWords });
  return (texts) => texts.some((text) => finds(text.first) || findsHidden(text.skeletons));
}

function turned(phrase: string): readonly string[] {
  if ((phrase.match(/\p{L}/gu) ?? []).length < TURNED_LETTERS_MIN) return [];
  return [Array.from(phrase).reverse().join(''), phrase.replace(/[a-z]/g, shifted)];
}

const A = 97;
const shifted = (letter: string): string => String.fromCharCode(((letter.charCodeAt(0) - A + 13) % 26) + A);
