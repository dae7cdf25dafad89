/** Numbers of patients, insured people and those who treat them. */
import { digitsOf, lettersAndDigitsOf } from '../../checksums/digits.js';
import { luhn } from '../../checksums/luhn.js';
import { checkedAt, weightedSum } from '../../checksums/weighted-sum.js';
import type { Detector } from '../../detector.js';
import { row } from './row.js';
import { shape } from './shape.js';

const isNhs = (text: string): boolean =>
  checkedAt(digitsOf(text), 9, [10, 9, 8, 7, 6, 5, 4, 3, 2], (sum) => (11 - (sum % 11)) % 11);

/** The prefix 80840 of United States health identifiers is part of the sum (CMS, NPI check digit). */
const isNpi = (text: string): boolean => luhn(`80840${text}`);

const isDea = (text: string): boolean =>
  weightedSum(text.slice(2), [1, 2, 1, 2, 1, 2]) % 10 === Number(text[8]);

const isAustralianMedicare = (text: string): boolean =>
  checkedAt(digitsOf(text), 8, [1, 3, 7, 9, 1, 3, 7, 9], (sum) => sum % 10);

export const health: readonly Detector[] = [
  row({
    kind: 'gb-nhs',
    category: 'health',
    country: 'GB',
    about: 'NHS number',
    pattern: shape(String.raw`\d{3}~?\d{3}~?\d{4}`),
    hint: 'digits',
    isValid: isNhs,
    context: ['nhs', 'nhs number', 'national health', 'patient'],
    needsContext: true,
    keys: ['nhs', 'nhsnumber', 'nhsno', 'patientid', 'patientnumber'],
    score: 0.75,
    examples: {
      match: ['NHS 943 476 5919', '{"nhsNumber":"9434765919"}', 'patient 401-023-2137'],
      not: ['943 476 5919', 'NHS 943 476 5918', 'NHS 19434765919'],
    },
  }),
  row({
    kind: 'us-medicare-beneficiary',
    category: 'health',
    country: 'US',
    about: 'Medicare beneficiary identifier',
    pattern: shape(
      String.raw`[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d~?[AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y]\d~?[AC-HJKMNP-RT-Y]{2}\d{2}`,
    ),
    hint: 'letters-and-digits',
    context: ['medicare', 'mbi', 'beneficiary'],
    keys: ['mbi', 'medicareid', 'medicarenumber', 'medicarebeneficiaryidentifier'],
    score: 0.8,
    examples: {
      match: ['1EG4-TE5-MK73', 'MBI 1EG4TE5MK72', '2AA1 A12 AA34'],
      not: ['0EG4-TE5-MK73', '1SG4-TE5-MK73', '1EG4-TE5-MK7', '1EG4-TE5-M773'],
    },
  }),
  row({
    kind: 'us-npi',
    category: 'health',
    country: 'US',
    about: 'National provider identifier',
    pattern: shape(String.raw`[12]\d{9}`),
    hint: 'digits',
    isValid: isNpi,
    context: ['npi', 'national provider'],
    needsContext: true,
    keys: ['npi', 'npinumber', 'nationalprovideridentifier'],
    score: 0.6,
    examples: {
      match: ['NPI 1234567893', '{"npi":"1234567893"}', 'national provider: 1245319599'],
      not: ['1234567893', 'NPI 1234567894', 'NPI 3234567893'],
    },
  }),
  row({
    kind: 'us-dea',
    category: 'health',
    country: 'US',
    about: 'DEA registration number of a prescriber',
    pattern: shape(String.raw`[ABCDEFGHJKLMPRSTUX][A-Z9]\d{7}`),
    hint: 'letters-and-digits',
    isValid: isDea,
    context: ['dea', 'prescriber', 'prescription'],
    needsContext: true,
    keys: ['dea', 'deanumber', 'dearegistration'],
    score: 0.65,
    examples: {
      match: ['DEA AB1234563', '{"deaNumber":"AB1234563"}', 'prescriber F91234563'],
      not: ['AB1234563', 'DEA AB1234564', 'DEA AB123456'],
    },
  }),
  row({
    kind: 'au-medicare',
    category: 'health',
    country: 'AU',
    about: 'Medicare card number of Australia',
    pattern: shape(String.raw`[2-6]\d{3}~?\d{5}~?\d(?:[ /]?\d)?`),
    hint: 'digits',
    isValid: isAustralianMedicare,
    context: ['medicare'],
    needsContext: true,
    keys: ['medicare', 'medicarenumber', 'medicarecard', 'medicareno'],
    score: 0.65,
    examples: {
      match: ['Medicare 2123 45670 1', '{"medicareNumber":"2123456701"}', 'medicare card 2123 45670 1/2'],
      not: ['2123 45670 1', 'Medicare 2123 45671 1', 'medicare 7123 45670 1'],
    },
  }),
  row({
    kind: 'medical-record-number',
    category: 'health',
    about: 'Medical record or patient number, by key or word',
    pattern: shape(String.raw`(?:[A-Z]{1,4}~?)?\d{5,12}`),
    hint: 'digits',
    isValid: (text) => lettersAndDigitsOf(text).length >= 5,
    context: [
      'mrn',
      'medical record',
      'medical record number',
      'patient id',
      'patient number',
      'chart number',
      'hospital number',
    ],
    needsContext: true,
    keys: [
      'mrn',
      'medicalrecord',
      'medicalrecordnumber',
      'patientid',
      'patientnumber',
      'patientno',
      'chartnumber',
      'hospitalnumber',
    ],
    score: 0.5,
    examples: {
      match: ['MRN: 00458812', '{"medicalRecordNumber":"MR-1002003"}', 'patient id H1234567'],
      not: ['00458812', 'MRN 123', '{"total":"1002003"}'],
    },
  }),
  row({
    kind: 'health-insurance-number',
    category: 'health',
    about: 'Health insurance or policy number, by key or word',
    pattern: shape(String.raw`(?:[A-Z]{1,4}~?)?\d{6,12}[A-Z]?`),
    hint: 'digits',
    context: [
      'health insurance',
      'insurance number',
      'member id',
      'subscriber id',
      'policy number',
      'krankenversichertennummer',
      'versichertennummer',
    ],
    needsContext: true,
    keys: [
      'healthinsurance',
      'healthinsurancenumber',
      'insurancenumber',
      'insuranceid',
      'memberid',
      'subscriberid',
      'policynumber',
      'krankenversichertennummer',
      'versichertennummer',
    ],
    score: 0.45,
    examples: {
      match: [
        'health insurance XWG123456789',
        '{"subscriberId":"ABC12345678"}',
        'Versichertennummer A123456780',
      ],
      not: ['XWG123456789', 'member id 123', '{"subscribers":"12345678"}'],
    },
  }),
  row({
    kind: 'medical-licence',
    category: 'health',
    about: 'Licence number of a physician or nurse, by key or word',
    pattern: shape(String.raw`(?:[A-Z]{1,4}~?)?\d{4,10}`),
    hint: 'digits',
    context: [
      'medical license',
      'medical licence',
      'physician license',
      'nursing license',
      'gmc number',
      'gmc',
    ],
    needsContext: true,
    keys: [
      'medicallicense',
      'medicallicence',
      'medicallicensenumber',
      'medicallicencenumber',
      'physicianlicense',
      'nursinglicense',
      'gmcnumber',
    ],
    score: 0.5,
    examples: {
      match: ['medical license A123456', '{"medicalLicense":"MD-445566"}', 'GMC number 7012345'],
      not: ['A123456', 'medical license A1', '{"licence":"MIT"}'],
    },
  }),
];
