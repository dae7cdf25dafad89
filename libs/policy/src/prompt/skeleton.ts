/** A text as its letters alone, those that signs stand for folded with them: words look the same however they are taken apart. */

import { asciiOf, asciiText, textOfUnits } from './units.js';

/** What a sign may stand for besides itself; and letters that are written for digits. */
const READS: Readonly<Record<string, string>> = {
  ...{
    '0': 'o',
    '1': 'il',
    '2': 'z',
    '3': 'e',
    '4': 'a',
    '5': 's',
    '6': 'bg',
    '7': 't',
    '8': 'b',
    '9': 'gq',
  },
  ...{
    '@': 'a',
    $: 's',
    '!': 'il',
    '|': 'il',
    '+': 't',
    '€': 'e',
    '£': 'l',
    '¢': 'c',
    '¥': 'y',
    '¡': 'il',
    ß: 'b',
  },
  ...{ o: '0', i: '1', l: '1' },
};
/** Signs that also separate. */
const MARKS = '!|+@$';
/** Where they separate, single letters or two stand between them. */
const MARKS_BETWEEN = /[!|+@$]\s?[\p{L}\p{N}]{1,2}\s?[!|+@$]/u;

const WORD = /[\p{L}\p{N}]/u;
const ASCII_SIZE = 128;

/** For each code unit the one that stands for all it may be taken for; 0: it is no letter, 65,535: not known yet. */
type Classes = Uint16Array;
const UNKNOWN = 0xffff;

const read = (character: string): string => READS[character] ?? '';

function classes(markClass: (mark: string) => string): Classes {
  const table = new Uint16Array(0x10000).fill(UNKNOWN);
  table.fill(0, 0, ASCII_SIZE);
  for (const character of 'abcdefghijklmnopqrstuvwxyz0123456789€£¢¥¡ß') {
    table[character.charCodeAt(0)] = classOf(character).charCodeAt(0);
  }
  for (const mark of MARKS) table[mark.charCodeAt(0)] = markClass(mark).charCodeAt(0) || 0;
  // Halves of characters beyond: what they are does not show in one of them.
  table.fill(0, 0xd800, 0xe000);
  return table;
}

/** The least of all that may be taken for one another. */
function classOf(character: string): string {
  const all = new Set([character]);
  for (const one of all) {
    for (const other of Object.keys(READS)) {
      if (other === one) for (const letter of read(one)) all.add(letter);
      else if (read(other).includes(one)) all.add(other);
    }
  }
  return [...all].filter((one) => /[a-z]/.test(one)).sort()[0] ?? character;
}

const asLetters = classes(classOf);
const asSeparators = classes(() => '');

/** 0: no letter. */
function letterOf(table: Classes, code: number): number {
  const known = table[code] ?? 0;
  if (known !== UNKNOWN) return known;
  const made = WORD.test(String.fromCharCode(code)) ? code : 0;
  // What no table shows stands for itself; that it does is remembered.
  table[code] = made;
  return made;
}

/** Whether a character of a text may be meant for one of a phrase. */
export const standsFor = (written: string, meant: string): boolean =>
  written === meant || read(written).includes(meant);

function lettersOf(table: Classes, text: string): string {
  const units = new Uint16Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = letterOf(table, text.charCodeAt(at));
    if (letter !== 0) units[length++] = letter;
  }
  return textOfUnits(units.subarray(0, length));
}

function lettersOfAscii(table: Classes, text: Uint8Array): string {
  const letters = new Uint8Array(text.length);
  let length = 0;
  for (const code of text) {
    const letter = table[code] ?? 0;
    letters[length] = letter;
    // What is no letter is written over.
    length += letter === 0 ? 0 : 1;
  }
  return asciiText(letters.subarray(0, length));
}

export class Skeleton {
  readonly letters: string;
  #places: Uint32Array | undefined;

  /**
   * @param text folded
   * @param marks whether `!|+@$` are letters or separate
   */
  constructor(
    readonly text: string,
    private readonly marks: 'letters' | 'separators',
  ) {
    const table = marks === 'letters' ? asLetters : asSeparators;
    const ascii = asciiOf(text);
    this.letters =
      ascii === undefined ? lettersOf(table, text) : lettersOfAscii(table, ascii.subarray(0, text.length));
  }

  /** Where in the text its letters stand. */
  get places(): Uint32Array {
    if (this.#places !== undefined) return this.#places;
    const table = this.marks === 'letters' ? asLetters : asSeparators;
    const places = new Uint32Array(this.letters.length);
    let length = 0;
    for (let at = 0; at < this.text.length; at++) {
      if (letterOf(table, this.text.charCodeAt(at)) !== 0) places[length++] = at;
    }
    return (this.#places = places);
  }
}

/** Ways to take the text apart: signs that also separate are read both ways. */
export const skeletons = (text: string): readonly Skeleton[] => [
  new Skeleton(text, 'letters'),
  ...(MARKS_BETWEEN.test(text) ? [new Skeleton(text, 'separators')] : []),
];
