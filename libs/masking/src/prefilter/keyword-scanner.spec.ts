/** Holds the scanner to what `indexOf` says of the text in lower case. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeywordScanner } from './keyword-scanner.js';

const idsOf = (scanner: KeywordScanner, text: string, start?: number, end?: number): number[] => {
  scanner.scan(text, start, end);
  return [...scanner.foundIds()].sort((a, b) => a - b);
};
const byIndexOf = (groups: readonly (readonly string[])[], text: string): number[] =>
  groups.flatMap((words, id) =>
    words.some((word) => text.toLowerCase().includes(word.toLowerCase())) ? [id] : [],
  );

describe('keyword scanner', () => {
  it('finds words that overlap, hold and end one another', () => {
    const scanner = new KeywordScanner([['he'], ['she'], ['hers'], ['his', 'er'], ['x']]);
    expect(idsOf(scanner, 'ushers')).toEqual([0, 1, 2, 3]);
    expect(idsOf(scanner, 'sh')).toEqual([]);
    expect(idsOf(scanner, '')).toEqual([]);
  });

  it('says the same whatever few letters the words and texts are made of', () => {
    const few = (letters: string, maxLength: number, minLength = 0) =>
      fc.string({ unit: fc.constantFrom(...Array.from(letters)), minLength, maxLength });
    const word = few('abAé_', 5, 1);
    fc.assert(
      fc.property(
        fc.array(fc.array(word, { maxLength: 3 }), { maxLength: 40 }),
        few('abABéÉ_ -😀', 60),
        (groups, text) => {
          expect(idsOf(new KeywordScanner(groups), text)).toEqual(byIndexOf(groups, text));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('says the same of any text', () => {
    const words = fc.array(fc.string({ minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(words, fc.array(fc.string({ unit: 'binary-ascii' })), fc.nat(), (list, rest, pick) => {
        const text = [...rest, list[pick % list.length] ?? '', ...rest].join('');
        const groups = list.map((one) => [one]);
        expect(idsOf(new KeywordScanner(groups), text)).toEqual(byIndexOf(groups, text));
      }),
      { numRuns: 1_000 },
    );
  });

  it('forgets one text before the next, and reads a part where asked', () => {
    const scanner = new KeywordScanner(Array.from({ length: 70 }, (_, n) => [`word${n}.`]));
    expect(idsOf(scanner, 'WORD1. word69. word1.')).toEqual([1, 69]);
    expect(idsOf(scanner, 'word3.')).toEqual([3]);
    expect(idsOf(scanner, 'word3. word4. word5.', 1, 13)).toEqual([4]);
    expect(idsOf(scanner, 'word3. word4. word5.', 7)).toEqual([4, 5]);
  });

  it('takes for a letter what a pattern that ignores case takes for it', () => {
    expect(/^key secret$/iu.test('\u212aey \u017fecret')).toBe(true);
    expect(idsOf(new KeywordScanner([['key'], ['secret']]), '\u212aey \u017fecret')).toEqual([0, 1]);
  });

  it('tells where words end, of all scripts in one order, and what marks it passed', () => {
    const marks = new Uint8Array(128);
    marks[0x31] = 4;
    const scanner = new KeywordScanner([['\u03c3\u03b1'], ['ab', 'sa']], marks);
    expect(scanner.scan('ab \u03a3\u0391 1 AB')).toBe(3);
    expect(Array.from(scanner.ends.subarray(0, 3))).toEqual([2, 5, 10]);
    expect(scanner.marks).toBe(4);
  });

  it('refuses a word that occurs everywhere', () => {
    expect(() => new KeywordScanner([['']])).toThrow(RangeError);
  });
});
