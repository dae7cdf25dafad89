/** Says in one pass which words of a large set occur in a text, so that only patterns that can match are run. */
import { buildKeywordAutomaton, type KeywordAutomaton } from './keyword-automaton.js';

/** Bit `id & 31` of word `id >>> 5` is set when a word of group `id` occurs. */
export type KeywordSet = Uint32Array;

export function hasKeyword(found: KeywordSet, id: number): boolean {
  return (((found[id >>> 5] ?? 0) >>> (id & 31)) & 1) === 1;
}

/**
 * Built once from groups of words; group n is id n (give one-word groups for single keywords). Case does not count. Linear
 * in the text, without allocation: `scan` returns the same buffer each time, valid until the next call.
 */
export class KeywordScanner {
  private readonly automaton: KeywordAutomaton;
  private readonly found: KeywordSet;
  /** The scan that last met the n-th end state, so that a word that recurs costs one comparison. */
  private readonly metIn: Uint32Array;
  private scans = 0;

  constructor(readonly groups: readonly (readonly string[])[]) {
    this.automaton = buildKeywordAutomaton(groups);
    this.found = new Uint32Array((groups.length + 31) >>> 5);
    this.metIn = new Uint32Array(this.automaton.starts.length);
  }

  /** Which groups have a word in `text.slice(start, end)`. */
  scan(text: string, start = 0, end = text.length): KeywordSet {
    const { classes, next, firstEnd } = this.automaton;
    this.found.fill(0);
    this.beginScan();
    let state = 0;
    for (let at = start; at < end; at++) {
      state = next[state + (classes[text.charCodeAt(at)] as number)] as number;
      if (state >= firstEnd) this.meet(state);
    }
    return this.found;
  }

  private beginScan(): void {
    this.scans = (this.scans + 1) >>> 0;
    if (this.scans !== 0) return;
    this.metIn.fill(0);
    this.scans = 1;
  }

  private meet(state: number): void {
    const { firstEnd, stride, starts, ids } = this.automaton;
    const n = (state - firstEnd) / stride;
    if (this.metIn[n] === this.scans) return;
    this.metIn[n] = this.scans;
    for (let at = starts[n] as number; at < (starts[n + 1] as number); at++) {
      const id = ids[at] as number;
      this.found[id >>> 5] = (this.found[id >>> 5] as number) | (1 << (id & 31));
    }
  }
}
