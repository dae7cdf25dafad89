/** Numbers of Croatia, Serbia and its neighbours, Slovenia, Greece and Turkey. */
import { isCalendarDate, isDateOfSomeCentury } from '../../checksums/calendar-date.js';
import { digitsOf } from '../../checksums/digits.js';
import { mod11x10 } from '../../checksums/iso-7064.js';
import { luhn } from '../../checksums/luhn.js';
import { checkedAt } from '../../checksums/weighted-sum.js';
import type { Detector } from '../../detector.js';
import { row } from './row.js';
import { shape } from './shape.js';

/** Day, month and the last three digits of the year lead. */
function isJmbg(digits: string): boolean {
  const year = Number(digits.slice(4, 7)) + (digits[4] === '9' || digits[4] === '8' ? 1000 : 2000);
  return (
    isCalendarDate(year, Number(digits.slice(2, 4)), Number(digits.slice(0, 2))) &&
    checkedAt(digits, 12, [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2], (sum) => (11 - (sum % 11)) % 11)
  );
}

const isAmka = (digits: string): boolean =>
  isDateOfSomeCentury(Number(digits.slice(4, 6)), Number(digits.slice(2, 4)), Number(digits.slice(0, 2))) &&
  luhn(digits);

const isAfm = (text: string): boolean =>
  checkedAt(digitsOf(text), 8, [256, 128, 64, 32, 16, 8, 4, 2], (sum) => (sum % 11) % 10) &&
  digitsOf(text) !== '000000000';

/** Tenth digit from the odd and even places, eleventh from the sum of all ten. */
const isTckn = (digits: string): boolean =>
  checkedAt(digits, 9, [7, -1, 7, -1, 7, -1, 7, -1, 7], (sum) => ((sum % 10) + 10) % 10) &&
  checkedAt(digits, 10, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1], (sum) => sum % 10);

export const southEasternEurope: readonly Detector[] = [
  row({
    kind: 'hr-oib',
    country: 'HR',
    about: 'Personal identification number of Croatia (OIB)',
    pattern: shape(String.raw`(?:HR~?)?\d{11}`),
    hint: 'digits',
    isValid: (text) => mod11x10(digitsOf(text)),
    context: ['oib', 'osobni identifikacijski broj'],
    needsContext: true,
    keys: ['oib', 'taxid'],
    score: 0.65,
    examples: {
      match: ['OIB 33392005961', '{"oib":"33392005961"}', 'OIB: HR33392005961'],
      not: ['33392005961', 'OIB 33392005962', 'OIB 3339200596'],
    },
  }),
  row({
    kind: 'rs-jmbg',
    about: 'Unique master citizen number of Serbia, Slovenia (EMŠO) and their neighbours',
    pattern: shape(String.raw`[0-3]\d[01]\d[890]\d{8}`),
    hint: 'digits',
    isValid: isJmbg,
    context: ['jmbg', 'emšo', 'emso', 'матични број', 'јмбг'],
    needsContext: true,
    keys: ['jmbg', 'emso', 'emšo'],
    score: 0.7,
    examples: {
      match: ['JMBG 0101006500006', '{"emso":"0101006500006"}', 'ЈМБГ 0101006500006'],
      not: ['0101006500006', 'JMBG 0101006500007', 'JMBG 0113006500006'],
    },
  }),
  row({
    kind: 'gr-amka',
    country: 'GR',
    about: 'Social security number of Greece (AMKA)',
    pattern: shape(String.raw`[0-3]\d[01]\d{8}`),
    hint: 'digits',
    isValid: isAmka,
    context: ['amka', 'αμκα', 'α.μ.κ.α.'],
    keys: ['amka', 'αμκα'],
    score: 0.65,
    examples: {
      match: ['AMKA 01013099997', '01013099997', 'ΑΜΚΑ: 01013099997'],
      not: ['01013099998', '01133099997', '010130999970'],
    },
  }),
  row({
    kind: 'gr-afm',
    country: 'GR',
    about: 'Tax number of Greece (AFM)',
    pattern: shape(String.raw`(?:EL~?)?\d{9}`),
    hint: 'digits',
    isValid: isAfm,
    context: ['afm', 'αφμ', 'α.φ.μ.'],
    needsContext: true,
    keys: ['afm', 'αφμ', 'taxid'],
    score: 0.6,
    examples: {
      match: ['AFM 094259216', '{"afm":"094259216"}', 'ΑΦΜ EL094259216'],
      not: ['094259216', 'AFM 094259217', 'AFM 09425921'],
    },
  }),
  row({
    kind: 'tr-identity-number',
    country: 'TR',
    about: 'Identity number of Turkey (T.C. kimlik no)',
    pattern: shape(String.raw`[1-9]\d{9}[02468]`),
    hint: 'digits',
    isValid: isTckn,
    context: ['tckn', 'kimlik', 'tc kimlik', 't.c.'],
    keys: ['tckn', 'tckimlik', 'tckimlikno', 'kimlikno'],
    score: 0.75,
    examples: {
      match: ['17291716060', 'TCKN 10000000146', 'T.C. kimlik no 17291716060.'],
      not: ['17291716050', '07291716060', '172917160600'],
    },
  }),
];
