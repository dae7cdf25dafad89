/** Texts that runs of base64 in a text hold, where they are texts. RFC 4648, both alphabets. */
import { bytesText, followers } from './bytes-text.js';

/** Three bytes: what is shorter hides nothing. */
const BASE64_CHARS_MIN = 4;
/** From here on every text counts; of shorter runs only those that look like words, since words are base64 too. */
const SURE_CHARS_MIN = 20;

const NONE = 255;
/** What a character stands for, by its code. */
const SEXTETS = new Uint8Array(256).fill(NONE);
for (const [at, character] of Array.from(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
).entries()) {
  SEXTETS[character.charCodeAt(0)] = at;
}
SEXTETS['-'.charCodeAt(0)] = 62;
SEXTETS['_'.charCodeAt(0)] = 63;

/** What bytes of words are: 2 a letter or digit, or part of a longer character; 1 what disguises words. */
const WORDLY = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x80 || /[A-Za-z0-9]/.test(String.fromCharCode(byte)) ? 2 : 0,
);
// Padding too: what is written so twice ends in it.
for (const character of ` .,_*~@$!|+'/-=`) WORDLY[character.charCodeAt(0)] = 1;

/** @param units of a text, as `unitsOf` makes them */
export function base64Texts(units: Uint8Array): readonly string[] {
  // Of short runs many are texts by chance: they are read together.
  const taken: Taken = { texts: [], short: [] };
  for (let at = 0; at < units.length; at++) {
    // No text begins with the last two characters of the alphabet.
    if (sextet(units, at) < 62) at = takeRun(units, at, taken);
  }
  const { texts, short } = taken;
  return short.length === 0 ? texts : [...texts, short.join('\n')];
}

const sextet = (units: Uint8Array, at: number): number => SEXTETS[units[at] ?? 0] ?? NONE;

interface Taken {
  readonly texts: string[];
  readonly short: string[];
}

/** Letters and digits alone are a run of their own too: other text may stand before them, as in `x-` and `path/`. */
function takeRun(units: Uint8Array, start: number, taken: Taken): number {
  let piece = start;
  let at = start;
  for (;;) {
    while (sextet(units, at) < 62) at++;
    if (at - piece >= BASE64_CHARS_MIN) take(units, piece, at, taken);
    if (sextet(units, at) === NONE) break;
    do at++;
    while ((sextet(units, at) | 1) === 63);
    piece = at;
    if (sextet(units, at) === NONE) break;
  }
  if (piece !== start && at - start >= BASE64_CHARS_MIN) take(units, start, at, taken);
  return at;
}

function take(units: Uint8Array, start: number, end: number, { texts, short }: Taken): void {
  const first = sextet(units, start);
  // No text begins with such a byte, none goes on so behind a byte of its own: most words end here.
  if (first < 32 ? (sextet(units, start + 1) & 12) === 8 : first < 48) return;
  const isShort = end - start < SURE_CHARS_MIN;
  if (!isText(units, start, end, isShort)) return;
  const inner = decode(units, start, end);
  if (inner !== undefined) (isShort ? short : texts).push(inner);
}

/** Most runs are no texts, and most of those end here with their first bytes. */
function isText(units: Uint8Array, start: number, end: number, mustBeWords: boolean): boolean {
  let bits = 0;
  let held = 0;
  let length = 0;
  let letters = 0;
  let following = 0;
  for (let at = start; at < end; at++) {
    bits = ((bits << 6) | sextet(units, at)) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    const byte = (bits >> held) & 0xff;
    const wordly = WORDLY[byte] ?? 0;
    if (mustBeWords && wordly === 0) return false;
    letters += wordly >> 1;
    length++;
    const next = followers(byte, following);
    if (next === undefined) return false;
    following = next;
  }
  return following === 0 && (!mustBeWords || letters * 2 >= length);
}

function decode(units: Uint8Array, start: number, end: number): string | undefined {
  const bytes = new Uint8Array(Math.floor(((end - start) * 3) / 4));
  let bits = 0;
  let held = 0;
  let length = 0;
  for (let at = start; at < end; at++) {
    bits = ((bits << 6) | sextet(units, at)) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[length++] = (bits >> held) & 0xff;
  }
  return bytesText(bytes);
}
