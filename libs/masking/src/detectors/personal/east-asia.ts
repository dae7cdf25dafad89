/** Numbers of China, Hong Kong, Taiwan, Japan and Korea. */
import { isCalendarDate, isDateOfSomeCentury } from '../../checksums/calendar-date.js';
import { allTheSame, base36Of, digitsOf, lettersAndDigitsOf } from '../../checksums/digits.js';
import { mod11x2 } from '../../checksums/iso-7064.js';
import { checkedAt, weightedSum } from '../../checksums/weighted-sum.js';
import type { Detector } from '../../detector.js';
import { row, withoutSeparators } from './row.js';
import { shape } from './shape.js';

const isChinese = (text: string): boolean =>
  isCalendarDate(Number(text.slice(6, 10)), Number(text.slice(10, 12)), Number(text.slice(12, 14))) &&
  mod11x2(text.toUpperCase());

/** A missing first letter counts as a space, 36. */
function isHongKong(text: string): boolean {
  const id = lettersAndDigitsOf(text);
  const prefix = id.length === 9 ? base36Of(id[0] ?? '') * 9 : 36 * 9;
  const rest = id.slice(-8);
  return (prefix + weightedSum(rest, [8, 7, 6, 5, 4, 3, 2]) + base36Of(rest[7] ?? '')) % 11 === 0;
}

/** The letter is a number of two digits in the order of the counties. */
const taiwaneseCounties = 'ABCDEFGHJKLMNPQRSTUVXYWZIO';
function isTaiwanese(text: string): boolean {
  const letter = taiwaneseCounties.indexOf(text[0] ?? '') + 10;
  const sum =
    Math.floor(letter / 10) + (letter % 10) * 9 + weightedSum(text.slice(1), [8, 7, 6, 5, 4, 3, 2, 1, 1]);
  return sum % 10 === 0;
}

/** Weights 2 to 7 from the right, twice (ordinance no. 85 of 2014). */
const isMyNumber = (text: string): boolean =>
  !allTheSame(digitsOf(text)) &&
  checkedAt(digitsOf(text), 11, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2], (sum) =>
    sum % 11 < 2 ? 0 : 11 - (sum % 11),
  );

/** Since October 2020 numbers carry no check digit: date and century decide. */
const isRrn = (text: string): boolean => {
  const digits = digitsOf(text);
  return isDateOfSomeCentury(
    Number(digits.slice(0, 2)),
    Number(digits.slice(2, 4)),
    Number(digits.slice(4, 6)),
  );
};

const rrn = row({
  kind: 'kr-rrn',
  country: 'KR',
  about: 'Resident registration number of Korea',
  pattern: shape(String.raw`\d{6}-\d{7}`),
  hint: 'digits',
  isValid: isRrn,
  context: ['주민등록번호', '주민번호', '외국인등록번호', 'rrn', 'resident registration'],
  keys: ['rrn', 'residentregistrationnumber', '주민등록번호', 'jumin'],
  score: 0.8,
  examples: {
    match: ['971013-9019902', '주민등록번호 900101-1234567입니다', 'rrn 000229-3123456'],
    not: ['971313-9019902', '900132-1234567', '90010-1234567'],
  },
});
const hongKong = row({
  kind: 'hk-identity-card',
  country: 'HK',
  about: 'Identity card number of Hong Kong',
  pattern: shape(String.raw`[A-Z]{1,2}\d{6} ?[(（][0-9A][)）]`),
  hint: 'letters-and-digits',
  isValid: isHongKong,
  context: ['hkid', 'identity card', '身份證', '身分證'],
  keys: ['hkid', 'hkidnumber', 'hkidno', 'identitycard', 'idcard'],
  score: 0.85,
  examples: {
    match: ['G123456(A)', 'HKID A123456(3)', '身份證AB987654(3)'],
    not: ['A123456(4)', 'A123456', '1A123456(3)'],
  },
});

export const eastAsia: readonly Detector[] = [
  row({
    kind: 'cn-resident-identity',
    country: 'CN',
    about: 'Resident identity number of China',
    pattern: shape(String.raw`[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])[0-3]\d{4}[0-9Xx]`),
    hint: 'digits',
    isValid: isChinese,
    context: ['身份证', '身份证号', '公民身份号码', 'resident identity'],
    keys: ['idcard', 'idcardno', 'idnumber', 'shenfenzheng', '身份证', '身份证号'],
    score: 0.85,
    examples: {
      match: ['11010519491231002X', '身份证号440524188001010014。', 'id 11010519491231002x'],
      not: ['110105194912310021', '11010519491331002X', '1101051949123100'],
    },
  }),
  hongKong,
  withoutSeparators(hongKong, shape(String.raw`[A-Z]{1,2}\d{6}[0-9A]`), {
    match: ['HKID G123456A', '{"hkid":"A1234563"}', 'identity card A1234563'],
    not: ['A1234563', 'HKID A1234564', 'HKID ABC1234563'],
  }),
  row({
    kind: 'tw-identity-number',
    country: 'TW',
    about: 'National identification number of Taiwan',
    pattern: shape(String.raw`[A-Z][1289]\d{8}`),
    hint: 'letters-and-digits',
    isValid: isTaiwanese,
    context: ['身分證', '身份證', '統一編號', '身分證字號', 'taiwan', 'roc id', 'national id', '居留證'],
    needsContext: true,
    keys: ['nationalid', 'twid', '身分證字號', '身分證', 'idnumber', 'idno'],
    score: 0.7,
    examples: {
      match: ['身分證字號A123456789', '{"nationalId":"A123456789"}', 'Taiwan ID: A223456781'],
      not: ['A123456789', '身分證A123456788', '身分證A323456789'],
    },
  }),
  row({
    kind: 'jp-my-number',
    country: 'JP',
    about: 'Individual number of Japan (My Number)',
    pattern: shape(String.raw`\d{4}~?\d{4}~?\d{4}`),
    hint: 'digits',
    isValid: isMyNumber,
    context: ['マイナンバー', 'マイナンバーは', '個人番号', '個人番号は', 'my number', 'individual number'],
    needsContext: true,
    keys: ['mynumber', 'kojinbango', '個人番号', 'マイナンバー', 'individualnumber'],
    score: 0.7,
    examples: {
      match: ['マイナンバーは1234 5678 9018です', '{"myNumber":"123456789018"}', 'My Number: 1234-5678-9018'],
      not: ['123456789018', 'マイナンバー 123456789019', 'my number 12345678901'],
    },
  }),
  rrn,
  withoutSeparators(rrn, shape(String.raw`\d{2}[01]\d[0-3]\d{8}`), {
    match: ['주민번호 9710139019902', '{"rrn":"9001011234567"}', 'RRN: 0002293123456'],
    not: ['9710139019902', 'rrn 9713139019902', 'rrn 900101123456'],
  }),
];
