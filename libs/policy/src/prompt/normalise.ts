/**
 * A text as a model would understand it: compatibility forms, invisible characters, marks and look-alikes undone, in small
 * letters, one space between words. Further readings undo leetspeak and spaced letters.
 */
import { foldedCharacters } from './folding.js';
import { unleet } from './leetspeak.js';
import { traitsOf, type Traits } from './plain-text.js';
import { skeletons, type Skeleton } from './skeleton.js';
import { unitsOf } from './units.js';
import { unwrap, type Unwrapped } from './unwrap.js';

const ASCII = /^[\n\r\t -~]*$/;
/** White space that is not one space: what stands alone already is left. */
const UNTIDY = / \s+|[^\S ]\s*/g;

/** The first reading. */
export function normalise(text: string): string {
  return collapse(folded(text));
}

const collapse = (text: string) => text.replace(UNTIDY, ' ').trim();

/** The first reading before its spaces are put in order. */
export function folded(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  return foldedCharacters(text);
}

/** All readings of a text and of what it holds, the first one first, each once. */
export const readings = (text: string): readonly string[] => [
  ...new Set(unwrap(text).flatMap((one) => new ReadText(one).readings)),
];

/** What a text reads as, without what it holds in other writings. Made when asked for. */
export class ReadText {
  /** The first reading. */
  readonly first: string;
  readonly #text: string;
  readonly #traits: Traits;
  readonly #hasTallI: boolean;
  readonly #isOdd: boolean;
  readonly #open: string;
  #readings: readonly string[] | undefined;
  #skeletons: readonly Skeleton[] | undefined;

  constructor({ text, traits }: Pick<Unwrapped, 'text' | 'traits'>) {
    this.#text = text;
    this.#open = traits.isOdd ? folded(text) : text.toLowerCase();
    this.#traits = traits.isOdd ? traitsOf(unitsOf(this.#open)) : traits;
    this.first = this.#traits.isUntidy || traits.isOdd ? collapse(this.#open) : this.#open.trim();
    this.#hasTallI = traits.hasTallI;
    this.#isOdd = traits.isOdd;
  }

  /** Each once. */
  get readings(): readonly string[] {
    return (this.#readings ??= this.#read());
  }

  /** None where they could say no more than the first reading. */
  get skeletons(): readonly Skeleton[] {
    return (this.#skeletons ??= this.#takeApart());
  }

  #read(): readonly string[] {
    const open = this.#open;
    const joined = this.#traits.isSpaced || this.#traits.isOdd ? joinLetters(open) : open;
    const seen = joined === open ? [this.first] : [...new Set([this.first, collapse(joined)])];
    const unread = this.#traits.hasSign ? seen.flatMap(unleet) : [];
    return unread.length === 0 ? seen : [...new Set([...seen, ...unread])];
  }

  #takeApart(): readonly Skeleton[] {
    if (this.#hasTallI || (this.#isOdd && ODD_TALL_I.test(this.#text))) return skeletons(this.#withTallI());
    return this.#traits.isDisguised ? skeletons(this.first) : [];
  }

  #withTallI(): string {
    const signed = this.#text.replace(TALL_I, likeI);
    return collapse(this.#isOdd ? folded(signed.replace(ODD_TALL_IS, likeI)) : signed.toLowerCase());
  }
}

/** Large I's behind a small letter look like l's: they become a sign that is read as either. */
const TALL_I = /(?<=[a-z])I+/g;
/** The same of other scripts, wherever they stand: Greek, Cyrillic with its bar, Lisu, the Roman one, full width. */
const ODD_TALL_I = /[\u0399\u0406\u04c0\u04cf\ua4f2\u2160\uff29]/;
const ODD_TALL_IS = new RegExp(ODD_TALL_I, 'g');
const likeI = (run: string): string => '\u00a1'.repeat(run.length);

/** Two single characters between separators: without that, no letters are spaced out. */
const MAYBE_SPACED =
  /[ ._*|/~+-](?:[\ud800-\udbff][\udc00-\udfff]|[^ ._*|/~+-])[ ._*|/~+-](?:[\ud800-\udbff][\udc00-\udfff]|[^ ._*|/~+-])[ ._*|/~+-]/;

/** `i g n o r e` and `i.g.n.o.r.e`: four single letters or more; two spaces end a word. */
function joinLetters(text: string): string {
  if (!MAYBE_SPACED.test(text)) return text;
  return text.replace(
    /(?<![\p{L}\p{N}])[\p{L}\p{N}](?:[ ._*|/~+-][\p{L}\p{N}](?![\p{L}\p{N}])){3,}/gu,
    (run) => run.replace(/[ ._*|/~+-]/g, ''),
  );
}
