/** What must stand in a text for a row to be worth a look, and where in a text that is. */

/** Bits of hints. */
export const gates = { digits: 1, 'letters-and-digits': 1, at: 2, colon: 4, dot: 8 } as const;
export const ALL_HINTS = 15;
const DIGIT = /\d/;

export const heldIn = (text: string): number =>
  (DIGIT.test(text) ? gates.digits : 0) |
  (text.includes('@') ? gates.at : 0) |
  (text.includes(':') ? gates.colon : 0) |
  (text.includes('.') ? gates.dot : 0);

/** Follows one text from left to right. */
export class NextHint {
  private readonly next = new Map<number, number>();
  private readonly digit = /\d/g;

  constructor(readonly text: string) {}

  /** Whether what the bit stands for occurs from `at` on, within so many units. */
  isWithin(gate: number, at: number, units: number): boolean {
    let next = this.next.get(gate) ?? -1;
    if (next < at) {
      next = this.find(gate, at);
      this.next.set(gate, next);
    }
    return next < at + units;
  }

  private find(gate: number, at: number): number {
    let found: number;
    if (gate === gates.digits) {
      this.digit.lastIndex = at;
      found = this.digit.exec(this.text)?.index ?? -1;
    } else {
      found = this.text.indexOf(gate === gates.at ? '@' : gate === gates.colon ? ':' : '.', at);
    }
    return found < 0 ? Infinity : found;
  }
}
