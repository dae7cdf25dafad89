/** The check characters of ISO/IEC 7064: MOD 11-2, MOD 97-10 and the hybrid MOD 11,10. */
import { base36Of } from './digits.js';

/** MOD 11-2: digits and a last one that may be `X` for ten. */
export function mod11x2(text: string): boolean {
  let sum = 0;
  for (let at = 0; at < text.length - 1; at++) sum = ((sum + base36Of(text[at] ?? '')) * 2) % 11;
  const last = text.at(-1);
  return (sum + (last === 'X' ? 10 : base36Of(last ?? ''))) % 11 === 1;
}

/** MOD 11,10: digits only. */
export function mod11x10(digits: string): boolean {
  let product = 10;
  for (let at = 0; at < digits.length - 1; at++) {
    const sum = (product + base36Of(digits[at] ?? '')) % 10;
    product = ((sum === 0 ? 10 : sum) * 2) % 11;
  }
  return digits.length > 1 && (product + base36Of(digits.at(-1) ?? '')) % 10 === 1;
}

/** The remainder by 97 of digits of any number; capital letters count as two digits, A = 10. */
export function remainderBy97(text: string): number {
  let remainder = 0;
  for (const character of text) {
    const value = base36Of(character);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}
