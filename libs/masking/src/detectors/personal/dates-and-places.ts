/** When somebody was born and where somebody is. */
import { isCalendarDate } from '../../checksums/calendar-date.js';
import type { Detector } from '../../detector.js';
import { row } from './row.js';
import { shape } from './shape.js';

const YEAR = String.raw`(?:19|20)\d{2}`;
const MONTH =
  '(?:jan(?:uary|uar|vier|eiro)?|feb(?:ruary|ruar|rero)?|mar(?:ch|s|zo)?|märz|apr(?:il)?|may|mai|mayo|june?|juni|juin|junio|july?|juli|juillet|julio|aug(?:ust)?|août|agosto|sept?(?:ember|iembre)?|oct(?:ober|ubre|obre)?|okt(?:ober)?|nov(?:ember|iembre|embre)?|dec(?:ember)?|dez(?:ember)?|déc(?:embre)?|diciembre)';
const ORDINAL = String.raw`\d{1,2}(?:st|nd|rd|th|\.|º)?`;

/** Numbers of a date in any of the three orders must make a day; a month that has a name is not looked at. */
function isDate(text: string): boolean {
  const numbers = (text.match(/\d{1,4}/gu) ?? []).map(Number);
  const [a = 0, b = 0, c = 0] = numbers;
  if (numbers.length < 3) return Math.min(a, b) <= 31;
  return isCalendarDate(a, b, c) || isCalendarDate(c, b, a) || isCalendarDate(c, a, b);
}

/** The year comes first or last. */
const isDateInDigits = (text: string): boolean =>
  isDate(text.replace(/^((?:19|20)..)(..)(..)$/u, '$1-$2-$3')) ||
  isDate(text.replace(/^(..)(..)((?:19|20)..)$/u, '$1-$2-$3'));

const birthWords = [
  'born',
  'dob',
  'd.o.b',
  'date of birth',
  'birth date',
  'birthdate',
  'birthday',
  'birth',
  'geboren',
  'geburtsdatum',
  'geb.',
  'né le',
  'née le',
  'date de naissance',
  'nacido',
  'nacida',
  'fecha de nacimiento',
  'nato il',
  'nata il',
  'data di nascita',
  'data de nascimento',
  'geboortedatum',
  'data urodzenia',
  'født',
  'född',
  'syntynyt',
  '生年月日',
  '出生',
  '생년월일',
];

const birthKeys = [
  'dob',
  'dateofbirth',
  'birthdate',
  'birthday',
  'birth',
  'bday',
  'birthdt',
  'borndate',
  'geburtsdatum',
  'datedenaissance',
  'fechanacimiento',
  'fechadenacimiento',
  'datadinascita',
  'datanascimento',
  'geboortedatum',
  'dataurodzenia',
];

const latitude = String.raw`[+\-]?(?:90(?:\.0{1,8})?|[1-8]?\d(?:\.\d{1,15})?)`;
const longitude = String.raw`[+\-]?(?:180(?:\.0{1,8})?|1[0-7]\d(?:\.\d{1,15})?|\d{1,2}(?:\.\d{1,15})?)`;

