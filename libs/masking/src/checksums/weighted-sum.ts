/** A sum of digits times weights, from which most national numbers make their check digit. */
import { base36Of } from './digits.js';

/** Over as many places as there are weights; letters count from A = 10. */
export function weightedSum(text: string, weights: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < weights.length; at++) sum += base36Of(text[at] ?? '') * (weights[at] ?? 0);
  return sum;
}

/** The check digit is the number at `at`; what the sum of the digits before it must equal, `of` says. */
export const checkedAt = (
  text: string,
  at: number,
  weights: readonly number[],
  of: (sum: number) => number,
): boolean => base36Of(text[at] ?? '') === of(weightedSum(text, weights));

/** Passports' and identity cards' check digit (ICAO 9303, part 3): weights 7, 3, 1 over digits and letters, modulo 10. */
export function icao9303(text: string): boolean {
  const weights = Array.from({ length: text.length - 1 }, (_, at) => [7, 3, 1][at % 3] ?? 0);
  return text.length > 1 && checkedAt(text, text.length - 1, weights, (sum) => sum % 10);
}
