/** The rows' own checks: a changed digit is refused, and an independent implementation says the same of random numbers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import validator from 'validator';
import type { Detector } from '../../detector.js';
import { personal } from './personal.js';

function rowOf(kind: string): Detector {
  const row = personal.find((one) => one.kind === kind);
  if (row === undefined) throw new Error(`no row ${kind}`);
  return row;
}

/** Whether the row takes the whole text, as its pattern and its check say. */
const accepts = (row: Detector, text: string): boolean =>
  Array.from(text.matchAll(row.pattern)).some((match) => match[0] === text) && row.isValid?.(text) !== false;

/** Kinds whose checksum sees every single changed digit. */
const sharp = [
  'payment-card iban bitcoin-address litecoin-address dogecoin-address tron-address xrp-address cardano-address vin imei',
  'gb-nhs us-npi us-bank-routing ca-sin br-cnpj ar-cuit cl-rut ec-cedula pe-ruc es-nif es-nie es-cif es-social-security',
  'pt-nif it-fiscal-code it-vat de-tax-id de-identity-card de-passport de-pension-number at-social-insurance ch-ahv',
  'fr-nir fr-tax-number be-national-number nl-bsn lu-national-number ie-pps se-personnummer se-personnummer-digits',
  'no-fodselsnummer fi-hetu pl-pesel pl-nip pl-identity-card hu-tax-number hu-taj ro-cnp bg-egn rs-jmbg gr-amka',
  'tr-identity-number hr-oib cn-resident-identity hk-identity-card hk-identity-card-digits in-aadhaar',
  'in-aadhaar-digits in-gstin sg-nric au-abn au-tfn za-identity-number il-identity-number sa-national-id',
].flatMap((line) => line.split(' '));

it.each(sharp)('%s refuses its examples with one digit changed', (kind) => {
  const row = rowOf(kind);
  const values = row.examples.match
    .flatMap((example) => Array.from(example.matchAll(row.pattern), (match) => match[0]))
    .filter((value) => row.isValid?.(value));
  expect(values.length).toBeGreaterThanOrEqual(3);
  const taken: string[] = [];
  for (const value of values) {
    for (let at = 0; at < value.length; at++) {
      if (!/\d/u.test(value[at] ?? '')) continue;
      for (const digit of '0123456789') {
        const changed = value.slice(0, at) + digit + value.slice(at + 1);
        if (changed !== value && accepts(row, changed)) taken.push(changed);
      }
    }
  }
  expect(taken).toEqual([]);
});

const digits = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), minLength: length, maxLength: length });
const letter = (of = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'): fc.Arbitrary<string> =>
  fc.constantFrom(...Array.from(of));
const two = (from: number, to: number): fc.Arbitrary<string> =>
  fc.integer({ min: from, max: to }).map((number) => String(number).padStart(2, '0'));
const joined = (...parts: readonly (fc.Arbitrary<string> | string)[]): fc.Arbitrary<string> =>
  fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((all) => all.join(''));
const yearFirst = joined(two(0, 99), two(1, 12), two(1, 28));
const dayFirst = joined(two(1, 28), two(1, 12), two(0, 99));

const identity = (locale: validator.IdentityCardLocale) => (text: string) =>
  validator.isIdentityCard(text, locale);
const tax = (locale: string) => (text: string) => validator.isTaxID(text, locale);

/** Kinds of which `validator` has a check as strict as the published rule; others of its checks look at the shape alone. */
const agreed: readonly (readonly [string, fc.Arbitrary<string>, (text: string) => boolean])[] = [
  ['es-nif', joined(digits(8), letter()), identity('ES')],
  ['es-nie', joined(letter('XYZ'), digits(7), letter()), identity('ES')],
  ['pl-pesel', joined(yearFirst, digits(5)), identity('PL')],
  ['fi-hetu', joined(dayFirst, '-', digits(3), letter('0123456789ABCDEFHJKLMNPRSTUVWXY')), identity('FI')],
  ['no-fodselsnummer', joined(dayFirst, digits(5)), identity('NO')],
  ['il-identity-number', joined('1', digits(8)), identity('he-IL')],
  ['th-identity-number-digits', joined('1', digits(12)), identity('TH')],
  ['cn-resident-identity', joined('11010519', yearFirst, digits(4)), identity('zh-CN')],
  ['hk-identity-card-digits', joined(letter(), digits(7)), identity('zh-HK')],
  ['tw-identity-number', joined(letter(), letter('12'), digits(8)), identity('zh-TW')],
  ['in-aadhaar-digits', joined(letter('23456789'), digits(11)), identity('IN')],
  ['de-tax-id', joined(letter('123456789'), digits(10)), tax('de-DE')],
  ['bg-egn', joined(yearFirst, digits(4)), tax('bg-BG')],
  ['ie-pps', joined(digits(7), letter('ABCDEFGHIJKLMNOPQRSTUVW')), tax('en-IE')],
  ['fr-tax-number', joined('0', digits(12)), tax('fr-FR')],
  ['hr-oib', digits(11), tax('hr-HR')],
  ['hu-tax-number', joined('8', digits(9)), tax('hu-HU')],
  [
    'it-fiscal-code',
    joined('RSSMRA', two(0, 99), letter('ABCDEHLMPRST'), two(1, 28), 'H501', letter()),
    tax('it-IT'),
  ],
  ['lu-national-number', joined('19', yearFirst, digits(5)), tax('lb-LU')],
  ['nl-bsn', joined('1', digits(8)), tax('nl-NL')],
  ['br-cpf', digits(11), tax('pt-BR')],
  ['pt-nif', joined(letter('123'), digits(8)), tax('pt-PT')],
  ['ro-cnp', joined('1', yearFirst, '10', digits(4)), tax('ro-RO')],
  ['se-personnummer', joined(yearFirst, '-', digits(4)), tax('sv-SE')],
  ['be-national-number', joined(yearFirst, digits(5)), tax('fr-BE')],
  ['au-abn', joined(letter('123456789'), digits(10)), (text) => validator.isVAT(text, 'AU')],
  ['imei', digits(15), (text) => validator.isIMEI(text)],
  ['us-bank-routing', joined(letter('0123'), '1', digits(7)), (text) => validator.isAbaRouting(text)],
  ['payment-card', joined('4', digits(15)), (text) => validator.isCreditCard(text)],
];

describe('an independent implementation', () => {
  it.each(agreed)('says the same as %s', (kind, numbers, check) => {
    const row = rowOf(kind);
    fc.assert(
      fc.property(numbers, (text) => {
        // Each last character in turn, so that about one of them is right.
        for (const last of /\d$/u.test(text) ? '0123456789' : 'ABCDEFGHJKLMNPQRSTUVWXYZ') {
          const whole = text.slice(0, -1) + last;
          if (accepts(row, whole) !== check(whole)) expect(`${kind} ${whole}`).toBe('agreed upon');
        }
        expect(text).not.toBe('');
      }),
      { numRuns: 200 },
    );
  });
});
