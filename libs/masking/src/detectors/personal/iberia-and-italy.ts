/** Numbers of Spain, Portugal and Italy. */
import { isDateOfSomeCentury } from '../../checksums/calendar-date.js';
import { base36Of, digitsOf, lettersAndDigitsOf } from '../../checksums/digits.js';
import { luhn } from '../../checksums/luhn.js';
import { checkedAt } from '../../checksums/weighted-sum.js';
import type { Detector } from '../../detector.js';
import { row } from './row.js';
import { shape } from './shape.js';

const spanishLetters = 'TRWAGMYFPDXBNJZSQVHLCKE';
/** The letter is the number's remainder by 23; a foreigner's X, Y or Z counts as 0, 1 or 2. */
function isNif(text: string): boolean {
  const id = lettersAndDigitsOf(text);
  const number = id.slice(0, -1).replace(/^[XYZ]/u, (letter) => String('XYZ'.indexOf(letter)));
  return spanishLetters[Number(number) % 23] === id.at(-1);
}

/** A company's control character is Luhn's digit or the letter of it, A = 1, J = 0. */
function isCif(text: string): boolean {
  const id = lettersAndDigitsOf(text);
  const digit = Array.from('0123456789').find((last) => luhn(id.slice(1, 8) + last)) ?? '';
  return id.at(-1) === digit || id.at(-1) === 'JABCDEFGHI'[Number(digit)];
}

/** The last two digits are the remainder by 97; of a number below ten million the province stands before seven digits. */
function isSpanishSocialSecurity(text: string): boolean {
  const digits = digitsOf(text);
  const serial = Number(digits.slice(2, 10));
  const province = Number(digits.slice(0, 2));
  const number = serial < 10_000_000 ? province * 10_000_000 + serial : Number(digits.slice(0, 10));
  return province >= 1 && province <= 66 && number % 97 === Number(digits.slice(10));
}

const isPortugueseNif = (text: string): boolean =>
  checkedAt(digitsOf(text), 8, [9, 8, 7, 6, 5, 4, 3, 2], (sum) => ((11 - (sum % 11)) % 11) % 10);

/** Values of characters in odd places, 0 to 9 as A to J (decree of 23 December 1976). */
const oddPlaces = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
];
function isFiscalCode(text: string): boolean {
  const code = lettersAndDigitsOf(text);
  let sum = 0;
  for (let at = 0; at < 15; at++) {
    const value = base36Of(code[at] ?? '');
    const letter = value > 9 ? value - 10 : value;
    sum += at % 2 === 0 ? (oddPlaces[letter] ?? NaN) : letter;
  }
  const birth = Array.from(code.slice(6, 11)).map((character) => {
    const replaced = 'LMNPQRSTUV'.indexOf(character);
    return replaced < 0 ? character : String(replaced);
  });
  const day = Number(birth.slice(3).join('')) % 40;
  const month = 'ABCDEHLMPRST'.indexOf(code[8] ?? '') + 1;
  const year = Number(birth.slice(0, 2).join(''));
  return isDateOfSomeCentury(year, month, day) && code.charCodeAt(15) - 65 === sum % 26;
}

