/** What must stand in a match of a row for it to be worth a look, and where in a text that is. */
import type { Detector } from '../detector.js';
import { NOT_ASCII, type CharacterSet } from '../pattern/character-set.js';

type Hint = NonNullable<Detector['hint']>;

/** Bits of hints. */
export const gates = {
  digits: 1,
  'letters-and-digits': 1,
  at: 2,
  colon: 4,
  dot: 8,
} as const satisfies Record<Hint, number>;
export const gateBits = [gates.digits, gates.at, gates.colon, gates.dot] as const;
const signs = new Map<number, string>([
  [gates.at, '@'],
  [gates.colon, ':'],
  [gates.dot, '.'],
]);

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** 1 for the units that a hint stands for. */
export const isHintUnit =
  (hint: Hint) =>
  (_: unknown, code: number): number =>
    hintMarks[code] === gates[hint] ? 1 : 0;

/** Of each ASCII unit the bit of its hint. */
export const hintMarks: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) =>
  isDigit(code) ? gates.digits : ([...signs].find(([, sign]) => sign.charCodeAt(0) === code)?.[0] ?? 0),
);

/** Whether what a bit stands for is in `text.slice(from, to)`. */
export function holds(text: string, gate: number, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (hintMarks[text.charCodeAt(at)] === gate) return true;
  return false;
}

/** What is known of the hint of a row: which, how many characters from the start of a match at the most, and what can stand before it. */
interface HintOfRow {
  readonly gate: number;
  readonly hintCharacters: number;
  readonly hintLead: CharacterSet;
}

/** Whether, as far as a text goes, the hint of a row is where a match that starts at `at` must have it. */
export function mayHold({ gate, hintCharacters, hintLead }: HintOfRow, text: string, at: number): boolean {
  let left = hintCharacters;
  for (let here = at; here < text.length; here++) {
    const code = text.charCodeAt(here);
    if (hintMarks[code] === gate) return true;
    if (left === 0 || hintLead[code < NOT_ASCII ? code : NOT_ASCII] !== 1) return false;
    // A pair is one character.
    if ((code & 0xfc00) !== 0xd800) left--;
  }
  return true;
}

/** Where from `at` on the next is; Infinity where none is. */
export function nextHint(text: string, gate: number, at: number): number {
  if (gate !== gates.digits) {
    const found = text.indexOf(signs.get(gate) ?? '', at);
    return found < 0 ? Infinity : found;
  }
  for (let found = at; found < text.length; found++) if (isDigit(text.charCodeAt(found))) return found;
  return Infinity;
}

/** The last of the hints that stand one behind the other from a hint on. */
export function lastHint(text: string, gate: number, at: number): number {
  let last = at;
  if (gate === gates.digits) while (isDigit(text.charCodeAt(last + 1))) last++;
  return last;
}
