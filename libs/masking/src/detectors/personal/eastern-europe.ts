/** Numbers of Poland, the Czech Republic, Slovakia, Hungary, Romania, Bulgaria, Ukraine and the Baltic states. */
import { isCalendarDate, isDateOfSomeCentury } from '../../checksums/calendar-date.js';
import { base36Of, digitsOf, lettersAndDigitsOf } from '../../checksums/digits.js';
import { checkedAt, weightedSum } from '../../checksums/weighted-sum.js';
import type { Detector } from '../../detector.js';
import { row } from './row.js';
import { shape } from './shape.js';

const pair = (digits: string, at: number): number => Number(digits.slice(at, at + 2));

/** The month carries the century: 80 is added for the 19th, 20, 40 and 60 for those from the 21st. */
const isPesel = (digits: string): boolean =>
  pair(digits, 2) % 20 !== 0 &&
  isDateOfSomeCentury(pair(digits, 0), pair(digits, 2) % 20, pair(digits, 4)) &&
  checkedAt(digits, 10, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3], (sum) => (10 - (sum % 10)) % 10);

const isNip = (text: string): boolean =>
  checkedAt(digitsOf(text), 9, [6, 5, 7, 2, 3, 4, 5, 6, 7], (sum) => sum % 11);

/** Three letters, then the check digit, then five digits. */
const isPolishIdentityCard = (text: string): boolean => {
  const id = lettersAndDigitsOf(text);
  return checkedAt(
    id.slice(0, 3) + id.slice(4) + (id[3] ?? ''),
    8,
    [7, 3, 1, 7, 3, 1, 7, 3],
    (sum) => sum % 10,
  );
};

/** Divisible by 11; until 1985 a remainder of ten was written 0. Women have 50, full series 20 or 70 added to the month. */
function isRodneCislo(text: string): boolean {
  const digits = digitsOf(text);
  const month = (pair(digits, 2) % 50) % 20;
  const checked = Number(digits.slice(0, 9)) % 11;
  return isDateOfSomeCentury(pair(digits, 0), month, pair(digits, 4)) && checked % 10 === Number(digits[9]);
}

const isHungarianTaxNumber = (digits: string): boolean =>
  checkedAt(digits, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9], (sum) => sum % 11);
const isTaj = (text: string): boolean =>
  checkedAt(digitsOf(text), 8, [3, 7, 3, 7, 3, 7, 3, 7], (sum) => sum % 10);

const isCnp = (digits: string): boolean =>
  isDateOfSomeCentury(pair(digits, 1), pair(digits, 3), pair(digits, 5)) &&
  checkedAt(digits, 12, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9], (sum) => (sum % 11 === 10 ? 1 : sum % 11));

/** Months of the 19th century have 20, of the 21st 40 added. */
const isEgn = (digits: string): boolean =>
  pair(digits, 2) % 20 !== 0 &&
  isDateOfSomeCentury(pair(digits, 0), pair(digits, 2) % 20, pair(digits, 4)) &&
  checkedAt(digits, 9, [2, 4, 8, 5, 10, 9, 7, 3, 6], (sum) => (sum % 11) % 10);

const isRnokpp = (digits: string): boolean =>
  checkedAt(digits, 9, [-1, 5, 7, 9, 4, 6, 10, 5, 7], (sum) => (((sum % 11) + 11) % 11) % 10);

