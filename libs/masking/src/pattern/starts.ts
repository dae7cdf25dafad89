/** Where a match of one pattern can start, told by the unit before and the first few: a few bytes a pattern. */
import { addAll, emptySet, NOT_ASCII, symbolBefore, type CharacterSet } from './character-set.js';
import type { Head } from './heads.js';

/** As many characters as tell nearly all texts from matches. */
const depth = 4;

export class Starts {
  private readonly before = emptySet();
  private readonly at: readonly CharacterSet[];

  constructor(heads: readonly Head[]) {
    this.at = Array.from({ length: depth }, emptySet);
    for (const head of heads) {
      addAll(this.before, head.before);
      this.at.forEach((set, n) => {
        addAll(set, head.at[n] ?? emptySet());
      });
    }
  }

  /** The first offset from `from` to `to`, both included, at which a match may start; above `to` where there is none. */
  next(text: string, from: number, to: number): number {
    const first = this.at[0] as CharacterSet;
    for (let at = from; at <= to; at++) {
      const code = text.charCodeAt(at);
      if (first[code < NOT_ASCII ? code : NOT_ASCII] === 1 && this.isLikely(text, at)) return at;
    }
    return to + 1;
  }

  private isLikely(text: string, at: number): boolean {
    const before = symbolBefore(
      at > 2 ? text.charCodeAt(at - 3) : 0,
      at > 1 ? text.charCodeAt(at - 2) : 0,
      at > 0 ? text.charCodeAt(at - 1) : -1,
    );
    if (this.before[before] !== 1) return false;
    for (let n = 1; n < depth && at + n < text.length; n++) {
      const code = text.charCodeAt(at + n);
      if (this.at[n]?.[code < NOT_ASCII ? code : NOT_ASCII] !== 1) return false;
    }
    return true;
  }
}
