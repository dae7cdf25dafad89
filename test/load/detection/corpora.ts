/** Texts that detectors are timed on. */
import { numbersOf, proseOf } from '../traffic/prose.js';

export const corpusNames = ['clean JSON', 'prose', 'prose in messages', 'personal data'] as const;
export type CorpusName = (typeof corpusNames)[number];

export interface Corpus {
  readonly name: CorpusName;
  readonly isJson: boolean;
  readonly texts: readonly string[];
}

const TEXT_CHARS = 32 * 1024;
const MESSAGE_CHARS = 500;
const TEXTS = 8; // Different ones, so that no text is known by heart.

/** As a tool returns it: nothing to find, and much that has to be looked at closer. */
function cleanJson(seed: number): string {
  const next = numbersOf(seed);
  const rows: object[] = [];
  for (let written = 0; written < TEXT_CHARS;) {
    const row = {
      order: `4500-${Math.floor(next() * 90_000) + 10_000}`,
      status: next() < 0.5 ? 'open' : 'delivered',
      created: `2026-0${Math.floor(next() * 9) + 1}-1${Math.floor(next() * 9)}T08:30:00Z`,
      amount: Math.round(next() * 1e6) / 100,
      positions: [
        {
          article: `PUMP-${Math.floor(next() * 900)}`,
          pieces: Math.floor(next() * 40),
          text: proseOf(Math.floor(next() * 1e6), 120),
        },
      ],
    };
    rows.push(row);
    written += JSON.stringify(row).length;
  }
  return JSON.stringify({ total: rows.length, rows });
}

/** A customer list as people paste it: about every third word is a find. */
function personalData(seed: number): string {
  const next = numbersOf(seed);
  const number = (digits: number): string =>
    String(Math.floor(next() * 9 * 10 ** (digits - 1)) + 10 ** (digits - 1));
  const lines: string[] = [];
  for (let written = 0; written < TEXT_CHARS;) {
    const line =
      `customer${number(4)}@mail-${number(2)}.example.com, phone +49 30 ${number(8)}, card ${luhn(`4${number(14)}`)}, ` +
      `IBAN ${iban(number(9) + number(9))}, born 1${number(1)}.0${number(1)}.1972, server 10.${number(2)}.7.${number(2)}, ` +
      `SSN ${[`${100 + Math.floor(next() * 500)}`, `1${number(1)}`, number(4)].join('-')}.`;
    lines.push(line);
    written += line.length;
  }
  return lines.join('\n');
}

/** The digits with their check digit (ISO/IEC 7812-1). */
function luhn(digits: string): string {
  let sum = 0;
  for (const [index, digit] of digits.split('').reverse().entries()) {
    const doubled = index % 2 === 0 ? Number(digit) * 2 : Number(digit);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits + String((10 - (sum % 10)) % 10);
}

/** A German account number with its check digits (ISO 13616). */
function iban(account: string): string {
  const check = 98n - (BigInt(`${account}131400`) % 97n); // DE is 13 14.
  return `DE${String(check).padStart(2, '0')}${account}`;
}

export function corpora(): readonly Corpus[] {
  const many = (make: (seed: number) => string): readonly string[] =>
    Array.from({ length: TEXTS }, (_, seed) => make(seed + 1));
  const prose = many((seed) => proseOf(seed, TEXT_CHARS));
  const messages = prose.flatMap((text) => text.match(new RegExp(`.{1,${MESSAGE_CHARS}}`, 'gs')) ?? []);
  return [
    { name: 'clean JSON', isJson: true, texts: many(cleanJson) },
    { name: 'prose', isJson: false, texts: prose },
    { name: 'prose in messages', isJson: false, texts: messages },
    { name: 'personal data', isJson: false, texts: many(personalData) },
  ];
}
