import fc from 'fast-check';
import { getCountries, getExampleNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { CountryCode } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { describe, expect, it } from 'vitest';
import { isTelephone } from './telephone.js';

const said = (text: string, country?: CountryCode): boolean =>
  parsePhoneNumberFromString(text, country)?.isValid() === true;

const digit = fc.constantFrom('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
const homes: readonly (CountryCode | undefined)[] = [
  undefined,
  'US',
  'GB',
  'DE',
  'FR',
  'IT',
  'BR',
  'MX',
  'AU',
  'SE',
];
const known = getCountries().flatMap((country) => getExampleNumber(country, examples) ?? []);
const separator = fc.constantFrom(
  '',
  '',
  '',
  ' ',
  '-',
  '.',
  '/',
  ' (',
  ') ',
  '\u00a0',
  '\u202f',
  '\u2013',
  '  ',
);
const spread = (digits: string): fc.Arbitrary<string> =>
  fc.array(separator, { minLength: digits.length, maxLength: digits.length }).map((between) =>
    Array.from(digits, (digit, at) => digit + (between[at] ?? ''))
      .join('')
      .trimEnd(),
  );
/** A number of some country, as it is or with some digits changed. */
const nearNumbers = fc
  .tuple(
    fc.constantFrom(...known),
    fc.constantFrom('+', '', '0', '00', '1', '+0'),
    fc.boolean(),
    fc.string({ unit: digit, maxLength: 2 }),
  )
  .map(
    ([number, lead, isWhole, more]) =>
      lead +
      (isWhole ? number.countryCallingCode : '') +
      number.nationalNumber.slice(0, more === '' ? undefined : -2) +
      more,
  );

describe('a telephone number', () => {
  it('is what libphonenumber says, in all countries', () => {
    for (const { country, number, nationalNumber } of known) {
      expect(isTelephone(number), number).toBe(true);
      for (const text of [nationalNumber, `0${nationalNumber}`, `1${nationalNumber}`])
        expect(isTelephone(text, country), text).toBe(said(text, country));
    }
  });

  it('is what libphonenumber says of any digits in any writing', () => {
    const digits = fc.string({ unit: digit, minLength: 3, maxLength: 16 });
    const text = fc
      .oneof(
        nearNumbers,
        digits,
        digits.map((all) => `+${all}`),
      )
      .chain(spread);
    fc.assert(
      fc.property(text, fc.constantFrom(...homes), (written, home) => {
        expect(isTelephone(written, home)).toBe(said(written, home));
      }),
      { numRuns: 6_000 },
    );
  });
});
