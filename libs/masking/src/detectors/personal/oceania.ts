/** Numbers of Australia and New Zealand. Australia's Medicare number stands with health. */
import { digitsOf } from '../../checksums/digits.js';
import { checkedAt, weightedSum } from '../../checksums/weighted-sum.js';
import type { Detector } from '../../detector.js';
import { row } from './row.js';
import { shape } from './shape.js';

/** One is taken from the first digit before weighing. */
const isAbn = (text: string): boolean =>
  (weightedSum(digitsOf(text), [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10) % 89 === 0;

const isAcn = (text: string): boolean =>
  checkedAt(digitsOf(text), 8, [8, 7, 6, 5, 4, 3, 2, 1], (sum) => (10 - (sum % 10)) % 10);

const isTfn = (text: string): boolean => {
  const digits = digitsOf(text);
  const weights = digits.length === 8 ? [10, 7, 8, 4, 6, 3, 5, 1] : [1, 4, 3, 7, 5, 8, 6, 9, 10];
  return weightedSum(digits, weights) % 11 === 0 && Number(digits) > 0;
};

/** A second row of weights where the first gives ten. */
function isIrd(text: string): boolean {
  const digits = digitsOf(text).padStart(9, '0');
  const check = (weights: readonly number[]): number => (11 - (weightedSum(digits, weights) % 11)) % 11;
  const first = check([3, 2, 7, 6, 5, 4, 3, 2]);
  const number = Number(digits);
  return (
    number > 10_000_000 &&
    number < 150_000_000 &&
    Number(digits[8]) === (first < 10 ? first : check([7, 4, 3, 2, 5, 2, 7, 6]))
  );
}

export const oceania: readonly Detector[] = [
  row({
    kind: 'au-abn',
    category: 'financial',
    country: 'AU',
    about: 'Business number of Australia (ABN)',
    pattern: shape(String.raw`[1-9]\d~?\d{3}~?\d{3}~?\d{3}`),
    hint: 'digits',
    isValid: isAbn,
    context: ['abn', 'business number'],
    keys: ['abn', 'abnnumber'],
    score: 0.7,
    examples: {
      match: ['51 824 753 556', 'ABN 51824753556', 'ABN: 51-824-753-556.'],
      not: ['51 824 753 557', '01 824 753 556', '518247535560'],
    },
  }),
  row({
    kind: 'au-acn',
    category: 'financial',
    country: 'AU',
    about: 'Company number of Australia (ACN)',
    pattern: shape(String.raw`\d{3}~?\d{3}~?\d{3}`),
    hint: 'digits',
    isValid: isAcn,
    context: ['acn', 'company number'],
    needsContext: true,
    keys: ['acn', 'acnnumber'],
    score: 0.6,
    examples: {
      match: ['ACN 004 085 616', '{"acn":"004085616"}', 'ACN: 010-499-966'],
      not: ['004 085 616', 'ACN 004 085 617', 'ACN 004 085 61'],
    },
  }),
  row({
    kind: 'au-tfn',
    country: 'AU',
    about: 'Tax file number of Australia (TFN)',
    pattern: shape(String.raw`\d{3}~?\d{3}~?\d{2,3}`),
    hint: 'digits',
    isValid: isTfn,
    context: ['tfn', 'tax file'],
    needsContext: true,
    keys: ['tfn', 'taxfilenumber', 'taxfile'],
    score: 0.65,
    examples: {
      match: ['TFN 123 456 782', '{"tfn":"123456782"}', 'tax file number 123-456-782'],
      not: ['123 456 782', 'TFN 123 456 783', 'TFN 1234567820'],
    },
  }),
  row({
    kind: 'nz-ird',
    country: 'NZ',
    about: 'Inland revenue number of New Zealand (IRD)',
    pattern: shape(String.raw`\d{2,3}~?\d{3}~?\d{3}`),
    hint: 'digits',
    isValid: isIrd,
    context: ['ird', 'inland revenue'],
    needsContext: true,
    keys: ['ird', 'irdnumber'],
    score: 0.65,
    examples: {
      match: ['IRD 49-091-850', '{"ird":"136410132"}', 'inland revenue 35901981'],
      not: ['49-091-850', 'IRD 49-091-851', 'IRD 9125568'],
    },
  }),
];
