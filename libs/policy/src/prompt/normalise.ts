/**
 * A text as a model would understand it: compatibility forms, invisible characters, marks and look-alikes undone, in small
 * letters, one space between words. Further readings undo leetspeak, spaced letters and base64.
 */
import { base64Texts } from './base64-texts.js';
import { confusables } from './confusables.js';
import { unleet } from './leetspeak.js';
import { traitsOf } from './plain-text.js';

/** Readings of what base64 hides are read for base64 once more. */
const UNWRAPS_MAX = 2;

const ASCII = /^[\n\r\t -~]*$/;
/** Format characters, fillers and variation selectors: nothing to see. Tag characters are letters in hiding. */
const INVISIBLE = /\p{Cf}|\p{Variation_Selector}|[\u115f\u1160\u3164\uffa0]|\u034f|\u17b4|\u17b5/gu;
const TAGS = /[\u{e0020}-\u{e007e}]+/gu;
const MARKS = /\p{M}+/gu;
const NOT_ASCII = /[^\0-\x7f]/gu;
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
  return text
    .replace(TAGS, (hidden) =>
      Array.from(hidden, (character) => String.fromCharCode((character.codePointAt(0) ?? 0) - 0xe0000)).join(
        '',
      ),
    )
    .replace(INVISIBLE, '')
    .normalize('NFKD')
    .replace(MARKS, '')
    .toLowerCase()
    .replace(NOT_ASCII, (character) => confusables.get(character) ?? character);
}

/** All readings, the first one first, each once. */
export function readings(text: string, unwraps = UNWRAPS_MAX): readonly string[] {
  const plain = traitsOf(text);
  const open = plain === undefined ? folded(text) : text.toLowerCase();
  const first = plain?.isUntidy === false ? open.trim() : collapse(open);
  const joined = plain?.isSpaced === false ? open : joinLetters(open);
  const seen = joined === open ? [first] : [...new Set([first, collapse(joined)])];
  const unread = plain?.hasSign === false ? [] : seen.flatMap(unleet);
  const hidden = unwraps > 0 ? base64Texts(text) : [];
  if (unread.length + hidden.length === 0) return seen;
  return [...new Set([...seen, ...unread, ...hidden.flatMap((inner) => readings(inner, unwraps - 1))])];
}

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
