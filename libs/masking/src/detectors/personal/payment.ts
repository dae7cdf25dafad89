/** What money moves by: cards, accounts and banks. */
import { countrySpecs, isValidIBAN } from 'ibantools';
import { digitsOf, lettersAndDigitsOf } from '../../checksums/digits.js';
import { luhn } from '../../checksums/luhn.js';
import type { Detector } from '../../detector.js';
import { row } from './row.js';
import { shape } from './shape.js';

/** Ranges of issuers and how many digits their cards have (ISO/IEC 7812, as the networks publish them). */
const issuers: readonly RegExp[] = [
  /^4\d{15}(?:\d{3})?$/u,
  /^(?:5[1-5]\d{2}|222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}$/u,
  /^3[47]\d{13}$/u,
  /^(?:6011|65\d{2}|64[4-9]\d)\d{12}(?:\d{3})?$/u,
  /^(?:30[0-5]\d|3095|3[689]\d{2})\d{10}(?:\d{2})?$/u,
  /^35(?:2[89]|[3-8]\d)\d{12}(?:\d{3})?$/u,
  /^62\d{14,17}$/u,
  /^(?:50(?:1[89]|20|38|6\d|8[5-9]|9\d)|5893|60[6-9]\d|6304|63[67]\d|6759|676[1-3]|8[12]\d{2})\d{12}(?:\d{3})?$/u,
  /^220[0-4]\d{12}$/u,
  /^9792\d{12}$/u,
];
/** Nineteen digits in one run are mostly numbers of a database: of these only the networks that use them are believed. */
const ofNineteenDigits = /^(?:62|50|58|63|67)/u;
const isCard = (text: string): boolean => {
  const digits = digitsOf(text);
  return (
    issuers.some((issuer) => issuer.test(digits)) &&
    (text.length !== 19 || /\D/u.test(text) || ofNineteenDigits.test(digits)) &&
    luhn(digits)
  );
};

/** Each country's own length, so that a match never takes in the word that follows. */
function ibanShape(): string {
  const countries = new Map<number, string[]>();
  for (const [country, spec] of Object.entries(countrySpecs)) {
    if (spec.chars === undefined || spec.IBANRegistry !== true) continue;
    countries.set(spec.chars, [...(countries.get(spec.chars) ?? []), country]);
  }
  const behind = (characters: number): string =>
    `(?:~?[A-Z0-9]{4}){${Math.floor(characters / 4)}}` +
    (characters % 4 ? `~?[A-Z0-9]{${characters % 4}}` : '');
  return [...countries]
    .map(([length, of]) => String.raw`(?:${of.join('|')})\d{2}${behind(length - 4)}`)
    .join('|');
}

/** Countries a bank may be in: BIC's fifth and sixth letters (ISO 3166, and Kosovo's XK). */
const bicCountries = new Set([...Object.keys(countrySpecs), 'XK']);

export const payment: readonly Detector[] = [
  row({
    kind: 'payment-card',
    category: 'financial',
    about: 'Number of a credit or debit card: issuer range, length and Luhn',
    pattern: shape(
      String.raw`[2-689]\d{3}~?\d{4}~?\d{4}~?\d{4}(?:~?\d{3})??|3[47]\d{2}~?\d{6}~?\d{5}|3\d{3}~?\d{6}~?\d{4}|[56]\d{5}~?\d{10,13}`,
    ),
    hint: 'digits',
    isValid: isCard,
    context: [
      'card',
      'credit',
      'debit',
      'visa',
      'mastercard',
      'amex',
      'pan',
      'karte',
      'carte',
      'tarjeta',
      'carta',
    ],
    keys: [
      'card',
      'cardnumber',
      'cardno',
      'creditcard',
      'creditcardnumber',
      'ccnumber',
      'debitcard',
      'pan',
      'primaryaccountnumber',
    ],
    score: 0.9,
    replacement: '[CARD]',
    examples: {
      match: [
        '4111 1111 1111 1111',
        'card 5555555555554444,',
        '3782-822463-10005',
        '6011111111111117',
        '3056 930902 5904',
        '4111 1111 1111 1111 123',
      ],
      not: [
        '4111 1111 1111 1112',
        '1234567812345670',
        '4006381333931',
        'a4111111111111111b',
        '0.4111111111111111',
        '41111111111111110000',
      ],
    },
  }),
  row({
    kind: 'card-security-code',
    category: 'financial',
    about: 'Security code of a card, by key or word',
    pattern: shape(String.raw`\d{3,4}`),
    hint: 'digits',
    context: ['cvv', 'cvv2', 'cvc', 'cvc2', 'card security code', 'card verification'],
    needsContext: true,
    keys: ['cvv', 'cvv2', 'cvc', 'cvc2', 'cardsecuritycode', 'cardverification', 'securitycode'],
    score: 0.5,
    replacement: '[CVV]',
    examples: {
      match: ['CVV 123', '{"cvc":"4321"}', 'card security code: 987'],
      not: ['123', 'CVV 12', 'cvv 12345'],
    },
  }),
  row({
    kind: 'iban',
    category: 'financial',
    about: 'International bank account number (ISO 13616), by the rules of its country',
    pattern: shape(ibanShape(), 'giu'),
    hint: 'letters-and-digits',
    isValid: (text) => isValidIBAN(lettersAndDigitsOf(text)),
    context: ['iban', 'bank', 'konto', 'account'],
    keys: ['iban', 'bankaccount', 'accountnumber', 'ibannumber'],
    score: 0.95,
    examples: {
      match: [
        'GB82 WEST 1234 5698 7654 32',
        'DE89370400440532013000',
        'BE68 5390 0754 7034 BANK',
        'nl91abna0417164300',
      ],
      not: [
        'GB82 WEST 1234 5698 7654 33',
        'ZZ82WEST12345698765432',
        'DE8937040044053201300',
        'XDE89370400440532013000',
      ],
    },
  }),
  row({
    kind: 'bic',
    category: 'financial',
    about: 'BIC (SWIFT code) of a bank, by key or word',
    pattern: shape(String.raw`[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?`),
    isValid: (text) => bicCountries.has(text.slice(4, 6)),
    context: ['bic', 'swift', 'swift code', 'bic/swift'],
    needsContext: true,
    keys: ['bic', 'swift', 'swiftcode', 'biccode', 'bankidentifiercode'],
    score: 0.6,
    examples: {
      match: ['BIC DEUTDEFF', '{"swift":"NEDSZAJJXXX"}', 'SWIFT code: CHASUS33'],
      not: ['DEUTDEFF', 'BIC DEUTQQFF', 'swift PROGRAMMER'],
    },
  }),
];
