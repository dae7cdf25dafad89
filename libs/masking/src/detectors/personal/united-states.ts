/** Numbers of the United States. */
import { digitsOf } from '../../checksums/digits.js';
import { weightedSum } from '../../checksums/weighted-sum.js';
import type { Detector } from '../../detector.js';
import { row, withoutSeparators } from './row.js';
import { shape } from './shape.js';

/** Area 000, 666 and from 900, group 00 and serial 0000 are never given (SSA, POMS RM 10201.035). */
const isSsn = (text: string): boolean => /^(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}$/u.test(digitsOf(text));

/** Group 50–65, 70–88, 90–92 or 94–99 (IRS, ITIN reference guide). */
const isItin = (text: string): boolean =>
  /^9\d{2}(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])\d{4}$/u.test(digitsOf(text));

/** Prefixes that the IRS has given to none of its campuses. */
const unusedEinPrefixes = new Set([
  '00',
  '07',
  '08',
  '09',
  '17',
  '18',
  '19',
  '28',
  '29',
  '49',
  '69',
  '70',
  '78',
  '79',
  '89',
  '96',
  '97',
]);

/** ABA routing number: a Federal Reserve prefix and the weights 3, 7, 1. */
const isAbaRouting = (text: string): boolean =>
  /^(?:0\d|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)/u.test(text) &&
  digitsOf(text) !== '000000000' &&
  weightedSum(text, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 === 0;

const ssn = row({
  kind: 'us-ssn',
  country: 'US',
  about: 'Social security number',
  pattern: shape(String.raw`\d{3}~\d{2}~\d{4}`),
  hint: 'digits',
  isValid: isSsn,
  context: ['ssn', 'ssns', 'social security', 'social-security', 'soc sec'],
  keys: ['ssn', 'socialsecurity', 'socialsecuritynumber', 'socialsecurityno', 'usssn', 'taxpayerid', 'taxid'],
  score: 0.85,
  examples: {
    match: ['SSN 123-45-6789', 'her number, 219-09-9998, was', '536 22 1876'],
    not: ['000-45-6789', '666-12-3456', '123-00-6789', '1123-45-6789', '123-45-0000'],
  },
});

const itin = row({
  kind: 'us-itin',
  country: 'US',
  about: 'Individual taxpayer identification number',
  pattern: shape(String.raw`9\d{2}~\d{2}~\d{4}`),
  hint: 'digits',
  isValid: isItin,
  context: ['itin', 'taxpayer', 'individual taxpayer'],
  keys: ['itin', 'taxpayerid', 'taxid'],
  score: 0.85,
  examples: {
    match: ['ITIN 912-70-1234', '900-88-0001', 'id 999 94 4321.'],
    not: ['912-69-1234', '912-93-1234', '812-70-1234'],
  },
});

export const unitedStates: readonly Detector[] = [
  ssn,
  withoutSeparators(ssn, shape(String.raw`\d{9}`), {
    match: ['ssn: 123456789', '{"ssn":"536221876"}', '{"note":"social security 219099998"}'],
    not: ['order 123456789', 'ssn 000456789', 'ssn 1234567890'],
  }),
  itin,
  withoutSeparators(itin, shape(String.raw`9\d{8}`), {
    match: ['itin 912701234', '{"itin":"900880001"}', 'Individual taxpayer 999944321'],
    not: ['912701234', 'itin 912691234', 'itin 812701234'],
  }),
  row({
    kind: 'us-ein',
    country: 'US',
    about: 'Employer identification number',
    pattern: shape(String.raw`\d{2}~?\d{7}`),
    hint: 'digits',
    isValid: (text) => !unusedEinPrefixes.has(text.slice(0, 2)),
    context: ['ein', 'fein', 'employer identification', 'employer id', 'federal tax id'],
    needsContext: true,
    keys: ['ein', 'fein', 'employerid', 'employeridentificationnumber', 'federaltaxid', 'taxid'],
    score: 0.6,
    examples: {
      match: ['EIN 12-3456789', '{"ein":"123456789"}', 'employer identification number: 91-7654321'],
      not: ['12-3456789', 'EIN 07-1234567', 'ein 123-456789'],
    },
  }),
  row({
    kind: 'us-passport',
    country: 'US',
    about: 'Passport number of the United States',
    pattern: shape(String.raw`[A-Z]\d{8}|\d{9}`),
    hint: 'digits',
    context: ['us passport', 'u.s. passport', 'american passport', 'passport card'],
    needsContext: true,
    keys: ['uspassport', 'uspassportnumber'],
    score: 0.6,
    examples: {
      match: ['US passport C12345678', 'his U.S. passport 123456789', '{"us_passport":"A12345678"}'],
      not: ['C12345678', 'us passport C1234567', '{"id":"123456789"}'],
    },
  }),
  row({
    kind: 'us-driving-licence',
    country: 'US',
    about: 'Driving licence number of a state of the United States',
    pattern: shape(
      String.raw`[A-Z]{1,2}\d{4,12}[A-Z]?|[A-Z]\d{3}~\d{3}~\d{2}~\d{3}~\d|[A-Z]\d{3}~\d{4}~\d{4}|\d{7,10}|\d{2}~\d{3}~\d{4}`,
    ),
    hint: 'digits',
    context: [
      "driver's license",
      'driver’s license',
      'drivers license',
      'driver license',
      "driver's licence",
      'license number',
      'dl number',
      'dmv',
    ],
    needsContext: true,
    keys: [
      'driverslicense',
      'driverslicensenumber',
      'driverlicense',
      'driverlicensenumber',
      'dlnumber',
      'driverslicence',
      'driverlicence',
      'licensenumber',
    ],
    score: 0.55,
    examples: {
      match: [
        "driver's license D1234567",
        'Driver license: F255-921-50-094-0',
        '{"drivers_license":"123456789"}',
      ],
      not: ['D1234567', 'driver license D123', '{"build":"123456789"}'],
    },
  }),
  row({
    kind: 'us-bank-routing',
    category: 'financial',
    country: 'US',
    about: 'ABA routing number of a bank',
    pattern: shape(String.raw`\d{9}`),
    hint: 'digits',
    isValid: isAbaRouting,
    context: ['routing', 'aba', 'rtn', 'bank transit', 'wire transfer', 'ach'],
    needsContext: true,
    keys: ['routing', 'routingnumber', 'abarouting', 'abaroutingnumber', 'aba', 'rtn', 'bankrouting'],
    score: 0.65,
    examples: {
      match: ['routing number 021000021', '{"routingNumber":"011000015"}', 'ABA: 121000358'],
      not: ['021000021', 'routing 021000022', 'routing 991000020'],
    },
  }),
  row({
    kind: 'us-bank-account',
    category: 'financial',
    country: 'US',
    about: 'Bank account number',
    pattern: shape(String.raw`\d{6,17}|\d{2,5}(?:~\d{2,5}){1,3}`),
    hint: 'digits',
    isValid: (text) => digitsOf(text).length >= 6,
    context: [
      'bank account',
      'account number',
      'checking account',
      'savings account',
      'account no',
      'acct',
      'a/c',
    ],
    needsContext: true,
    keys: [
      'bankaccount',
      'bankaccountnumber',
      'accountnumber',
      'accountno',
      'acctnumber',
      'acctno',
      'checkingaccount',
      'savingsaccount',
    ],
    score: 0.5,
    examples: {
      match: [
        'account number 000123456789',
        '{"accountNumber":"12345678"}',
        'checking account: 1234-5678-90',
      ],
      not: ['000123456789', 'account number 12345', '{"count":"12345678"}'],
    },
  }),
];