/** Estonia and Lithuania share it: a second row of weights where the first gives ten. */
function isBalticCode(digits: string): boolean {
  const first = weightedSum(digits, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
  const check = first < 10 ? first : (weightedSum(digits, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11) % 10;
  const century = 1800 + 100 * Math.floor((base36Of(digits[0] ?? '') - 1) / 2);
  return (
    isCalendarDate(century + pair(digits, 1), pair(digits, 3), pair(digits, 5)) &&
    check === Number(digits[10])
  );
}

/** Numbers since 2017 begin with 32 and say no date. */
function isLatvian(text: string): boolean {
  const digits = digitsOf(text);
  if (digits.startsWith('32')) return true;
  return (
    isDateOfSomeCentury(pair(digits, 4), pair(digits, 2), pair(digits, 0)) &&
    checkedAt(digits, 10, [1, 6, 3, 7, 9, 10, 5, 8, 4, 2], (sum) => ((1101 - sum) % 11) % 10)
  );
}

export const easternEurope: readonly Detector[] = [
  row({
    kind: 'pl-pesel',
    country: 'PL',
    about: 'Personal number of Poland (PESEL)',
    pattern: shape(String.raw`\d{11}`),
    hint: 'digits',
    isValid: isPesel,
    context: ['pesel'],
    keys: ['pesel', 'peselnumber', 'numerpesel'],
    score: 0.7,
    examples: {
      match: ['PESEL 44051401359', '02070803628', 'numer 44051401359.'],
      not: ['44051401358', '44131401359', '440514013590'],
    },
  }),
  row({
    kind: 'pl-nip',
    country: 'PL',
    about: 'Tax number of Poland (NIP)',
    pattern: shape(String.raw`[1-9]\d{2}~?\d{3}~?\d{2}~?\d{2}|[1-9]\d{2}~\d{2}~\d{2}~\d{3}`),
    hint: 'digits',
    isValid: isNip,
    context: ['nip', 'numer identyfikacji podatkowej'],
    needsContext: true,
    keys: ['nip', 'numernip', 'taxid'],
    score: 0.65,
    examples: {
      match: ['NIP 856-734-62-15', '{"nip":"8567346215"}', 'NIP: 856-73-46-215'],
      not: ['856-734-62-15', 'NIP 8567346216', 'NIP 0567346215'],
    },
  }),
  row({
    kind: 'pl-identity-card',
    country: 'PL',
    about: 'Number of the identity card of Poland',
    pattern: shape(String.raw`[A-Z]{3}~?\d{6}`),
    hint: 'letters-and-digits',
    isValid: isPolishIdentityCard,
    context: ['dowód osobisty', 'dowodu osobistego', 'dowód', 'identity card'],
    needsContext: true,
    keys: ['dowodosobisty', 'numerdowodu', 'identitycard', 'identitycardnumber'],
    score: 0.6,
    examples: {
      match: ['dowód osobisty ABA300000', '{"numerDowodu":"ABA300000"}', 'dowód: ABA 300000'],
      not: ['ABA300000', 'dowód ABA400000', 'dowód AB300000'],
    },
  }),
  row({
    kind: 'cz-rodne-cislo',
    about: 'Birth number of the Czech Republic and Slovakia (rodné číslo)',
    pattern: shape(String.raw`\d{2}[0-35-8]\d[0-3]\d\/?\d{4}`),
    hint: 'digits',
    isValid: isRodneCislo,
    context: ['rodné číslo', 'rodne cislo', 'rč', 'r.č.', 'rodného čísla'],
    needsContext: true,
    keys: ['rodnecislo', 'rodnécíslo', 'rc', 'birthnumber'],
    score: 0.7,
    examples: {
      match: ['rodné číslo 710319/2745', '{"rodneCislo":"7103192745"}', 'RČ 710319/2745'],
      not: ['7103192745', 'rodné číslo 710319/2746', 'rč 711519/2745'],
    },
  }),
  row({
    kind: 'hu-tax-number',
    country: 'HU',
    about: 'Tax number of a person in Hungary (adóazonosító jel)',
    pattern: shape(String.raw`8\d{9}`),
    hint: 'digits',
    isValid: isHungarianTaxNumber,
    context: ['adóazonosító', 'adószám', 'adóazonosító jel'],
    needsContext: true,
    keys: ['adoazonosito', 'adoazonositojel', 'taxid'],
    score: 0.65,
    examples: {
      match: ['adóazonosító jel 8071592153', '{"adoazonosito":"8071592153"}', 'adóazonosító: 8071592153.'],
      not: ['8071592153', 'adóazonosító 8071592154', 'adószám 7071592153'],
    },
  }),
  row({
    kind: 'hu-taj',
    country: 'HU',
    about: 'Social insurance number of Hungary (TAJ)',
    pattern: shape(String.raw`\d{3}~?\d{3}~?\d{3}`),
    hint: 'digits',
    isValid: isTaj,
    context: ['taj', 'taj szám', 'taj-szám', 'társadalombiztosítási'],
    needsContext: true,
    keys: ['taj', 'tajszam'],
    score: 0.6,
    examples: {
      match: ['TAJ 123 456 788', '{"taj":"123456788"}', 'TAJ-szám: 123-456-788'],
      not: ['123456788', 'TAJ 123456789', 'TAJ 12345678'],
    },
  }),
  row({
    kind: 'ro-cnp',
    country: 'RO',
    about: 'Personal numeric code of Romania (CNP)',
    pattern: shape(String.raw`[1-9]\d{2}(?:0[1-9]|1[0-2])[0-3]\d(?:0[1-9]|[1-4]\d|5[0-2])\d{4}`),
    hint: 'digits',
    isValid: isCnp,
    context: ['cnp', 'cod numeric personal'],
    needsContext: true,
    keys: ['cnp', 'codnumericpersonal'],
    score: 0.7,
    examples: {
      match: ['CNP 1630615123457', '{"cnp":"1630615123457"}', 'cod numeric personal: 1630615123457'],
      not: ['1630615123457', 'CNP 1630615123458', 'CNP 1631315123457'],
    },
  }),
  row({
    kind: 'bg-egn',
    country: 'BG',
    about: 'Uniform civil number of Bulgaria (EGN)',
    pattern: shape(String.raw`\d{10}`),
    hint: 'digits',
    isValid: isEgn,
    context: ['egn', 'егн'],
    needsContext: true,
    keys: ['egn', 'егн'],
    score: 0.7,
    examples: {
      match: ['EGN 7523169263', '{"egn":"8032056031"}', 'ЕГН 7523169263'],
      not: ['7523169263', 'EGN 7523169264', 'EGN 7513169263'],
    },
  }),
  row({
    kind: 'ua-tax-number',
    country: 'UA',
    about: 'Tax number of a person in Ukraine (RNOKPP)',
    pattern: shape(String.raw`\d{10}`),
    hint: 'digits',
    isValid: isRnokpp,
    context: ['рнокпп', 'іпн', 'rnokpp', 'податковий номер'],
    needsContext: true,
    keys: ['rnokpp', 'ipn', 'taxid'],
    score: 0.65,
    examples: {
      match: ['РНОКПП 1759013776', '{"rnokpp":"1759013776"}', 'ІПН: 1759013776'],
      not: ['1759013776', 'РНОКПП 1759013777', 'РНОКПП 175901377'],
    },
  }),
  row({
    kind: 'ee-lt-personal-code',
    about: 'Personal code of Estonia and Lithuania (isikukood, asmens kodas)',
    pattern: shape(String.raw`[1-8]\d{2}(?:0[1-9]|1[0-2])[0-3]\d{5}`),
    hint: 'digits',
    isValid: isBalticCode,
    context: ['isikukood', 'asmens kodas', 'personal code'],
    keys: ['isikukood', 'asmenskodas', 'personalcode'],
    score: 0.7,
    examples: {
      match: ['37605030299', 'isikukood 37605030299', 'asmens kodas 33309240064'],
      not: ['37605030298', '37613030299', '97605030299'],
    },
  }),
  row({
    kind: 'lv-personal-code',
    country: 'LV',
    about: 'Personal code of Latvia (personas kods)',
    pattern: shape(String.raw`(?:[0-2]\d|3[012])\d{4}-\d{5}`),
    hint: 'digits',
    isValid: isLatvian,
    context: ['personas kods'],
    keys: ['personaskods', 'personalcode'],
    score: 0.7,
    examples: {
      match: ['161175-19997', 'personas kods 161175-19997', '327654-12345'],
      not: ['161175-19998', '161375-19997', '16117519997'],
    },
  }),
];
