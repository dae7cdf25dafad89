/** Placeholders: the same on every replica for the same session, kind and value, and told apart from any other text. */
import { createHmac, type KeyObject } from 'node:crypto';

/** Crockford's base 32: no letter that is read as a digit, none that makes words. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 50 bits: two values of one session share a placeholder once in 2 million sessions of 10,000 values each. */
const placeholderDigits = 10;
/** Units of the name of the kind that go into a placeholder. */
const nameMax = 32;
export const placeholderLengthMax = nameMax + placeholderDigits + 3;

export const PLACEHOLDER = new RegExp(
  `\\[[A-Z][A-Z0-9_]{0,${nameMax - 1}}_[${ALPHABET}]{${placeholderDigits}}\\]`,
  'g',
);
/** The end of a text that may be the beginning of a placeholder. */
export const PLACEHOLDER_BEGINNING = new RegExp(`\\[(?:[A-Z][A-Z0-9_]{0,${placeholderLengthMax - 3}})?$`);

export const placeholderName = (kind: string): string =>
  kind
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '_')
    .slice(0, nameMax);

export function placeholderOf(sessionKey: KeyObject, kind: string, value: string): string {
  const digest = createHmac('sha256', sessionKey).update(`placeholder\0${kind}\0${value}`).digest();
  let digits = '';
  for (let index = 0; index < placeholderDigits; index++)
    digits += ALPHABET.charAt((digest[index] ?? 0) & 31);
  return `[${placeholderName(kind)}_${digits}]`;
}
