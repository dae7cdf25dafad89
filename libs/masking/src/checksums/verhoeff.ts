/** Verhoeff's check digit over the dihedral group D5: sees every changed digit and every swap of neighbours. */

const permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4] as const;

/** Product in D5: 0 to 4 are rotations, 5 to 9 reflections. */
function product(a: number, b: number): number {
  if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b) % 5);
  return b < 5 ? 5 + ((a - b) % 5) : (a - b + 5) % 5;
}

/** Digits only, the check digit last. */
export function verhoeff(digits: string): boolean {
  if (digits.length < 2) return false;
  let check = 0;
  for (let place = 0; place < digits.length; place++) {
    let digit = digits.charCodeAt(digits.length - 1 - place) - 48;
    for (let times = place % 8; times > 0; times--) digit = permutation[digit] ?? NaN;
    check = product(check, digit);
  }
  return check === 0;
}
