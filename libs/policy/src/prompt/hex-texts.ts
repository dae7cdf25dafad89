/** Texts whose bytes stand in a text as hexadecimal numbers: `626c7565`, `62 6c 75 65`, `0x62,0x6c,0x75,0x65`. */
import { bytesText, followers } from './bytes-text.js';

/** Fewer hide nothing. */
const BYTES_MIN = 3;
/** Characters that separate two bytes at most. */
const SEPARATORS_MAX = 2;
const X = 'x'.charCodeAt(0);
const ZERO = '0'.charCodeAt(0);

const [OTHER, LETTER, SEPARATOR] = [16, 17, 18];
/** What a character is, by its code: up to 15 a digit's value, then other letters and digits, and what separates bytes. */
const KINDS = new Uint8Array(256).fill(OTHER);
for (let code = 0; code < KINDS.length; code++) {
  const character = String.fromCharCode(code);
  if (/[0-9a-z]/i.test(character)) KINDS[code] = LETTER;
  if (/[0-9a-f]/i.test(character)) KINDS[code] = Number.parseInt(character, 16);
  if (/[\s:,-]/.test(character)) KINDS[code] = SEPARATOR;
}

const kindAt = (units: Uint8Array, at: number): number => KINDS[units[at] ?? 0] ?? OTHER;
const isWordly = (kind: number): boolean => kind <= LETTER && kind !== OTHER;

/** @param units of a text, as `unitsOf` makes them */
export function hexTexts(units: Uint8Array): readonly string[] {
  const texts: string[] = [];
  // Runs begin and end where words do.
  for (let at = 0; at < units.length; at++) {
    if (!isWordly(kindAt(units, at))) continue;
    const run = runAt(units, at);
    if (run !== undefined) {
      at = run.end - 1;
      const inner = decode(units, run.start, run.bytes);
      if (inner !== undefined) texts.push(inner);
    }
    while (isWordly(kindAt(units, at))) at++;
  }
  return texts;
}

interface Run {
  readonly start: number;
  readonly end: number;
  readonly bytes: number;
}

/** As long as it can be; `start` is that of its first digit. */
function runAt(units: Uint8Array, from: number): Run | undefined {
  const start = digitsAt(units, from);
  let at = start;
  let end = start;
  let bytes = 0;
  for (let count = 1; kindAt(units, at) < 16 && kindAt(units, at + 1) < 16; count++) {
    at += 2;
    const behind = kindAt(units, at);
    if (!isWordly(behind)) {
      end = at;
      bytes = count;
    }
    at = digitsAt(units, behind < 16 ? at : behindSeparators(units, at));
  }
  return bytes < BYTES_MIN ? undefined : { start, end, bytes };
}

function behindSeparators(units: Uint8Array, at: number): number {
  let behind = at;
  while (behind < at + SEPARATORS_MAX && kindAt(units, behind) === SEPARATOR) behind++;
  return behind;
}

/** Behind `0x`. */
const digitsAt = (units: Uint8Array, at: number): number =>
  units[at] === ZERO && ((units[at + 1] ?? 0) | 32) === X ? at + 2 : at;

function decode(units: Uint8Array, start: number, count: number): string | undefined {
  const bytes = new Uint8Array(count);
  let following = 0;
  let at = start;
  for (let index = 0; index < count; index++) {
    const byte = kindAt(units, at) * 16 + kindAt(units, at + 1);
    const next = followers(byte, following);
    if (next === undefined) return undefined;
    following = next;
    bytes[index] = byte;
    at += 2;
    at = digitsAt(units, kindAt(units, at) < 16 ? at : behindSeparators(units, at));
  }
  return bytesText(bytes);
}
