/** Numbers of Germany, Austria and Switzerland. */
import { isDateOfSomeCentury } from '../../checksums/calendar-date.js';
import { base36Of, digitsOf, lettersAndDigitsOf } from '../../checksums/digits.js';
import { mod11x10 } from '../../checksums/iso-7064.js';
import { checkedAt, icao9303, weightedSum } from '../../checksums/weighted-sum.js';
import type { Detector } from '../../detector.js';
import { row } from './row.js';
import { shape } from './shape.js';

/**
 * Of the first ten digits one occurs twice or three times, though not three times in a row, and no other more than once (BZSt,
 * Identifikationsnummer).
 */
function isTaxId(text: string): boolean {
  const digits = digitsOf(text);
  const counts = Array.from('0123456789').map((digit) => digits.slice(0, 10).split(digit).length - 1);
  const repeated = counts.filter((count) => count > 1);
  return (
    repeated.length === 1 &&
    (repeated[0] ?? 0) <= 3 &&
    !/(\d)\1\1/u.test(digits.slice(0, 10)) &&
    mod11x10(digits)
  );
}

/** Weights of the pension number; the letter counts as two digits, A = 01; products by their digit sums. */
function isPensionNumber(text: string): boolean {
  const id = lettersAndDigitsOf(text);
  const digits = id.slice(0, 8) + String(base36Of(id[8] ?? '') - 9).padStart(2, '0') + id.slice(9, 11);
  const sum = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1].reduce((total, weight, at) => {
    const product = weight * Number(digits[at]);
    return total + Math.floor(product / 10) + (product % 10);
  }, 0);
  const day = Number(id.slice(2, 4));
  return (
    isDateOfSomeCentury(Number(id.slice(6, 8)), Number(id.slice(4, 6)), day > 50 ? day - 50 : day) &&
    sum % 10 === Number(id[11])
  );
}

const isAustrianInsurance = (text: string): boolean => {
  const digits = digitsOf(text);
  return (
    weightedSum(digits.slice(0, 3) + digits.slice(4), [3, 7, 9, 5, 8, 4, 2, 1, 6]) % 11 ===
      Number(digits[3]) &&
    Number(digits.slice(4, 6)) >= 1 &&
    Number(digits.slice(4, 6)) <= 31
  );
};

/** EAN-13 over the whole number. */
const isAhv = (text: string): boolean =>
  checkedAt(digitsOf(text), 12, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3], (sum) => (10 - (sum % 10)) % 10);

export const germanyAustriaSwitzerland: readonly Detector[] = [
  row({
    kind: 'de-tax-id',
    country: 'DE',
    about: 'Tax identification number of a person (Steuer-ID)',
    pattern: shape(String.raw`[1-9]\d~?\d{3}~?\d{3}~?\d{3}`),
    hint: 'digits',
    isValid: isTaxId,
    context: ['steuer-id', 'steueridentifikationsnummer', 'steuerliche identifikationsnummer', 'idnr', 'tin'],
    keys: ['steuerid', 'steueridentifikationsnummer', 'idnr', 'taxid'],
    score: 0.75,
    examples: {
      match: ['Steuer-ID 86 095 742 719', '47036892816', 'IdNr. 65 929 970 489'],
      not: ['86095742718', '86.095742719', '01234567890', '11111111111', '12345678903'],
    },
  }),
  row({
    kind: 'de-identity-card',
    country: 'DE',
    about: 'Number of the identity card of Germany, with its check digit',
    pattern: shape(String.raw`(?=[CFGHJKLMNPRTVWXYZ]{0,8}\d)[LMNPRTVWXY][0-9CFGHJKLMNPRTVWXYZ]{8}~?\d`),
    hint: 'letters-and-digits',
    isValid: (text) => icao9303(lettersAndDigitsOf(text)),
    context: [
      'personalausweis',
      'ausweisnummer',
      'ausweis',
      'identity card',
      'id card',
      'personalausweisnummer',
    ],
    needsContext: true,
    keys: ['personalausweis', 'ausweisnummer', 'personalausweisnummer', 'idcard', 'idcardnumber'],
    score: 0.65,
    examples: {
      match: ['Personalausweis T220001293', '{"ausweisnummer":"T220001293"}', 'Ausweis: L01X00T471'],
      not: ['T220001293', 'Personalausweis T220001294', 'Ausweis A220001293'],
    },
  }),
  row({
    kind: 'de-passport',
    country: 'DE',
    about: 'Passport number of Germany, with its check digit',
    pattern: shape(String.raw`[CFGHJK][0-9CFGHJKLMNPRTVWXYZ]{8}~?\d`),
    hint: 'letters-and-digits',
    isValid: (text) => icao9303(lettersAndDigitsOf(text)),
    context: ['reisepass', 'passnummer', 'passport', 'pass-nr'],
    needsContext: true,
    keys: ['reisepass', 'passnummer', 'reisepassnummer', 'passport', 'passportnumber'],
    score: 0.65,
    examples: {
      match: ['Reisepass C01X00T478', '{"passnummer":"C01X00T478"}', 'passport C01X0006H1'],
      not: ['C01X00T478', 'Reisepass C01X00T477', 'Reisepass B01X00T478'],
    },
  }),
  row({
    kind: 'de-pension-number',
    country: 'DE',
    about: 'Pension and social insurance number of Germany',
    pattern: shape(String.raw`\d{2}~?\d{2}[01]\d{3}~?[A-Z]~?\d{2}~?\d`),
    hint: 'letters-and-digits',
    isValid: isPensionNumber,
    context: [
      'rentenversicherungsnummer',
      'sozialversicherungsnummer',
      'versicherungsnummer',
      'svnr',
      'rvnr',
    ],
    keys: ['rentenversicherungsnummer', 'sozialversicherungsnummer', 'rvnr', 'svnr', 'versicherungsnummer'],
    score: 0.8,
    examples: {
      match: ['65 170839 J 00 3', 'RVNR 65170839J003', 'Nr. 15070649C103'],
      not: ['65170839J009', '65173239J003', '6517083J003'],
    },
  }),
  row({
    kind: 'at-social-insurance',
    country: 'AT',
    about: 'Social insurance number of Austria',
    pattern: shape(String.raw`[1-9]\d{3}~?\d{6}`),
    hint: 'digits',
    isValid: isAustrianInsurance,
    context: ['svnr', 'sozialversicherungsnummer', 'versicherungsnummer', 'sv-nummer', 'svn'],
    needsContext: true,
    keys: ['svnr', 'sozialversicherungsnummer', 'svnummer', 'versicherungsnummer'],
    score: 0.65,
    examples: {
      match: ['SVNR 1237 010180', '{"svnr":"1237010180"}', 'Sozialversicherungsnummer: 1237-010180'],
      not: ['1237 010180', 'SVNR 1238 010180', 'SVNR 0237 010180'],
    },
  }),
  row({
    kind: 'ch-ahv',
    country: 'CH',
    about: 'Social insurance number of Switzerland (AHV, AVS)',
    pattern: shape(String.raw`756~?\d{4}~?\d{4}~?\d{2}`),
    keywords: ['756'],
    isValid: isAhv,
    context: ['ahv', 'avs', 'ahv-nummer'],
    keys: ['ahv', 'avs', 'ahvnummer', 'ahvnr', 'socialsecuritynumber'],
    score: 0.85,
    examples: {
      match: ['756.9217.0769.85', '7569217076985', 'AHV 756 1234 5678 97'],
      not: ['756.9217.0769.84', '757.9217.0769.85', '756.9217.0769.851'],
    },
  }),
];
