/** Numbers of the United Kingdom. The NHS number stands with health. */
import { digitsOf } from '../../checksums/digits.js';
import { checkedAt } from '../../checksums/weighted-sum.js';
import type { Detector } from '../../detector.js';
import { row } from './row.js';
import { shape } from './shape.js';

/** Unique taxpayer reference: the check digit comes first, from a table over the weighted sum modulo 11. */
const isUtr = (text: string): boolean => {
  const digits = digitsOf(text);
  return checkedAt(digits.slice(1) + digits.slice(0, 1), 9, [6, 7, 8, 9, 10, 5, 4, 3, 2], (sum) =>
    Number('21987654321'[sum % 11]),
  );
};

export const unitedKingdom: readonly Detector[] = [
  row({
    kind: 'gb-nino',
    country: 'GB',
    about: 'National insurance number',
    pattern: shape(
      String.raw`(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]~?\d{2}~?\d{2}~?\d{2}~?[A-D]`,
      'giu',
    ),
    hint: 'digits',
    context: ['nino', 'national insurance', 'ni number'],
    keys: ['nino', 'nationalinsurance', 'nationalinsurancenumber', 'ninumber'],
    score: 0.8,
    examples: {
      match: ['NI number AA123456A', 'JG 10 37 59 A', 'is ab-12-34-56-c.'],
      not: ['QQ123456C', 'BG123456A', 'AA123456E', 'AO123456A'],
    },
  }),
  row({
    kind: 'gb-utr',
    country: 'GB',
    about: 'Unique taxpayer reference',
    pattern: shape(String.raw`\d{5}~?\d{5}`),
    hint: 'digits',
    isValid: isUtr,
    context: ['utr', 'unique taxpayer', 'self assessment', 'hmrc', 'tax reference'],
    needsContext: true,
    keys: ['utr', 'uniquetaxpayerreference', 'taxreference'],
    score: 0.65,
    examples: {
      match: ['UTR 1955839661', '{"utr":"1955839661"}', 'self assessment 19558 39661'],
      not: ['1955839661', 'UTR 2955839661', 'utr 195583966'],
    },
  }),
  row({
    kind: 'gb-passport',
    country: 'GB',
    about: 'Passport number of the United Kingdom',
    pattern: shape(String.raw`\d{9}`),
    hint: 'digits',
    context: ['uk passport', 'british passport', 'hmpo', 'united kingdom passport'],
    needsContext: true,
    keys: ['ukpassport', 'ukpassportnumber', 'gbpassport', 'britishpassport'],
    score: 0.6,
    examples: {
      match: ['UK passport 925665416', 'British passport no. 107185703', '{"ukPassport":"925665416"}'],
      not: ['925665416', 'UK passport 92566541', '{"size":"925665416"}'],
    },
  }),
  row({
    kind: 'gb-driving-licence',
    country: 'GB',
    about: 'Driving licence number of Great Britain',
    pattern: shape(
      String.raw`(?=[A-Z]{2})[A-Z]{2,5}9{0,3}\d[0156]\d(?:0[1-9]|[12]\d|3[01])\d[A-Z9]{2}[A-Z0-9]{3}`,
    ),
    hint: 'digits',
    isValid: (text) => text.length === 16 && /^[A-Z]{2,5}9{0,3}$/u.test(text.slice(0, 5)),
    context: ['driving licence', 'dvla', 'licence'],
    keys: ['drivinglicence', 'drivinglicencenumber', 'dvla', 'licencenumber'],
    score: 0.75,
    examples: {
      match: ['MORGA657054SM9IJ', 'licence FARME100165AB5EW', 'DVLA LEE99802153JD9AB'],
      not: ['MORGA627054SM9IJ', 'MORGA657994SM9IJ', 'M0RGA657054SM9IJ'],
    },
  }),
  row({
    kind: 'gb-bank-account',
    category: 'financial',
    country: 'GB',
    about: 'Sort code, with or without its account number',
    pattern: shape(String.raw`\d{2}~\d{2}~\d{2}(?:[ ,;/]{1,3}\d{8})?|\d{6}[ ,;/]{1,3}\d{8}`),
    hint: 'digits',
    context: ['sort code', 'sort-code', 'sortcode'],
    needsContext: true,
    keys: ['sortcode', 'bankaccount', 'accountnumber'],
    score: 0.6,
    examples: {
      match: ['sort code 20-00-00', 'Sort code: 20-00-00 55779911', '{"sortCode":"20-00-00"}'],
      not: ['20-00-00', 'sort code 20-00', 'sort code 120-00-00'],
    },
  }),
  row({
    kind: 'gb-postcode',
    country: 'GB',
    about: 'Postcode of the United Kingdom, by key or word',
    pattern: shape(
      String.raw`(?:GIR ?0AA|[A-PR-UWYZ](?:\d{1,2}|[A-HK-Y]\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRV-Y]) ?\d[ABD-HJLNP-UW-Z]{2})`,
      'giu',
    ),
    hint: 'letters-and-digits',
    context: ['postcode', 'post code', 'postal code'],
    needsContext: true,
    keys: ['postcode', 'postalcode', 'zip', 'zipcode'],
    score: 0.55,
    examples: {
      match: ['{"postcode":"SW1A 1AA"}', 'postcode EC1A1BB', 'post code m1 1ae'],
      not: ['SW1A 1AA', 'postcode SW1A 1A', 'postcode QW1A 1AA'],
    },
  }),
];
