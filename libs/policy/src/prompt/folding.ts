/** Characters as a model would understand them: compatibility forms, marks and look-alikes undone, in small letters. */
import { confusables } from './confusables.js';
import { textOfUnits } from './units.js';

/** Format, control, private and unassigned characters, fillers and variation selectors: nothing to see. */
const INVISIBLE =
  /(?![\t\n\v\f\r\x85])\p{C}|\p{Variation_Selector}|[\u115f\u1160\u3164\uffa0]|\u034f|\u17b4|\u17b5/gu;
/** Signs of trade: they stand behind names, and their letters are no part of them. */
const TRADE = /[\u2120\u2122]/g;
const MARKS = /\p{M}+/gu;
const NOT_ASCII = /[^\0-\x7f]/gu;

/** What no character folds to: both are removed themselves. */
const [UNKNOWN, LONG] = [0xffff, 0xfffe];
/** For each code unit the one it folds to; 0: it is removed, `LONG`: not one, `UNKNOWN`: not asked for yet. */
const units = new Uint16Array(0x10000).fill(UNKNOWN);
units.fill(LONG, 0xd800, 0xe000);
/** What characters fold to that are not one unit before and behind, so many of those beyond the first plane. */
const long = new Map<number, string>();
const LONG_REMEMBERED_MAX = 8192;

/** Each character by itself: none depends on its neighbours. Spaces are left. */
export function foldedCharacters(text: string): string {
  let out = new Uint16Array(text.length + 32);
  let length = 0;
  let all = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    let unit = units[code] ?? 0;
    if (unit === UNKNOWN) unit = learn(code);
    if (unit === 0) continue;
    if (unit !== LONG) {
      out[length++] = unit;
      all |= unit;
      continue;
    }
    const point = text.codePointAt(at) ?? 0;
    if (point > 0xffff) at++;
    const folded = longOf(point);
    // Room for it, and for what follows unit by unit.
    if (length + folded.length + text.length - at > out.length) out = grown(out, length, folded.length);
    for (let index = 0; index < folded.length; index++) out[length++] = folded.charCodeAt(index);
    all |= 0x80;
  }
  return textOfUnits(out.subarray(0, length), all < 0x80);
}

function grown(full: Uint16Array, length: number, more: number): Uint16Array<ArrayBuffer> {
  const larger = new Uint16Array(full.length * 2 + more);
  larger.set(full.subarray(0, length));
  return larger;
}

function learn(code: number): number {
  const folded = foldedCharacter(String.fromCharCode(code));
  const unit = folded.length > 1 ? LONG : folded === '' ? 0 : folded.charCodeAt(0);
  units[code] = unit;
  return unit;
}

function longOf(point: number): string {
  let folded = long.get(point);
  if (folded === undefined) {
    folded = foldedCharacter(String.fromCodePoint(point));
    if (long.size < LONG_REMEMBERED_MAX) long.set(point, folded);
  }
  return folded;
}

const foldedCharacter = (character: string): string =>
  character
    .replace(INVISIBLE, '')
    .replace(TRADE, '')
    .normalize('NFKD')
    .replace(MARKS, '')
    .toLowerCase()
    .replace(NOT_ASCII, (one) => confusables.get(one) ?? one);
