/**
 * What keyed actions put in the place of a value: placeholders, the same on every replica for the same session, kind and
 * value, and told apart from any other text; and hashes, which are longer. No detector matches either: they come back in
 * histories and answers.
 */
import { createHmac, type KeyObject } from 'node:crypto';

/** Crockford's base 32: no letter that is read as a digit, none that makes words. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 50 bits: two values of one session share a placeholder once in 2 million sessions of 10,000 values each. */
const placeholderDigits = 10;
/** 65 bits: enough to compare by, too few to be mistaken for a secret of its own. */
const hashDigits = 13;
/** Units of the name of the kind that go into a placeholder. */
const nameMax = 32;
export const placeholderLengthMax = nameMax + placeholderDigits + 3;

export const PLACEHOLDER = new RegExp(
  `\\[[A-Z][A-Z0-9_]{0,${nameMax - 1}}_[${ALPHABET}]{${placeholderDigits}}\\]`,
  'g',
);
const KEYED = new RegExp(
  `^\\[[A-Z][A-Z0-9_]{0,${nameMax - 1}}_[${ALPHABET}]{${placeholderDigits}}(?:[${ALPHABET}]{${hashDigits - placeholderDigits}})?\\]$`,
);
/** Whether all of a text is a placeholder or a hash. */
export const isKeyed = (text: string): boolean => KEYED.test(text);

/** The end of a text that may be the beginning of a placeholder. */
export const PLACEHOLDER_BEGINNING = new RegExp(`\\[(?:[A-Z][A-Z0-9_]{0,${placeholderLengthMax - 3}})?$`);

export const placeholderName = (kind: string): string =>
  kind
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .slice(0, nameMax);

export const placeholderOf = (sessionKey: KeyObject, kind: string, value: string): string =>
  keyedName('placeholder', placeholderDigits, sessionKey, kind, value);

export const hashOf = (hashKey: KeyObject, kind: string, value: string): string =>
  keyedName('hash', hashDigits, hashKey, kind, value);

function keyedName(use: string, length: number, key: KeyObject, kind: string, value: string): string {
  const digest = createHmac('sha256', key).update(`${use}\0${kind}\0${value}`).digest();
  let digits = '';
  for (let index = 0; index < length; index++) digits += ALPHABET.charAt((digest[index] ?? 0) & 31);
  return `[${placeholderName(kind)}_${digits}]`;
}
