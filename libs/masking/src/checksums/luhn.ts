/** Luhn's check digit (ISO/IEC 7812-1, annex B), in base 10 and in base 36 as India's GSTIN has it. */
import { base36Of } from './digits.js';

/** Digits only, the check digit last. Every changed digit shows. */
export const luhn = (digits: string): boolean => digits.length > 1 && luhnSum(digits, 10) % 10 === 0;

/** Capital letters and digits, the check character last. */
export const luhn36 = (text: string): boolean => text.length > 1 && luhnSum(text, 36) % 36 === 0;

function luhnSum(text: string, base: number): number {
  let sum = 0;
  for (let at = text.length - 1, doubled = false; at >= 0; at--, doubled = !doubled) {
    const value = base36Of(text[at] ?? '');
    if (value < 0 || value >= base) return NaN;
    const product = doubled ? value * 2 : value;
    sum += Math.floor(product / base) + (product % base);
  }
  return sum;
}