export const datesAndPlaces: readonly Detector[] = [
  row({
    kind: 'date-of-birth',
    about: 'Date of birth, by key or word',
    pattern: shape(
      String.raw`${YEAR}[-/. ](?:0?[1-9]|1[0-2])[-/. ](?:0?[1-9]|[12]\d|3[01])|(?:0?[1-9]|[12]\d|3[01])[-/.] ?(?:0?[1-9]|[12]\d|3[01])[-/.] ?${YEAR}|${ORDINAL} (?:of |de )?${MONTH}\.?,? (?:de )?${YEAR}|${MONTH}\.? ${ORDINAL},? ${YEAR}|${YEAR}年\d{1,2}月\d{1,2}日`,
      'giu',
    ),
    hint: 'digits',
    isValid: isDate,
    context: birthWords,
    needsContext: true,
    keys: birthKeys,
    score: 0.6,
    examples: {
      match: [
        'born 1984-02-29',
        'DOB: 12/31/1990',
        '{"dateOfBirth":"1990-07-01"}',
        'geboren am 3. Mai 1975',
        'born on July 4th, 1976',
      ],
      not: ['1984-02-29', 'born 1983-02-29', '{"created":"1990-07-01"}', 'born in 1984'],
    },
  }),
  row({
    kind: 'date-of-birth-digits',
    about: 'Date of birth in eight digits, by key or word',
    pattern: shape(
      String.raw`${YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|[12]\d|3[01])${YEAR}`,
    ),
    hint: 'digits',
    isValid: isDateInDigits,
    context: birthWords,
    needsContext: true,
    keys: birthKeys,
    score: 0.6,
    replacement: '[DATE_OF_BIRTH]',
    examples: {
      match: ['{"dob":"19850412"}', '{"date_of_birth":"12041985"}', 'dob=19850412', 'geboren 19840229'],
      not: [
        '19850412',
        'born 19830229',
        '{"created":"19850412"}',
        '{"dob":"198504123"}',
        '{"dob":"19851341"}',
      ],
    },
  }),
  row({
    kind: 'coordinates',
    about: 'A place on earth: degrees with compass points, or a geo URI (RFC 5870)',
    pattern: new RegExp(
      String.raw`(?<![\w.])(?:\d{1,2}(?:\.\d{1,12})? ?° ?(?:\d{1,2}(?:\.\d{1,6})? ?[′'] ?(?:\d{1,2}(?:\.\d{1,6})? ?[″"] ?)?)?[NS],? {0,3}\d{1,3}(?:\.\d{1,12})? ?° ?(?:\d{1,2}(?:\.\d{1,6})? ?[′'] ?(?:\d{1,2}(?:\.\d{1,6})? ?[″"] ?)?)?[EWO]|geo:${latitude},${longitude})(?![\w])`,
      'gu',
    ),
    hint: 'digits',
    keys: ['coordinates', 'location', 'gps', 'latlng', 'latlong', 'geo', 'geolocation', 'position'],
    score: 0.75,
    examples: {
      match: ['40.7128° N, 74.0060° W', `48°51′24″N 2°21′08″E`, 'geo:37.786971,-122.399677'],
      not: ['40.7128, -74.0060', '40° outside', 'geo:137.1,200'],
    },
  }),
  row({
    kind: 'coordinates-decimal',
    about: 'Latitude and longitude as decimal numbers, by key or word',
    pattern: new RegExp(
      String.raw`(?<![\w.\-+]|\d[,;] {0,2})[+\-]?(?:[1-8]?\d|90)\.\d{3,15} {0,2}[,;] {0,2}[+\-]?(?:1[0-8]\d|\d{1,2})\.\d{3,15}(?![\w.]|,? {0,2}-?\d)`,
      'gu',
    ),
    hint: 'dot',
    isValid: (text) => Math.abs(Number(/[,;]\s{0,2}(.{1,24})$/u.exec(text)?.[1])) <= 180,
    context: [
      'lat',
      'latitude',
      'lng',
      'longitude',
      'coordinates',
      'coords',
      'gps',
      'located at',
      'geolocation',
      'location',
      'koordinaten',
    ],
    needsContext: true,
    keys: ['coordinates', 'coords', 'location', 'gps', 'latlng', 'latlong', 'geolocation', 'll', 'position'],
    score: 0.6,
    replacement: '[COORDINATES]',
    examples: {
      match: [
        'GPS 52.520008, 13.404954',
        '{"latlng":"40.7128,-74.0060"}',
        'coordinates: -33.8688,151.2093',
        'location 40.7128,-74.0060',
      ],
      not: ['52.520008, 13.404954', 'GPS 95.520008, 13.404954', 'gps 0.123, 0.456, 0.789'],
    },
  }),
  row({
    kind: 'latitude-or-longitude',
    about: 'One decimal coordinate, by key',
    pattern: /(?<![\w.+-])[+-]?\d{1,3}\.\d{2,16}(?![\w.])/gu,
    hint: 'dot',
    isValid: (text) => Math.abs(Number(text)) <= 180,
    needsContext: true,
    keys: ['lat', 'latitude', 'lng', 'lon', 'long', 'longitude'],
    score: 0.55,
    replacement: '[COORDINATES]',
    examples: {
      match: ['{"lat":"52.520008"}', '{"longitude":"-122.399677"}', '{"lng":"+13.404954"}'],
      not: ['52.520008', '{"price":"52.520008"}', '{"lat":"252.52"}'],
    },
  }),
  row({
    kind: 'coordinate-in-text',
    about: 'One decimal coordinate right behind its name',
    pattern:
      /(?<=(?<![A-Za-z0-9])(?:lat(?:itude)?|lng|lon|long(?=["'\\ ]{0,4}[:=])|longitude)\\{0,3}["']?[ \t]{0,2}[:=]?[ \t]{0,2}\\{0,3}["']?)[+-]?\d{1,3}\.\d{3,16}(?![\w.])/giu,
    hint: 'dot',
    isValid: (text) => Math.abs(Number(text)) <= 180,
    score: 0.55,
    replacement: '[COORDINATES]',
    examples: {
      match: [
        'lat: 40.7128, lon: -74.0060',
        'latitude 40.7128 longitude -74.0060',
        'lat=40.7128&lon=-74.0060',
        'user_lat="40.7128"',
        'long: -74.0060',
      ],
      not: ['40.7128', 'flat: 40.7128', 'lat 252.5200', 'how long 40.7128', 'lat: 1.2', 'lon: 1.234.5'],
    },
  }),
];
