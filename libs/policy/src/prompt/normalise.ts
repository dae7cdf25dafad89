/**
 * A text as a model would understand it: compatibility forms, invisible characters, marks and look-alikes undone, in small
 * letters, one space between words. Further readings undo leetspeak, spaced letters and base64.
 */
import { confusables } from './confusables.js';

/** Readings of what base64 hides are read for base64 once more. */
const UNWRAPS_MAX = 2;
/** Shorter runs are words. */
const BASE64_CHARS_MIN = 20;

const ASCII = /^[\n\r\t -~]*$/;
/** Format characters, fillers and variation selectors: nothing to see. Tag characters are letters in hiding. */
const INVISIBLE = /\p{Cf}|\p{Variation_Selector}|[\u115f\u1160\u3164\uffa0]|\u034f|\u17b4|\u17b5/gu;
const TAGS = /[\u{e0020}-\u{e007e}]+/gu;
const MARKS = /\p{M}+/gu;
const NOT_ASCII = /[^\0-\x7f]/gu;

/** The first reading. */
export function normalise(text: string): string {
  return collapse(folded(text));
}

const collapse = (text: string) => text.replace(/\s+/g, ' ').trim();

function folded(text: string): string {
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
  const open = folded(text);
  const all = new Set([collapse(open)]);
  const joined = joinLetters(open);
  if (joined !== open) all.add(collapse(joined));
  for (const reading of [...all]) {
    for (const one of unleet(reading)) all.add(one);
  }
  if (unwraps > 0) {
    for (const inner of base64Texts(text)) {
      for (const reading of readings(inner, unwraps - 1)) all.add(reading);
    }
  }
  return [...all];
}

/** `i g n o r e` and `i.g.n.o.r.e`: four single letters or more; two spaces end a word. */
function joinLetters(text: string): string {
  return text.replace(
    /(?<![\p{L}\p{N}])[\p{L}\p{N}](?:[ ._*|/~+-][\p{L}\p{N}](?![\p{L}\p{N}])){3,}/gu,
    (run) => run.replace(/[ ._*|/~+-]/g, ''),
  );
}

const LEET: Readonly<Record<string, string>> = {
  ...{ '0': 'o', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b', '9': 'g' },
  ...{ '@': 'a', $: 's', '!': 'i', '|': 'l', '+': 't', '€': 'e' },
};

/** Words that mix letters with signs that look like letters; `1` is an i in one reading and an l in the other. */
function unleet(text: string): readonly string[] {
  const words = /(?<![^\s])(?=[^\s]{0,40}[a-z])(?=[^\s]{0,40}[013457@$!|89+])[a-z013457@$!|89+'-]{2,40}/g;
  const read = (one: string) =>
    text.replace(words, (word) =>
      word.replace(/[013457@$!|89+](?=.)|[01345789](?=$)/g, (sign) =>
        sign === '1' ? one : (LEET[sign] ?? sign),
      ),
    );
  const withI = read('i');
  if (withI === text) return [];
  const withL = read('l');
  return withL === withI ? [withI] : [withI, withL];
}

/** Texts that runs of base64 hold, where they are texts. */
function base64Texts(text: string): readonly string[] {
  if (text.length < BASE64_CHARS_MIN) return [];
  const runs = text.match(/[A-Za-z0-9+/_-]{20,}={0,2}/g) ?? [];
  return runs.flatMap((run) => {
    const decoded = decode(run.replace(/=+$/, ''));
    return decoded === undefined ? [] : [decoded];
  });
}

function decode(run: string): string | undefined {
  const whole = run.slice(0, run.length - (run.length % 4 === 1 ? 1 : 0));
  try {
    const bytes = Uint8Array.from(atob(whole.replaceAll('-', '+').replaceAll('_', '/')), (byte) =>
      byte.charCodeAt(0),
    );
    const inner = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return /[^\P{Cc}\t\n\r]/u.test(inner) ? undefined : inner;
  } catch {
    // Not base64, or not of a text: there is nothing hidden.
    return undefined;
  }
}
