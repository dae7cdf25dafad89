/** Numbers of France, Belgium, the Netherlands, Luxembourg and Ireland. */
import { isCalendarDate } from '../../checksums/calendar-date.js';
import { base36Of, digitsOf, lettersAndDigitsOf } from '../../checksums/digits.js';
import { remainderBy97 } from '../../checksums/iso-7064.js';
import { luhn } from '../../checksums/luhn.js';
import { verhoeff } from '../../checksums/verhoeff.js';
import { weightedSum } from '../../checksums/weighted-sum.js';
import type { Detector } from '../../detector.js';
import { row } from './row.js';
import { shape } from './shape.js';

/** Key of 97 over thirteen digits; Corsica's 2A and 2B count as 19 and 18. */
function isNir(text: string): boolean {
  const id = lettersAndDigitsOf(text).replace('2A', '19').replace('2B', '18');
  return Number(id.slice(13)) === 97 - remainderBy97(id.slice(0, 13));
}

const isFrenchTaxNumber = (text: string): boolean =>
  Number(digitsOf(text).slice(0, 10)) % 511 === Number(digitsOf(text).slice(10));

/** Who was born from 2000 has a 2 before the nine digits. */
function isBelgian(text: string): boolean {
  const digits = digitsOf(text);
  const check = Number(digits.slice(9));
  const is = (prefix: string): boolean => 97 - remainderBy97(prefix + digits.slice(0, 9)) === check;
  return is('') || is('2');
}

/** Eleven-test: the last weight is -1. */
const isBsn = (text: string): boolean =>
  digitsOf(text) !== '000000000' && weightedSum(digitsOf(text), [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;

/** Both of its check digits run over the first eleven. */
const isLuxembourgish = (text: string): boolean => {
  const first = text.slice(0, 11);
  return (
    isCalendarDate(Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6, 8))) &&
    luhn(first + (text[11] ?? '')) &&
    verhoeff(first + (text[12] ?? ''))
  );
};

/** Letter of the remainder by 23, W for none; a second letter counts nine times, W as nothing. */
function isPps(text: string): boolean {
  const id = lettersAndDigitsOf(text);
  const second = id[8] === undefined || id[8] === 'W' ? 0 : base36Of(id[8]) - 9;
  return 'WABCDEFGHIJKLMNOPQRSTUV'[(weightedSum(id, [8, 7, 6, 5, 4, 3, 2]) + 9 * second) % 23] === id[7];
}

