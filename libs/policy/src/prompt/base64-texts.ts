/** Texts that runs of base64 in a text hold, where they are texts. RFC 4648, both alphabets. */
import { bytesText, followers } from './bytes-text.js';

/** Three bytes: what is shorter hides nothing. */
const BASE64_CHARS_MIN = 4;
/** From here on every text counts; of shorter runs only those that look like words, since words are base64 too. */
const SURE_CHARS_MIN = 20;

const NONE = 255;
/** What a character stands for, by its code. */
const SEXTETS = new Uint8Array(128).fill(NONE);
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
for (const character of ` .,_*~@$!|+'/-`) WORDLY[character.charCodeAt(0)] = 1;

export function base64Texts(text: string): readonly string[] {
  // Of short runs many are texts by chance: they are read together.
  const taken: Taken = { texts: [], short: [] };
  // Letters and digits alone are a run of their own too: other text may stand before them, as in `x-` and `path/`.
  let [run, piece] = [-1, -1];
  for (let at = 0; at <= text.length; at++) {
    const code = text.charCodeAt(at);
    const value = code < 128 ? (SEXTETS[code] ?? NONE) : NONE;
    if (value < 62) {
      if (piece < 0) piece = at;
      if (run < 0) run = at;
      continue;
    }
    if (run < 0) continue;
    if (piece >= 0 && at - piece >= BASE64_CHARS_MIN) take(text, piece, at, taken);
    if (value !== NONE) {
      piece = -1;
      continue;
    }
    if (run !== piece && at - run >= BASE64_CHARS_MIN) take(text, run, at, taken);
    run = piece = -1;
  }
  const { texts, short } = taken;
  return short.length === 0 ? texts : [...texts, short.join('\n')];
}

const sextet = (text: string, at: number): number => SEXTETS[text.charCodeAt(at)] ?? NONE;

interface Taken {
  readonly texts: string[];
  readonly short: string[];
}

function take(text: string, start: number, end: number, { texts, short }: Taken): void {
  const [first, second] = [sextet(text, start), sextet(text, start + 1)];
  // No text begins with such a byte, none goes on so behind a byte of its own: most words end here.
  if ((first >= 32 && first < 48) || (first < 32 && (second & 12) === 8)) return;
  const isShort = end - start < SURE_CHARS_MIN;
  if (!isText(text, start, end, isShort)) return;
  const inner = decode(text, start, end);
  if (inner !== undefined) (isShort ? short : texts).push(inner);
}

/** Most runs are no texts, and most of those end here with their first bytes. */
function isText(text: string, start: number, end: number, mustBeWords: boolean): boolean {
  let [bits, held, length, letters, following] = [0, 0, 0, 0, 0];
  for (let at = start; at < end; at++) {
    bits = ((bits << 6) | sextet(text, at)) & 0xffff;
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

function decode(text: string, start: number, end: number): string | undefined {
  const bytes = new Uint8Array(Math.floor(((end - start) * 3) / 4));
  let [bits, held, length] = [0, 0, 0];
  for (let at = start; at < end; at++) {
    bits = ((bits << 6) | sextet(text, at)) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[length++] = (bits >> held) & 0xff;
  }
  return bytesText(bytes);
}
