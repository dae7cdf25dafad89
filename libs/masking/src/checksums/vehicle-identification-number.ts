/** The check digit of a vehicle identification number (49 CFR 565.15): the ninth place of seventeen. */

const values: Readonly<Record<string, number>> = {
  ...Object.fromEntries(Array.from('0123456789').map((digit) => [digit, Number(digit)])),
  ...Object.fromEntries(Array.from('ABCDEFGH').map((letter, at) => [letter, at + 1])),
  ...Object.fromEntries(Array.from('JKLMN').map((letter, at) => [letter, at + 1])),
  P: 7,
  R: 9,
  ...Object.fromEntries(Array.from('STUVWXYZ').map((letter, at) => [letter, at + 2])),
};
const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2] as const;

/** Seventeen capital letters and digits without I, O and Q. */
export function vehicleIdentificationNumber(text: string): boolean {
  if (text.length !== weights.length) return false;
  const sum = weights.reduce(
    (total: number, weight, at) => total + weight * (values[text[at] ?? ''] ?? NaN),
    0,
  );
  return text[8] === (sum % 11 === 10 ? 'X' : String(sum % 11));
}
