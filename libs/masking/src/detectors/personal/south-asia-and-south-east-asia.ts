/** Numbers of India, Pakistan, Singapore, Malaysia, Indonesia and Thailand. */
import { isCalendarDate, isDateOfSomeCentury } from '../../checksums/calendar-date.js';
import { digitsOf } from '../../checksums/digits.js';
import { luhn, luhn36 } from '../../checksums/luhn.js';
import { verhoeff } from '../../checksums/verhoeff.js';
import { checkedAt, weightedSum } from '../../checksums/weighted-sum.js';
import type { Detector } from '../../detector.js';
import { row, withoutSeparators } from './row.js';
import { shape } from './shape.js';

const isAadhaar = (text: string): boolean => verhoeff(digitsOf(text));

/** T and G add four, M three; citizens, foreigners and M have a row of letters each. */
function isNric(text: string): boolean {
  const id = text.toUpperCase();
  const series = id[0] ?? '';
  const offset = series === 'M' ? 3 : 'TG'.includes(series) ? 4 : 0;
  const remainder = (weightedSum(id.slice(1), [2, 7, 6, 5, 4, 3, 2]) + offset) % 11;
  const letters = series === 'M' ? 'XWUTRQPNJLK' : 'ST'.includes(series) ? 'JZIHGFEDCBA' : 'XWUTRQPNMLK';
  return letters[remainder] === id[8];
}

const isThai = (text: string): boolean =>
  checkedAt(digitsOf(text), 12, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2], (sum) => (11 - (sum % 11)) % 10);

const pair = (digits: string, at: number): number => Number(digits.slice(at, at + 2));
const isMykad = (text: string): boolean => isDateOfSomeCentury(pair(text, 0), pair(text, 2), pair(text, 4));

/** Women have 40 added to the day. */
const isNik = (text: string): boolean =>
  isCalendarDate(2000 + pair(text, 10), pair(text, 8), pair(text, 6) % 40);

const aadhaar = row({
  kind: 'in-aadhaar',
  country: 'IN',
  about: 'Aadhaar number of India',
  pattern: shape(String.raw`(?<!\d{4}~)[2-9]\d{3}~\d{4}~\d{4}(?!~\d{4})`),
  hint: 'digits',
  isValid: isAadhaar,
  context: ['aadhaar', 'aadhar', 'uidai', 'आधार'],
  keys: ['aadhaar', 'aadhar', 'aadhaarnumber', 'aadharnumber', 'aadhaarno', 'uid'],
  score: 0.75,
  examples: {
    match: ['2341 2341 2346', 'Aadhaar 2341-2341-2346', 'no. 9999 9999 0019.'],
    not: ['2341 2341 2347', '1234 5678 9012', '12341 2341 2346', '2341 2341 2346 1111'],
  },
});
const thai = row({
  kind: 'th-identity-number',
  country: 'TH',
  about: 'Identity number of Thailand',
  pattern: shape(String.raw`[1-8][ -]\d{4}[ -]\d{5}[ -]\d{2}[ -]\d`),
  hint: 'digits',
  isValid: isThai,
  context: ['บัตรประชาชน', 'เลขประจำตัวประชาชน', 'thai id', 'thai national id'],
  keys: ['thaiid', 'citizenid', 'nationalid', 'idcard'],
  score: 0.85,
  examples: {
    match: ['1-2345-67890-12-1', 'บัตรประชาชน 3-1005-00123-45-8', '1 2345 67890 12 1'],
    not: ['1-2345-67890-12-2', '9-2345-67890-12-1', '1-2345-67890-121'],
  },
});

