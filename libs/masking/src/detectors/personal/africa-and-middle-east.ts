/** Numbers of South Africa, Nigeria, Kenya, Israel, Saudi Arabia, the Emirates and Egypt. */
import { isCalendarDate, isDateOfSomeCentury } from '../../checksums/calendar-date.js';
import { digitsOf } from '../../checksums/digits.js';
import { luhn } from '../../checksums/luhn.js';
import type { Detector } from '../../detector.js';
import { row } from './row.js';
import { shape } from './shape.js';

const pair = (digits: string, at: number): number => Number(digits.slice(at, at + 2));

const isSouthAfrican = (text: string): boolean => {
  const digits = digitsOf(text);
  return isDateOfSomeCentury(pair(digits, 0), pair(digits, 2), pair(digits, 4)) && luhn(digits);
};

/** The century comes first: 2 for 1900, 3 for 2000. */
const isEgyptian = (digits: string): boolean =>
  isCalendarDate((digits.startsWith('2') ? 1900 : 2000) + pair(digits, 1), pair(digits, 3), pair(digits, 5));

export const africaAndMiddleEast: readonly Detector[] = [
  row({
    kind: 'za-identity-number',
    country: 'ZA',
    about: 'Identity number of South Africa',
    pattern: shape(String.raw`\d{6}~?\d{4}~?[012][89]\d`),
    hint: 'digits',
    isValid: isSouthAfrican,
    context: ['id number', 'identity number', 'said', 'rsa id', 'south african id', 'id no'],
    needsContext: true,
    keys: ['idnumber', 'identitynumber', 'said', 'rsaid', 'idno', 'nationalid'],
    score: 0.7,
    examples: {
      match: ['ID number 8001015009087', '{"idNumber":"8001015009087"}', 'RSA ID 750330 5044 089'],
      not: ['8001015009087', 'ID number 8001015009088', 'ID number 8013015009087'],
    },
  }),
  row({
    kind: 'ng-nin',
    country: 'NG',
    about: 'Identity and bank verification numbers of Nigeria (NIN, BVN), by key or word',
    pattern: shape(String.raw`\d{11}`),
    hint: 'digits',
    context: ['nin', 'bvn', 'nimc', 'bank verification'],
    needsContext: true,
    keys: ['nin', 'bvn'],
    score: 0.5,
    examples: {
      match: ['NIN 12345678901', '{"bvn":"22123456789"}', 'bank verification number 22123456789'],
      not: ['12345678901', 'NIN 1234567890', 'the nine 12345678901'],
    },
  }),
  row({
    kind: 'ke-identity-number',
    country: 'KE',
    about: 'Tax number of Kenya (KRA PIN)',
    pattern: shape(String.raw`[AP]\d{9}[A-Z]`),
    hint: 'letters-and-digits',
    context: ['kra', 'kra pin'],
    needsContext: true,
    keys: ['krapin', 'kra'],
    score: 0.65,
    examples: {
      match: ['KRA PIN A001234567Z', '{"kraPin":"P051234567A"}', 'kra: A009876543B'],
      not: ['A001234567Z', 'KRA B001234567Z', 'KRA A00123456Z'],
    },
  }),
  row({
    kind: 'eg-national-id',
    country: 'EG',
    about: 'National number of Egypt',
    pattern: shape(String.raw`[23]\d{2}(?:0[1-9]|1[0-2])[0-3]\d(?:0[1-4]|1[1-9]|2[1-9]|3[1-5]|88)\d{5}`),
    hint: 'digits',
    isValid: isEgyptian,
    context: ['الرقم القومي', 'national number', 'egyptian id', 'national id'],
    needsContext: true,
    keys: ['nationalid', 'nationalnumber', 'egyptianid'],
    score: 0.7,
    examples: {
      match: ['الرقم القومي 29001011234567', '{"nationalId":"29001011234567"}', 'Egyptian ID 30102280100012'],
      not: ['29001011234567', 'national id 29013011234567', 'national id 2900101123456'],
    },
  }),
  row({
    kind: 'il-identity-number',
    country: 'IL',
    about: 'Identity number of Israel (Teudat Zehut)',
    pattern: shape(String.raw`\d{8}-?\d`),
    hint: 'digits',
    isValid: (text) => luhn(digitsOf(text)) && digitsOf(text) !== '000000000',
    context: ['תעודת זהות', 'ת.ז', 'ת"ז', 'teudat zehut', 'israeli id', 'id number'],
    needsContext: true,
    keys: ['teudatzehut', 'israeliid', 'tz', 'idnumber', 'nationalid'],
    score: 0.6,
    examples: {
      match: ['תעודת זהות 123456782', '{"teudatZehut":"123456782"}', 'Israeli ID 03933742-3'],
      not: ['123456782', 'Israeli ID 123456783', 'Israeli ID 1234567'],
    },
  }),
  row({
    kind: 'sa-national-id',
    country: 'SA',
    about: 'National and residence number of Saudi Arabia (Iqama)',
    pattern: shape(String.raw`[12]\d{9}`),
    hint: 'digits',
    isValid: luhn,
    context: ['iqama', 'رقم الهوية', 'الهوية الوطنية', 'إقامة', 'saudi id'],
    needsContext: true,
    keys: ['iqama', 'iqamanumber', 'saudiid', 'nationalid'],
    score: 0.65,
    examples: {
      match: ['Iqama 2000000006', '{"iqama":"1000000008"}', 'رقم الهوية 1000000008'],
      not: ['1000000008', 'iqama 1000000009', 'iqama 3000000001'],
    },
  }),
  row({
    kind: 'ae-emirates-id',
    country: 'AE',
    about: 'Emirates ID of the United Arab Emirates',
    pattern: shape(String.raw`784~?(?:19|20)\d{2}~?\d{7}~?\d`),
    keywords: ['784'],
    context: ['emirates id', 'هوية'],
    keys: ['emiratesid', 'eid', 'emiratesidnumber'],
    score: 0.8,
    examples: {
      match: ['784-1980-1234567-6', '784198012345676', 'Emirates ID 784 2001 7654321 0'],
      not: ['785-1980-1234567-6', '784-1780-1234567-6', '784-1980-123456-6'],
    },
  }),
];
