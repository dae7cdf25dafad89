/** Characters that HTML writes as references (`&#47;`, `&sol;`), read one unit after the other. Only those that addresses are made of. */

const [AND, HASH, SEMICOLON, LARGE_X, X, ZERO, LARGE_A, A] = [0x26, 0x23, 0x3b, 0x58, 0x78, 0x30, 0x41, 0x61];
const codePointMax = 0x10ffff;

const NAMED: Readonly<Record<string, number>> = {
  ...{ sol: 0x2f, bsol: 0x5c, colon: 0x3a, period: 0x2e, Tab: 0x09, NewLine: 0x0a },
  ...{ quot: 0x22, apos: 0x27, lt: 0x3c, lpar: 0x28, equals: 0x3d },
};
const nameMax = 8;

/** What a unit is to the reference that is being read: part of it, its end, or what stands behind it. */
export type Taken = 'part' | 'end' | 'behind';

export class CharacterReference {
  isOpen = false;
  /** The reference without its `&`, up to the digits. */
  #name = '';
  /** Of a numeric one; leading zeros are as many as anyone likes. */
  #value = 0;

  /** @returns whether a reference begins here */
  open(code: number): boolean {
    if (code !== AND) return false;
    this.isOpen = true;
    this.#name = '';
    this.#value = 0;
    return true;
  }

  take(code: number): Taken {
    if (code === SEMICOLON) return 'end';
    const isNumeric = this.#name.startsWith('#');
    if (isNumeric && this.#takeDigit(code)) return 'part';
    const isFirst = this.#name === '' && code === HASH;
    const isHex = this.#name === '#' && this.#value === 0 && (code === X || code === LARGE_X);
    const isLetter = (code | 0x20) >= A && (code | 0x20) <= 0x7a;
    if (!isFirst && !isHex && (isNumeric || !isLetter || this.#name.length === nameMax)) return 'behind';
    this.#name += isHex ? 'x' : String.fromCharCode(code);
    return 'part';
  }

  #takeDigit(code: number): boolean {
    const isHex = this.#name === '#x';
    const letter = (code | 0x20) - A + 10;
    const digit = code >= ZERO && code < ZERO + 10 ? code - ZERO : isHex && code >= LARGE_A ? letter : -1;
    if (digit < 0 || digit > 15) return false;
    this.#value = Math.min(this.#value * (isHex ? 16 : 10) + digit, codePointMax);
    return true;
  }

  /** The unit it stands for; undefined where it is none of these. */
  close(): number | undefined {
    this.isOpen = false;
    return this.#name.startsWith('#') ? this.#value : NAMED[this.#name];
  }
}