export const franceBeneluxIreland: readonly Detector[] = [
  row({
    kind: 'fr-nir',
    country: 'FR',
    about: 'Social security number of France (NIR)',
    pattern: shape(
      String.raw`[12378]~?\d{2}~?(?:0[1-9]|1[0-2]|[2-9]\d)~?(?:\d{2}|2[AB])~?\d{3}~?\d{3}~?\d{2}`,
    ),
    hint: 'digits',
    isValid: isNir,
    context: ['nir', 'sécurité sociale', 'numéro de sécu', 'insee'],
    keys: ['nir', 'numerosecuritesociale', 'securitesociale', 'insee', 'numsecu'],
    score: 0.85,
    examples: {
      match: ['2 55 08 14 168 025 38', '255081416802538', 'NIR 1 85 05 78 006 084 91'],
      not: ['255081416802539', '555081416802538', '2.55081416802538', '25508141680253'],
    },
  }),
  row({
    kind: 'fr-tax-number',
    country: 'FR',
    about: 'Tax number of a person in France (SPI)',
    pattern: shape(String.raw`[0-3]\d~?\d{2}~?\d{3}~?\d{3}~?\d{3}`),
    hint: 'digits',
    isValid: isFrenchTaxNumber,
    context: ['numéro fiscal', 'spi', 'impôts', 'impots'],
    needsContext: true,
    keys: ['numerofiscal', 'spi', 'taxid'],
    score: 0.65,
    examples: {
      match: ['numéro fiscal 30 23 217 600 053', '{"spi":"3023217600053"}', 'impôts: 3023217600053'],
      not: ['3023217600053', 'SPI 3023217600054', 'SPI 4023217600053'],
    },
  }),
  row({
    kind: 'fr-identity-card',
    country: 'FR',
    about: 'Number of the identity card or passport of France',
    pattern: shape(String.raw`\d{12}|\d{2}[A-Z]{2}\d{5}|(?=[A-Z0-9]{0,8}\d)[A-Z0-9]{9}`),
    hint: 'digits',
    context: ["carte d'identité", 'carte d’identité', 'carte nationale', 'cni', 'passeport'],
    needsContext: true,
    keys: ['cni', 'carteidentite', 'cartenationaleidentite', 'passeport', 'numeropasseport'],
    score: 0.5,
    examples: {
      match: ["carte d'identité 880692310285", '{"cni":"X4RTBPFW4"}', 'passeport 12AB34567'],
      not: ['880692310285', 'CNI 8806', '{"code":"X4RTBPFW4"}'],
    },
  }),
  row({
    kind: 'be-national-number',
    country: 'BE',
    about: 'National register number of Belgium',
    pattern: shape(String.raw`\d{2}~?(?:[0246][0-9]|[135][0-2])~?[0-3]\d~?\d{3}~?\d{2}`),
    hint: 'digits',
    isValid: isBelgian,
    context: [
      'rijksregisternummer',
      'numéro national',
      'registre national',
      'insz',
      'niss',
      'nationaal nummer',
    ],
    keys: ['rijksregisternummer', 'numeronational', 'insz', 'niss', 'nationalnumber'],
    score: 0.75,
    examples: {
      match: ['85.07.30-033 28', '85073003328', 'Rijksregisternummer 85.07.30-033.28'],
      not: ['85.07.30-033 29', '85.73.30-033 28', '185073003328'],
    },
  }),
  row({
    kind: 'nl-bsn',
    country: 'NL',
    about: 'Citizen service number of the Netherlands (BSN)',
    pattern: shape(String.raw`\d{4}~?\d{2}~?\d{3}|\d{3}~\d{3}~\d{3}`),
    hint: 'digits',
    isValid: isBsn,
    context: ['bsn', 'burgerservicenummer', 'sofinummer', 'sofi'],
    needsContext: true,
    keys: ['bsn', 'burgerservicenummer', 'sofinummer', 'citizenservicenumber'],
    score: 0.65,
    examples: {
      match: ['BSN 111222333', '{"bsn":"123456782"}', 'burgerservicenummer 1234.56.782'],
      not: ['111222333', 'BSN 111222334', 'BSN 1112223330'],
    },
  }),
  row({
    kind: 'lu-national-number',
    country: 'LU',
    about: 'National identification number of Luxembourg',
    pattern: shape(String.raw`(?:19|20|18)\d{11}`),
    hint: 'digits',
    isValid: isLuxembourgish,
    context: ['matricule', 'luxembourg', 'identification nationale'],
    needsContext: true,
    keys: ['matricule', 'numeromatricule', 'nationalid'],
    score: 0.65,
    examples: {
      match: ['matricule 1893120105732', '{"matricule":"1893120105732"}', 'Luxembourg 1893120105732'],
      not: ['1893120105732', 'matricule 1893120105733', 'matricule 1893133105732'],
    },
  }),
  row({
    kind: 'ie-pps',
    country: 'IE',
    about: 'Personal public service number of Ireland',
    pattern: shape(String.raw`\d{7}~?[A-W][A-IW]?`),
    hint: 'letters-and-digits',
    isValid: isPps,
    context: ['pps', 'ppsn', 'pps number'],
    keys: ['pps', 'ppsn', 'ppsnumber'],
    score: 0.65,
    examples: {
      match: ['PPS 6433435F', '6433435OA', 'number 1234567T.'],
      not: ['6433435E', '6433435OB', '16433435F'],
    },
  }),
];
