/** Numbers that can tell of someone (of a card, a person, an account) as texts: as they are spelt in the document. */
import type { LocatedJson } from './located-json.js';
import { stride } from './tape.js';
import type { NodeId } from './tape.js';

/** What identifies people and accounts is longer than this; counts, prices and years are shorter. */
export const numberDigitsMin = 7;
/** A place, a date or a few numbers of someone have no more; a longer array of numbers is a vector, or token ids. */
const loneNumbersMax = 3;

/** The number's spelling, sign, point and exponent included; undefined where it is short. */
export function numberText(json: LocatedJson, node: NodeId): string | undefined {
  const spelt = json.raw(node);
  let digits = 0;
  for (let at = 0; at < spelt.length; at += 1) {
    const code = spelt.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) digits += 1;
  }
  return digits < numberDigitsMin ? undefined : spelt;
}

const DECIMAL = /[.eE]/;

/**
 * Whether the array is a vector: many numbers, one of the first of them a decimal or short, as no list of cards or accounts
 * is. Looks no further than it must.
 */
export function isVector(json: LocatedJson, array: NodeId): boolean {
  const end = json.behind(array);
  let numbers = 0;
  let isOfParts = false;
  for (let at = array + stride; at < end; at = json.behind(at)) {
    if (!json.isNumber(at)) continue;
    isOfParts ||= numberText(json, at) === undefined || DECIMAL.test(json.raw(at));
    if ((numbers += 1) > loneNumbersMax) return isOfParts;
  }
  return false;
}
