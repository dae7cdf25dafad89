/** A few rows of every shape a table can hold, for the tests of the engine: prefixes, weak digits, keys, long blocks, values in a group. */
import type { Detector } from '../detector.js';

const luhn = (text: string): boolean => {
  const digits = Array.from(text.replace(/\D/g, '')).reverse().map(Number);
  return (
    digits.reduce(
      (sum, digit, index) => sum + (index % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0)),
      0,
    ) %
      10 ===
    0
  );
};
const none = { match: [], not: [] } as const;

export const sampleDetectors: readonly Detector[] = [
  {
    kind: 'email',
    category: 'personal',
    about: 'An address with one @ and a dotted domain.',
    pattern: /(?<![\w.+-])[\w.+-]{1,64}@(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.){1,4}[a-z]{2,24}(?![\w@-])/giu,
    hint: 'at',
    lengthMax: 345,
    score: 0.9,
    replacement: '[EMAIL]',
    examples: none,
  },
  {
    kind: 'card',
    category: 'financial',
    about: '13 to 19 digits in groups, with a Luhn digit.',
    pattern: /(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-])/gu,
    hint: 'digits',
    lengthMax: 37,
    isValid: luhn,
    score: 0.9,
    replacement: '[CARD]',
    examples: none,
  },
  {
    kind: 'us-ssn',
    category: 'personal',
    about: 'Nine digits, which need a word near.',
    pattern: /(?<![\d-])(?!000|666|9)\d{3}[- ]?\d{2}[- ]?\d{4}(?![\d-])/gu,
    hint: 'digits',
    lengthMax: 11,
    context: ['ssn', 'social security'],
    needsContext: true,
    keys: ['ssn', 'socialsecuritynumber'],
    score: 0.5,
    replacement: '[US_SSN]',
    examples: none,
  },
  {
    kind: 'phone',
    category: 'personal',
    about: 'A plus and groups of digits.',
    pattern: /(?<![\w+])\+\d{1,3}(?:[ .()-]{0,2}\d){6,14}(?!\d)/gu,
    hint: 'digits',
    lengthMax: 60,
    score: 0.6,
    replacement: '[PHONE]',
    examples: none,
  },
  {
    kind: 'ip-v4',
    category: 'network',
    about: 'Four octets.',
    pattern: /(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?!\.?\w)/gu,
    hint: 'dot',
    lengthMax: 15,
    score: 0.7,
    replacement: '[IP]',
    examples: none,
  },
  {
    kind: 'person-name',
    category: 'personal',
    about: 'A value under a key that names people.',
    pattern: /(?<![^])[^\r\n]{1,80}(?![^])/gu,
    lengthMax: 80,
    keys: ['name', 'firstname', 'fullname'],
    needsContext: true,
    score: 0.3,
    replacement: '[NAME]',
    examples: none,
  },
  {
    kind: 'aws-access-key-id',
    category: 'secret',
    about: 'A prefix and 16 characters.',
    pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])/gu,
    keywords: ['akia', 'asia'],
    lengthMax: 20,
    score: 0.95,
    replacement: '[AWS_KEY]',
    examples: none,
  },
  {
    kind: 'assigned-secret',
    category: 'secret',
    about: 'A value assigned to a name that says secret; the quotes agree.',
    pattern:
      /(?<![\w])[\w.-]{0,20}(?:secret|token|password)[\w.-]{0,20}\s{0,3}[:=]\s{0,3}(?<q>["']?)(?<value>[\w/+=.-]{8,64})\k<q>(?![\w/+=.-])/giu,
    hasValueGroup: true,
    keywords: ['secret', 'token', 'password'],
    lengthMax: 130,
    score: 0.8,
    replacement: '[SECRET]',
    examples: none,
  },
  {
    kind: 'private-key',
    category: 'secret',
    about: 'A PEM block.',
    pattern:
      /-----BEGIN (?:[A-Z]{2,9} )?PRIVATE KEY-----[A-Za-z0-9+/=\s]{16,900}-----END (?:[A-Z]{2,9} )?PRIVATE KEY-----/gu,
    keywords: ['private key'],
    lengthMax: 1_000,
    score: 1,
    replacement: '[PRIVATE_KEY]',
    examples: none,
  },
];
