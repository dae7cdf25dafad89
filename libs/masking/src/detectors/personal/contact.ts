/** Ways to reach a person: e-mail addresses and telephone numbers. */
import type { CountryCode } from 'libphonenumber-js/max';
import { digitsOf } from '../../checksums/digits.js';
import type { Detector } from '../../detector.js';
import { mailDomain } from './mail-domain.js';
import { row } from './row.js';
import { shape } from './shape.js';
import { isTelephone } from './telephone.js';

/** Numbers in the way of their own country are tried against these plans, the most spoken first. */
const plans: readonly CountryCode[] = [
  'US',
  'GB',
  'DE',
  'FR',
  'ES',
  'IT',
  'PL',
  'IN',
  'BR',
  'AU',
  'JP',
  'NL',
  'CH',
  'SE',
  'MX',
  'ZA',
];

const isInternational = (text: string): boolean => isTelephone(text.replace(/^00/u, '+'));
const isNorthAmerican = (text: string): boolean => isTelephone(text, 'US');
/** Days of a calendar have as many digits as telephones. */
const isDate = (text: string): boolean =>
  /^\(?(?:\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}$)/u.test(text);
/** A number of more than eleven digits that no zero leads is of no plan: times of a clock in milliseconds are spared the trial. */
const isTooLong = (text: string): boolean => !/^\(?0/u.test(text) && digitsOf(text).length > 11;
const isOfSomePlan = (text: string): boolean =>
  !isDate(text) && !isTooLong(text) && plans.some((country) => isTelephone(text, country));

const phoneWords = [
  'phone',
  'telephone',
  'tel',
  'mobile',
  'fax',
  'whatsapp',
  'sms',
  'text me',
  'call me',
  'telefon',
  'téléphone',
  'teléfono',
  'telefono',
  'móvil',
  'telefone',
  'celular',
  'cellulare',
  '電話',
  '电话',
  '전화',
];
const phoneKeys = [
  'phone',
  'phonenumber',
  'phoneno',
  'telephone',
  'telephonenumber',
  'tel',
  'mobile',
  'mobilenumber',
  'mobilephone',
  'cell',
  'cellphone',
  'homephone',
  'workphone',
  'fax',
  'faxnumber',
  'whatsapp',
  'msisdn',
  'contactnumber',
  'telefon',
  'telefono',
  'telefone',
];

export const contact: readonly Detector[] = [
  row({
    kind: 'email',
    about:
      'E-mail address (RFC 5321 without quoted local parts; Latin, Greek and Cyrillic letters too, and domains of every script)',
    pattern: new RegExp(
      String.raw`(?<![A-Za-z0-9_\u00c0-\u024f\u0370-\u052f])(?<!:\/\/[^\s:/?#"'<>@\x60]{0,29}:[^\s"'<>@/?#\x60]{0,29})(?!git@)[A-Za-z0-9_\u00c0-\u024f\u0370-\u052f][A-Za-z0-9_\u00c0-\u024f\u0370-\u052f.!#$%&'*+~-]{0,63}@` +
        mailDomain(String.raw`\p{L}`, String.raw`\p{N}`),
      'gu',
    ),
    hint: 'at',
    keys: ['email', 'emailaddress', 'mail', 'useremail', 'contactemail'],
    score: 0.95,
    replacement: '[EMAIL]',
    examples: {
      match: [
        'write to ada.example+tag@mail.example.co.uk, please',
        '<jörg@bücher.example>',
        '请联系ada@example.org。',
        "'x@example.org'",
        "o’neill: o'neill@example.ie.",
        'ada.lovelace@example.com.pdf',
        'ADA@EXAMPLE.COM.TXT',
        'ada@example.com_backup',
        'ada@mail.example.de.v2.json',
      ],
      not: [
        'lodash@4.17.21',
        'icon@2x.png',
        'icon@2x.min.js',
        'app@2x.js.map',
        'user@db.svc.cluster.local',
        'layer@model.weight_g',
        'git@github.com:owner/name.git',
        '@scope/package',
        'user@localhost',
        'redis://:hunter@cache.example.com',
      ],
    },
  }),
  row({
    kind: 'email-encoded',
    about: 'E-mail address as it stands in URLs and forms, with `%40` for its @',
    pattern: new RegExp(
      String.raw`(?<![A-Za-z0-9_])[A-Za-z0-9_][A-Za-z0-9_.!$%'*+~-]{0,63}%40` + mailDomain('A-Za-z', '0-9'),
      'gu',
    ),
    keywords: ['%40'],
    score: 0.9,
    replacement: '[EMAIL]',
    examples: {
      match: [
        'https://example.com/?to=ada%40mail.example.org&x=1',
        'mail=ada.example%2Btag%40example.org',
        'GET /users/x%40example.io HTTP/1.1',
        '/files/ada%40example.com.pdf',
      ],
      not: ['icon%402x.png', '%40scope/package', 'lodash%404.17.21', '100%40'],
    },
  }),
  row({
    kind: 'phone',
    about: 'Telephone number with its country code, by the numbering plan of that country',
    pattern: /(?<![\w+./-])(?:\+|00[1-9])(?:[ ().\u00a0\u202f\u2010-\u2013/-]{0,2}\d){7,15}(?!\w|[.-]\d)/gu,
    hint: 'digits',
    isValid: isInternational,
    identity: { kind: 'phone', valueOf: (text) => digitsOf(text).replace(/^00/u, '') },
    context: phoneWords,
    keys: phoneKeys,
    score: 0.8,
    examples: {
      match: ['+44 20 7946 0958', 'call +1 (202) 555-0143 now', '0049 30 901820', 'tel:+33142685300'],
      not: ['+1 000 000 0000', '1+2345678', '+123', '2024-01-01T00:00:00+02:00'],
    },
  }),
  row({
    kind: 'phone-north-american',
    about: 'Telephone number of the North American plan, written in its groups',
    pattern: shape(
      String.raw`(?:1~)?\(\d{3}\) ?\d{3}[ .\-]\d{4}|(?:1[ .\-])?[2-9]\d{2}[.\-][2-9]\d{2}[.\-]\d{4}`,
    ),
    hint: 'digits',
    isValid: isNorthAmerican,
    identity: { kind: 'phone', valueOf: (text) => `1${digitsOf(text).slice(-10)}` },
    context: phoneWords,
    keys: phoneKeys,
    score: 0.7,
    replacement: '[PHONE]',
    examples: {
      match: ['(202) 555-0143', 'ring 212-555-0187 today', '1-415-555-0132'],
      not: ['102-555-0143', '202-155-0143', '202-555-01434', '1202-555-0143'],
    },
  }),
  row({
    kind: 'phone-national',
    about: 'Telephone number in the way of its own country, by key or word',
    pattern: shape(String.raw`\(?\d(?:[ ().\u00a0\u202f\u2010-\u2013/\-]{0,2}\d){6,13}`),
    hint: 'digits',
    isValid: isOfSomePlan,
    identity: { kind: 'phone-national', valueOf: digitsOf },
    context: phoneWords,
    needsContext: true,
    keys: phoneKeys,
    score: 0.55,
    replacement: '[PHONE]',
    examples: {
      match: [
        'tel 020 7946 0958',
        '{"phone":"030 901820"}',
        'Téléphone : 01 42 68 53 00',
        '{"mobile":"2025550143"}',
      ],
      not: ['020 7946 0958', 'tel 000 0000 0000', 'phone, 09.03.2018', '{"port":"2025550143"}'],
    },
  }),
];
