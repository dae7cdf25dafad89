/** Finds phrases whose letters are written as signs or taken apart: `b1u3-b1rd`, `b l u e b i r d`, `blue_bird`. */
import { automaton } from './automaton.js';
import { isWhole } from './phrase-finder.js';
import { Skeleton, standsFor } from './skeleton.js';

/** Shorter phrases are found as they are alone: their letters come together by chance. */
const LETTERS_MIN = 3;
/** Letters that stand for themselves: two, and a third of them. */
const OWN_MIN = 2;
const OWN_SHARE = 1 / 3;
/** Pieces of one or two letters, so many of them, are one word with anything between them. */
const SMALL_PIECE_MAX = 2;
const SMALL_PIECES_MIN = 4;
/** What stands between two letters at most, in characters. */
const GAP_MAX = 3;
/** Between larger pieces of a word stands only what people put inside words. */
const INSIDE_WORDS =
  /^(?:[-_.*/\\~^\u00b7\u2022\u2010-\u2013\u2027\u2212\u2219\u22c5\u30fb]{1,2}|[\p{So}\p{Sk}\ufffd]{1,2})$/u;
const BETWEEN_WORDS = /^\s+$/;

interface Phrase {
  readonly letters: string;
  /** Before which letters something else stands. */
  readonly gaps: ReadonlySet<number>;
}

/** @param phrases in the form that `normalise` gives them */
export function hiddenPhraseFinder(
  phrases: readonly string[],
  { wholeWords }: { readonly wholeWords: boolean },
): (skeletons: readonly Skeleton[]) => boolean {
  const looked = phrases.flatMap((phrase) => takenApart(phrase) ?? []);
  // Phrases may look the same: `fail` and `fall`.
  const alike = Map.groupBy(looked, ({ letters }) => new Skeleton(letters, 'letters').letters);
  const finds = automaton([...alike.keys()]);
  const groups = [...alike.values()];
  return (texts) =>
    texts.some((skeleton) =>
      finds(
        skeleton.letters,
        (found, end) =>
          groups[found]?.some((phrase) => isMeant(skeleton, phrase, { end, wholeWords })) === true,
      ),
    );
}

/** Undefined: too short, or with signs at its ends or in it that its letters do not tell. */
function takenApart(phrase: string): Phrase | undefined {
  if (/[!|+@$\ud800-\udfff]/.test(phrase) || !/^[\p{L}\p{N}].*[\p{L}\p{N}]$/su.test(phrase)) return undefined;
  const gaps = new Set<number>();
  let letters = '';
  for (const character of phrase) {
    if (/[\p{L}\p{N}]/u.test(character)) letters += character;
    else gaps.add(letters.length);
  }
  return letters.length < LETTERS_MIN ? undefined : { letters, gaps };
}

interface Found {
  /** Behind its last letter, among the letters of the text. */
  readonly end: number;
  readonly wholeWords: boolean;
}

function isMeant(skeleton: Skeleton, { letters, gaps }: Phrase, { end, wholeWords }: Found): boolean {
  const { text, places } = skeleton;
  const first = end - letters.length;
  const place = (at: number): number => places[first + at] ?? 0;
  let own = 0;
  for (let at = 0; at < letters.length; at++) {
    const written = text.charAt(place(at));
    if (!standsFor(written, letters.charAt(at))) return false;
    if (written === letters.charAt(at)) own++;
  }
  const [start, behind] = [place(0), place(letters.length - 1) + 1];
  if (own < Math.max(OWN_MIN, letters.length * OWN_SHARE)) return false;
  // `5am` is no name, and an exclamation mark ends a sentence.
  if (letters.length === LETTERS_MIN && text.charAt(start) !== letters.charAt(0)) return false;
  if (/[!|+@]/.test(text.charAt(behind - 1))) return false;
  if (wholeWords && !isWhole(text, start, behind)) return false;
  return isOneWord(text, letters.length, gaps, place);
}

function isOneWord(
  text: string,
  length: number,
  gaps: ReadonlySet<number>,
  place: (at: number) => number,
): boolean {
  let [isTight, pieces, piece, longest] = [true, 1, 1, 1];
  for (let at = 1; at < length; at++) {
    const gap = text.slice(place(at - 1) + 1, Math.min(place(at), place(at - 1) + 2 + GAP_MAX));
    if (gap === '') {
      if (gaps.has(at)) return false;
      longest = Math.max(longest, ++piece);
      continue;
    }
    pieces++;
    piece = 1;
    const isInside = INSIDE_WORDS.test(gap);
    if (isInside || (gaps.has(at) && BETWEEN_WORDS.test(gap))) continue;
    if (gap.length > GAP_MAX) return false;
    isTight = false;
  }
  return isTight || (pieces >= SMALL_PIECES_MIN && longest <= SMALL_PIECE_MAX);
}
