/** Checksums against published examples, and against what they are for: a changed digit is refused. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base58CheckVersion, rippleAlphabet } from './base58check.js';
import { bech32 } from './bech32.js';
import { isCalendarDate, isDateOfSomeCentury } from './calendar-date.js';
import { allTheSame, base36Of, digitsOf, lettersAndDigitsOf } from './digits.js';
import { mod11x10, mod11x2, remainderBy97 } from './iso-7064.js';
import { luhn, luhn36 } from './luhn.js';
import { vehicleIdentificationNumber } from './vehicle-identification-number.js';
import { verhoeff } from './verhoeff.js';
import { checkedAt, icao9303, weightedSum } from './weighted-sum.js';

const DIGITS = '0123456789';
const BASE36 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** IBAN as MOD 97-10 has it: the first four characters go behind. */
const mod97 = (text: string): boolean => remainderBy97(text.slice(4) + text.slice(0, 4)) === 1;
const mod11Weighted = (text: string): boolean => weightedSum(text, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;

interface Scheme {
  readonly name: string;
  readonly accepts: (text: string) => boolean;
  readonly published: readonly string[];
  readonly refused: readonly string[];
  /** What a generated text is made of, and what it may end in. */
  readonly alphabet: string;
  readonly lastAlphabet?: string;
  readonly length: number;
}

const schemes: readonly Scheme[] = [
  {
    name: 'Luhn',
    accepts: luhn,
    published: ['79927398713', '4111111111111111', '490154203237518'],
    refused: ['79927398710', '0', '', '7992739871A'],
    alphabet: DIGITS,
    length: 16,
  },
  {
    name: 'Luhn in base 36',
    accepts: luhn36,
    published: ['27AAPFU0939F1ZV'],
    refused: ['27AAPFU0939F1ZW', 'a', ''],
    alphabet: BASE36,
    length: 15,
  },
  {
    name: 'Verhoeff',
    accepts: verhoeff,
    published: ['2363', '123451', '234123412346'],
    refused: ['2364', '123415', '', '0', '23A3'],
    alphabet: DIGITS,
    length: 12,
  },
  {
    name: 'ISO 7064 MOD 11,10',
    accepts: mod11x10,
    published: ['07945', '86095742719', '33392005961'],
    refused: ['07946', '', '5'],
    alphabet: DIGITS,
    length: 11,
  },
  {
    name: 'ISO 7064 MOD 11-2',
    accepts: mod11x2,
    published: ['07940', '0000000218250097', '11010519491231002X'],
    refused: ['07941', '', '110105194912310020'],
    alphabet: DIGITS,
    lastAlphabet: `${DIGITS}X`,
    length: 16,
  },
  {
    name: 'ISO 7064 MOD 97-10',
    accepts: mod97,
    published: ['GB82WEST12345698765432', 'DE89370400440532013000'],
    refused: ['GB82WEST12345698765433', ''],
    alphabet: DIGITS,
    length: 22,
  },
  {
    name: 'weights modulo 11',
    accepts: mod11Weighted,
    published: ['111222333', '123456782'],
    refused: ['111222334', '123456789'],
    alphabet: DIGITS,
    length: 9,
  },
  {
    name: 'ICAO 9303',
    accepts: icao9303,
    published: ['7408122', 'T220001293', 'L01X00T471'],
    refused: ['7408123', 'T220001294', '', '7'],
    alphabet: DIGITS,
    length: 10,
  },
];

describe.each(schemes)(
  '$name',
  ({ accepts, published, refused, alphabet, lastAlphabet = alphabet, length }) => {
    it('accepts the published examples and refuses what differs from them', () => {
      expect(published.filter((text) => !accepts(text))).toEqual([]);
      expect(refused.filter((text) => accepts(text))).toEqual([]);
    });

    it('refuses any number of which one digit was changed', () => {
      const texts = fc.string({
        unit: fc.constantFrom(...Array.from(alphabet)),
        minLength: length - 1,
        maxLength: length - 1,
      });
      fc.assert(
        fc.property(texts, fc.nat(), fc.nat(), (body, at, other) => {
          const whole = Array.from(lastAlphabet)
            .map((last) => body + last)
            .find((text) => accepts(text));
          fc.pre(whole !== undefined);
          const place = at % length;
          const choices = place === length - 1 ? lastAlphabet : alphabet;
          const character = choices[other % choices.length] ?? '';
          fc.pre(character !== whole[place]);
          expect(accepts(whole.slice(0, place) + character + whole.slice(place + 1))).toBe(false);
        }),
      );
    });
  },
);

describe('checksums of longer texts', () => {
  it('knows vehicle identification numbers', () => {
    expect(
      ['1M8GDM9AXKP042788', '11111111111111111', '1HGCM82633A004352'].every(vehicleIdentificationNumber),
    ).toBe(true);
    expect(
      ['1M8GDM9A0KP042788', '1M8GDM9AXKP04278', 'IM8GDM9AXKP042788'].some(vehicleIdentificationNumber),
    ).toBe(false);
  });

  it('knows bech32 and bech32m (examples of BIP 173 and BIP 350)', () => {
    const valid = [
      'A12UEL5L',
      'a1lqfn3a',
      'BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4',
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
      'split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w',
    ];
    expect(valid.filter((text) => !bech32(text))).toEqual([]);
    expect(
      ['A1G7SGD8', '10a06t8', '1qzzfhee', 'pzry9x0s0muk', 'x1b4n0q5v', 'de1lg7wt', 'a12UEL5L'].filter(
        (text) => bech32(text),
      ),
    ).toEqual([]);
  });

  it('knows base58check, in the alphabets of Bitcoin and the XRP Ledger', () => {
    expect(base58CheckVersion('1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2')).toBe(0x00);
    expect(base58CheckVersion('3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy')).toBe(0x05);
    expect(base58CheckVersion('rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh', rippleAlphabet)).toBe(0x00);
    for (const text of [
      '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3',
      '0BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2',
      '',
      '1'.repeat(60),
    ]) {
      expect(base58CheckVersion(text)).toBeUndefined();
    }
  });

  it('compares the check digit at a place', () => {
    expect(checkedAt('1238', 3, [1, 2, 1], (sum) => sum % 10)).toBe(true);
    expect(checkedAt('1239', 3, [1, 2, 1], (sum) => sum % 10)).toBe(false);
  });
});

describe('calendar dates', () => {
  it('knows which days there are', () => {
    expect([isCalendarDate(2000, 2, 29), isCalendarDate(2024, 2, 29), isCalendarDate(1999, 12, 31)]).toEqual([
      true,
      true,
      true,
    ]);
    expect([
      isCalendarDate(1900, 2, 29),
      isCalendarDate(2023, 2, 29),
      isCalendarDate(2023, 13, 1),
      isCalendarDate(2023, 4, 31),
      isCalendarDate(2023, 1, 0),
    ]).toEqual([false, false, false, false, false]);
    expect([isDateOfSomeCentury(0, 2, 29), isDateOfSomeCentury(1, 2, 29)]).toEqual([true, false]);
  });
});

describe('characters of identifiers', () => {
  it('leaves out what stands between them', () => {
    expect(digitsOf('a 12-3.4')).toBe('1234');
    expect(lettersAndDigitsOf('de 89-3704')).toBe('DE893704');
    expect([base36Of('7'), base36Of('Z'), base36Of('z'), base36Of('')]).toEqual([7, 35, -1, -1]);
    expect([allTheSame('1111'), allTheSame('1112')]).toEqual([true, false]);
  });
});