export const iberiaAndItaly: readonly Detector[] = [
  row({
    kind: 'es-nif',
    country: 'ES',
    about: 'Identity number (DNI, NIF)',
    pattern: shape(String.raw`\d{8}~?[A-HJ-NP-TV-Z]|\d{1,2}\.\d{3}\.\d{3}~?[A-HJ-NP-TV-Z]`),
    hint: 'letters-and-digits',
    isValid: isNif,
    context: ['dni', 'nif', 'documento nacional'],
    keys: ['dni', 'nif', 'documentonacional', 'dninumber'],
    score: 0.75,
    examples: {
      match: ['12345678Z', 'DNI 12.345.678-Z', 'con NIF 87654321-X,'],
      not: ['12345678A', '1234567Z', '112345678Z'],
    },
  }),
  row({
    kind: 'es-nie',
    country: 'ES',
    about: 'Identity number of a foreigner (NIE)',
    pattern: shape(String.raw`[XYZ]~?\d{7}~?[A-HJ-NP-TV-Z]`),
    hint: 'letters-and-digits',
    isValid: isNif,
    context: ['nie', 'extranjero'],
    keys: ['nie', 'nienumber'],
    score: 0.8,
    examples: {
      match: ['X1234567L', 'NIE Y-1234567-X', 'Z 1234567 R'],
      not: ['X1234567A', 'W1234567L', 'XX1234567L'],
    },
  }),
  row({
    kind: 'es-cif',
    category: 'financial',
    country: 'ES',
    about: 'Tax number of a company (CIF)',
    pattern: shape(String.raw`[ABCDEFGHJNPQRSUVW]~?\d{7}~?[0-9A-J]`),
    hint: 'letters-and-digits',
    isValid: isCif,
    context: ['cif', 'nif', 'empresa', 'sociedad'],
    needsContext: true,
    keys: ['cif', 'nif'],
    score: 0.6,
    examples: {
      match: ['CIF A58818501', '{"cif":"B-1234567-4"}', 'empresa A58818501'],
      not: ['A58818501', 'CIF A58818502', 'CIF I58818501'],
    },
  }),
  row({
    kind: 'es-social-security',
    country: 'ES',
    about: 'Social security number of Spain',
    pattern: shape(String.raw`\d{2}[ /\-]?\d{8}[ /\-]?\d{2}`),
    hint: 'digits',
    isValid: isSpanishSocialSecurity,
    context: ['seguridad social', 'nuss', 'afiliación', 'naf'],
    needsContext: true,
    keys: ['nuss', 'naf', 'seguridadsocial', 'numeroseguridadsocial'],
    score: 0.65,
    examples: {
      match: ['NUSS 28/12345678/40', '{"nuss":"281234567840"}', 'Seguridad Social 28 12345678 40'],
      not: ['281234567840', 'NUSS 281234567841', 'NUSS 992345678401'],
    },
  }),
  row({
    kind: 'pt-nif',
    country: 'PT',
    about: 'Tax number of Portugal (NIF)',
    pattern: shape(String.raw`[1235689]\d{2}~?\d{3}~?\d{3}`),
    hint: 'digits',
    isValid: isPortugueseNif,
    context: ['nif', 'contribuinte', 'número fiscal'],
    needsContext: true,
    keys: ['nif', 'contribuinte', 'numerocontribuinte'],
    score: 0.6,
    examples: {
      match: ['NIF 501 964 843', '{"contribuinte":"501964843"}', 'contribuinte 123456789'],
      not: ['501964843', 'NIF 501964844', 'NIF 401964843'],
    },
  }),
  row({
    kind: 'it-fiscal-code',
    country: 'IT',
    about: 'Fiscal code of a person (codice fiscale)',
    pattern: shape(
      String.raw`[A-Z]{3}~?[A-Z]{3}~?[0-9LMNP-V]{2}[ABCDEHLMPRST][0-7LMNP-T][0-9LMNP-V]~?[A-Z][0-9LMNP-V]{3}[A-Z]`,
      'giu',
    ),
    hint: 'letters-and-digits',
    isValid: isFiscalCode,
    context: ['codice fiscale', 'c.f.', 'cf'],
    keys: ['codicefiscale', 'fiscalcode', 'cf'],
    score: 0.9,
    examples: {
      match: ['RSSMRA85T10A562S', 'codice fiscale MRT MTT 91D08 F205J', 'rssmra85t10a562s'],
      not: ['RSSMRA85T10A562T', 'RSSMRA85T32A562S', 'RSSMRA85Z10A562S'],
    },
  }),
  row({
    kind: 'it-vat',
    category: 'financial',
    country: 'IT',
    about: 'VAT number of Italy (partita IVA)',
    pattern: shape(String.raw`(?:IT~?)?\d{11}`),
    hint: 'digits',
    isValid: (text) => luhn(digitsOf(text)) && !/^0{7}/u.test(digitsOf(text)),
    context: ['partita iva', 'p.iva', 'p. iva', 'iva', 'vat', 'piva'],
    needsContext: true,
    keys: ['partitaiva', 'piva', 'vat', 'vatnumber', 'vatid'],
    score: 0.65,
    examples: {
      match: ['Partita IVA 00743110157', '{"vatNumber":"IT00743110157"}', 'p.iva IT 00743110157'],
      not: ['00743110157', 'partita iva 00743110158', 'iva 0074311015'],
    },
  }),
  row({
    kind: 'it-identity-card',
    country: 'IT',
    about: 'Number of the electronic identity card of Italy',
    pattern: shape(String.raw`[A-Z]{2}~?\d{5}~?[A-Z]{2}|[A-Z]{2}~?\d{7}`),
    hint: 'letters-and-digits',
    context: ["carta d'identità", 'carta d’identità', 'carta di identità', 'cie', 'identity card'],
    needsContext: true,
    keys: ['cartaidentita', 'cartadidentita', 'cie', 'identitycard', 'identitycardnumber'],
    score: 0.55,
    examples: {
      match: ["carta d'identità CA12345AA", '{"cie":"CA12345AA"}', 'carta di identità AB1234567'],
      not: ['CA12345AA', 'CIE CA1234AA', '{"code":"CA12345AA"}'],
    },
  }),
];