export const southAsiaAndSouthEastAsia: readonly Detector[] = [
  row({
    kind: 'in-pan',
    country: 'IN',
    about: 'Permanent account number of India',
    pattern: shape(String.raw`[A-Z]{3}[ABCFGHJLPTKE][A-Z]\d{4}[A-Z]`),
    hint: 'letters-and-digits',
    context: ['pan', 'permanent account', 'income tax'],
    keys: ['pan', 'pannumber', 'pancard', 'panno', 'permanentaccountnumber'],
    score: 0.7,
    examples: {
      match: ['ABCPE1234F', 'PAN AAAPZ1234C', 'card BNZAA2318J.'],
      not: ['ABCDE1234F', 'ABCPE12345', 'ABCPE1234FF'],
    },
  }),
  aadhaar,
  withoutSeparators(aadhaar, shape(String.raw`[2-9]\d{11}`), {
    match: ['Aadhaar 234123412346', '{"aadhaar":"999999990019"}', 'आधार 234123412346'],
    not: ['234123412346', 'aadhaar 234123412347', 'aadhaar 1234123412346'],
  }),
  row({
    kind: 'in-gstin',
    category: 'financial',
    country: 'IN',
    about: 'Goods and services tax number of India (GSTIN)',
    pattern: shape(String.raw`(?:[0-3]\d|9[79])[A-Z]{5}\d{4}[A-Z][1-9A-Z]Z[0-9A-Z]`),
    hint: 'letters-and-digits',
    isValid: luhn36,
    context: ['gstin', 'gst'],
    keys: ['gstin', 'gst', 'gstnumber'],
    score: 0.85,
    examples: {
      match: ['27AAPFU0939F1ZV', 'GSTIN 27AAPFU0939F1ZV', 'invoice of 27AAPFU0939F1ZV.'],
      not: ['27AAPFU0939F1ZW', '47AAPFU0939F1ZV', '27AAPFU0939F1AV'],
    },
  }),
  row({
    kind: 'in-voter',
    country: 'IN',
    about: 'Voter card number of India (EPIC)',
    pattern: shape(String.raw`[A-Z]{3}\/?\d{7}`),
    hint: 'letters-and-digits',
    context: ['voter', 'epic', 'election commission', 'voter id', 'मतदाता'],
    needsContext: true,
    keys: ['voterid', 'voter', 'epic', 'epicnumber', 'votercard'],
    score: 0.6,
    examples: {
      match: ['voter id WKH1186253', '{"voterId":"WKH1186253"}', 'EPIC: ABC/1234566'],
      not: ['WKH1186253', 'voter WKH118625', 'voter WK11862531'],
    },
  }),
  row({
    kind: 'in-passport',
    country: 'IN',
    about: 'Passport number of India',
    pattern: shape(String.raw`[A-PR-WY][1-9]\d ?\d{4}[1-9]`),
    hint: 'letters-and-digits',
    context: ['indian passport', 'passport'],
    needsContext: true,
    keys: ['passport', 'passportnumber', 'passportno', 'indianpassport'],
    score: 0.6,
    examples: {
      match: ['Indian passport A2096457', 'passport J83 69854', '{"passportNumber":"K1234567"}'],
      not: ['A2096457', 'passport A2096450', 'passport Q2096457'],
    },
  }),
  row({
    kind: 'pk-cnic',
    country: 'PK',
    about: 'Identity card number of Pakistan (CNIC)',
    pattern: shape(String.raw`[1-7]\d{4}-\d{7}-\d`),
    hint: 'digits',
    context: ['cnic', 'nadra', 'nicop'],
    keys: ['cnic', 'nicop'],
    score: 0.75,
    examples: {
      match: ['12345-1234567-1', 'CNIC 42201-0397640-8', 'card 61101-9876543-2.'],
      not: ['02345-1234567-1', '12345-123456-1', '123451234567-1'],
    },
  }),
  row({
    kind: 'sg-nric',
    country: 'SG',
    about: 'Identity number of Singapore (NRIC, FIN)',
    pattern: shape(String.raw`[STFGM]\d{7}[A-Z]`, 'giu'),
    hint: 'letters-and-digits',
    isValid: isNric,
    context: ['nric', 'fin', 'singapore'],
    keys: ['nric', 'fin', 'nricnumber', 'nricfin'],
    score: 0.8,
    examples: {
      match: ['S1234567D', 'NRIC T1234567J', 'fin f1234567n', 'G1234567X'],
      not: ['S1234567A', 'A1234567D', 'S12345678D'],
    },
  }),
  row({
    kind: 'my-identity-card',
    country: 'MY',
    about: 'Identity card number of Malaysia (MyKad)',
    pattern: shape(String.raw`\d{6}-(?:0[1-9]|[1-5]\d|6[0-8]|7[1-9]|8[2-9]|9[0-389])-\d{4}`),
    hint: 'digits',
    isValid: isMykad,
    context: ['mykad', 'nric', 'kad pengenalan'],
    keys: ['mykad', 'nric', 'icnumber', 'kadpengenalan'],
    score: 0.8,
    examples: {
      match: ['800101-14-5678', 'MyKad 960229-01-1234', 'kad pengenalan 751231-08-4321'],
      not: ['801301-14-5678', '800101-00-5678', '8001011-14-5678'],
    },
  }),
  row({
    kind: 'id-nik',
    country: 'ID',
    about: 'Identity number of Indonesia (NIK)',
    pattern: shape(String.raw`(?:1[1-9]|21|[37][1-6]|5[1-3]|6[1-5]|[89][12])\d{2}\d{2}[0-7]\d[01]\d{3}\d{4}`),
    hint: 'digits',
    isValid: isNik,
    context: ['nik', 'ktp', 'nomor induk kependudukan'],
    needsContext: true,
    keys: ['nik', 'ktp', 'noktp'],
    score: 0.7,
    examples: {
      match: ['NIK 3171011708450001', '{"nik":"3171015708450001"}', 'KTP: 3273010101900002'],
      not: ['3171011708450001', 'NIK 3171011713450001', 'NIK 0171011708450001'],
    },
  }),
  row({
    kind: 'lk-nic',
    country: 'LK',
    about: 'Identity card number of Sri Lanka',
    pattern: shape(String.raw`\d{2}(?:[0-2]\d{2}|3[0-5]\d|36[0-6]|[5-7]\d{2}|8[0-5]\d|86[0-6])\d{4}[VvXx]`),
    hint: 'letters-and-digits',
    context: ['nic', 'sri lanka', 'national identity'],
    needsContext: true,
    keys: ['nic', 'nicnumber', 'nationalid'],
    score: 0.6,
    examples: {
      match: ['NIC 850012345V', '{"nic":"915012345v"}', 'Sri Lanka 722541234X'],
      not: ['850012345V', 'NIC 854012345V', 'NIC 850012345A'],
    },
  }),
  thai,
  withoutSeparators(thai, shape(String.raw`[1-8]\d{12}`), {
    match: ['บัตรประชาชน1234567890121', '{"thaiId":"1234567890121"}', 'Thai ID 1234567890121'],
    not: ['1234567890121', 'thai id 1234567890122', 'thai id 9234567890121'],
  }),
  row({
    kind: 'ph-philsys',
    country: 'PH',
    about: 'Social security, tax and identity numbers of the Philippines',
    pattern: shape(String.raw`\d{2}-\d{7}-\d|\d{3}-\d{3}-\d{3}(?:-\d{3,5})?|\d{4}-\d{4}-\d{4}-\d{4}`),
    hint: 'digits',
    isValid: (text) => !luhn(digitsOf(text)) || digitsOf(text).length < 16,
    context: ['philsys', 'sss', 'tin', 'gsis', 'philhealth', 'pag-ibig'],
    needsContext: true,
    keys: ['philsys', 'sss', 'sssnumber', 'tin', 'psn', 'pcn'],
    score: 0.55,
    examples: {
      match: ['SSS 34-1234567-8', '{"tin":"123-456-789-000"}', 'PhilSys 1234-5678-9012-3456'],
      not: ['34-1234567-8', 'SSS 34-123456-8', '{"range":"123-456-789"}'],
    },
  }),
];
