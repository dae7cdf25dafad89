/** Numbers of Denmark, Finland, Iceland, Norway and Sweden. */
import { isCalendarDate, isDateOfSomeCentury } from '../../checksums/calendar-date.js';
import { digitsOf } from '../../checksums/digits.js';
import { luhn } from '../../checksums/luhn.js';
import { weightedSum } from '../../checksums/weighted-sum.js';
import type { Detector } from '../../detector.js';
import { row, withoutSeparators } from './row.js';
import { shape } from './shape.js';

const startsWithDate = (digits: string): boolean =>
  isDateOfSomeCentury(Number(digits.slice(4, 6)), Number(digits.slice(2, 4)), Number(digits.slice(0, 2)));

/** The last character is the remainder by 31 of all nine digits. */
const isHetu = (text: string): boolean => {
  const number = text.slice(0, 6) + text.slice(7, 10);
  return (
    startsWithDate(number) &&
    '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(number) % 31] === text[10]?.toUpperCase()
  );
};

/** Luhn over ten digits; a coordination number has 60 added to its day. */
function isPersonnummer(text: string): boolean {
  const digits = digitsOf(text).slice(-10);
  const day = Number(digits.slice(4, 6));
  return (
    isDateOfSomeCentury(Number(digits.slice(0, 2)), Number(digits.slice(2, 4)), day > 60 ? day - 60 : day) &&
    luhn(digits)
  );
}

/** Two check digits; a D-number has 40 added to its day, a synthetic one 80 to its month. */
function isFodselsnummer(text: string): boolean {
  const digits = digitsOf(text);
  const day = Number(digits.slice(0, 2));
  const month = Number(digits.slice(2, 4));
  return (
    isDateOfSomeCentury(Number(digits.slice(4, 6)), month % 40, day > 40 ? day - 40 : day) &&
    weightedSum(digits, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 === 0 &&
    weightedSum(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0
  );
}

/** Since 2007 not every number has a check digit: the date decides. */
const isCpr = (text: string): boolean => startsWithDate(digitsOf(text));

const isKennitala = (text: string): boolean => {
  const digits = digitsOf(text);
  const century = digits[9] === '9' ? 1900 : 2000;
  return (
    isCalendarDate(
      century + Number(digits.slice(4, 6)),
      Number(digits.slice(2, 4)),
      Number(digits.slice(0, 2)) % 40,
    ) && weightedSum(digits, [3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0
  );
};

const personnummer = row({
  kind: 'se-personnummer',
  country: 'SE',
  about: 'Personal identity number of Sweden (personnummer, samordningsnummer)',
  pattern: shape(String.raw`(?:19|20)?\d{6}[-+]\d{4}|(?:19|20)\d{10}`),
  hint: 'digits',
  isValid: isPersonnummer,
  context: ['personnummer', 'samordningsnummer', 'pnr'],
  keys: ['personnummer', 'samordningsnummer', 'pnr', 'personalidentitynumber'],
  score: 0.8,
  examples: {
    match: ['811218-9876', '19811218-9876', '198112189876'],
    not: ['811218-9875', '811318-9876', '18811218-9876'],
  },
});
const cpr = row({
  kind: 'dk-cpr',
  country: 'DK',
  about: 'Personal identification number of Denmark (CPR)',
  pattern: shape(String.raw`[0-3]\d[01]\d{3}[- ]\d{4}`),
  hint: 'digits',
  isValid: isCpr,
  context: ['cpr', 'cpr-nummer', 'cpr-nr', 'personnummer'],
  keys: ['cpr', 'cprnummer', 'cprnr', 'cprnumber'],
  score: 0.65,
  examples: {
    match: ['211062-5629', 'CPR 010180-1234', '290280 1234'],
    not: ['321062-5629', '211362-5629', '2110625629'],
  },
});

export const nordics: readonly Detector[] = [
  personnummer,
  withoutSeparators(personnummer, shape(String.raw`\d{10}`), {
    match: ['personnummer 8112189876', '{"personnummer":"8112189876"}', 'pnr: 8803200016'],
    not: ['8112189876', 'personnummer 8112189875', 'pnr 8113189876'],
  }),
  row({
    kind: 'no-fodselsnummer',
    country: 'NO',
    about: 'National identity number of Norway (fødselsnummer, D-nummer)',
    pattern: shape(String.raw`[0-7]\d[0189]\d{3}~?\d{5}`),
    hint: 'digits',
    isValid: isFodselsnummer,
    context: ['fødselsnummer', 'personnummer', 'd-nummer', 'fnr'],
    keys: ['fodselsnummer', 'fødselsnummer', 'fnr', 'personnummer', 'dnummer'],
    score: 0.75,
    examples: {
      match: ['15108695088', '151086 95088', 'fødselsnummer 151086-95088'],
      not: ['15108695077', '15138695088', '115108695088'],
    },
  }),
  cpr,
  withoutSeparators(cpr, shape(String.raw`[0-3]\d[01]\d{7}`), {
    match: ['CPR 2110625629', '{"cpr":"0101801234"}', 'cpr-nr 2902801234'],
    not: ['2110625629', 'cpr 3210625629', 'cpr 2113625629'],
  }),
  row({
    kind: 'fi-hetu',
    country: 'FI',
    about: 'Personal identity code of Finland (henkilötunnus)',
    pattern: shape(String.raw`[0-3]\d[01]\d{3}[-+A-FU-Ya-fu-y]\d{3}[0-9A-FHJ-NPR-Ya-fhj-npr-y]`),
    hint: 'digits',
    isValid: isHetu,
    context: ['hetu', 'henkilötunnus', 'sosiaaliturvatunnus'],
    keys: ['hetu', 'henkilotunnus', 'henkilötunnus', 'personalidentitycode'],
    score: 0.85,
    examples: {
      match: ['131052-308T', 'hetu 131052-308t', '010100A123D'],
      not: ['131052-308U', '131352-308T', '131052G308T'],
    },
  }),
  row({
    kind: 'is-kennitala',
    country: 'IS',
    about: 'National identity number of Iceland (kennitala)',
    pattern: shape(String.raw`[0-7]\d[01]\d{3}[- ]?\d{3}[089]`),
    hint: 'digits',
    isValid: isKennitala,
    context: ['kennitala', 'kt'],
    needsContext: true,
    keys: ['kennitala', 'kt'],
    score: 0.65,
    examples: {
      match: ['kennitala 120174-3399', '{"kennitala":"1201743399"}', 'kt. 120174-3399'],
      not: ['120174-3399', 'kennitala 120174-3389', 'kt 121374-3399'],
    },
  }),
];
