/** Context words of all rows, found by one automaton: most surroundings hold none, which one pass tells for every row. */
import { KeywordScanner } from '../prefilter/keyword-scanner.js';
import type { Row } from './row.js';

const NOT_ASCII = 128;
/** 1 for ASCII letters and digits. */
const binding = Uint8Array.from({ length: NOT_ASCII }, (_, code) =>
  /[A-Za-z0-9]/.test(String.fromCharCode(code)) ? 1 : 0,
);

type Seen = 'word' | 'no-word' | 'unclear';

export class ContextWords {
  private readonly scanner: KeywordScanner;
  private readonly lengths: readonly number[];
  /** Of each row, 1 for its words. */
  private readonly isOf: readonly Uint8Array[];

  /** By the numbers of the rows. */
  constructor(private readonly rows: readonly Pick<Row, 'context' | 'hasContextWord'>[]) {
    const wordsOf = rows.map(({ context = [] }) => context.map((word) => word.toLowerCase()));
    const words = [...new Set(wordsOf.flat())];
    const numbers = new Map(words.map((word, number) => [word, number]));
    this.scanner = new KeywordScanner(words.map((word) => [word]));
    this.lengths = words.map(({ length }) => length);
    this.isOf = wordsOf.map((mine) => {
      const own = new Uint8Array(mine.length === 0 ? 0 : words.length);
      for (const word of mine) own[numbers.get(word) ?? 0] = 1;
      return own;
    });
  }

  /** Whether a word of a row stands as a whole word in `text.slice(from, to)`, of which nothing around it is seen. */
  standIn(row: number, text: string, from: number, to: number): boolean {
    const { scanner, isOf, rows } = this;
    const own = isOf[row] as Uint8Array;
    if (own.length === 0) return false;
    const found = scanner.scan(text, from, to);
    let isUnclear = false;
    for (let n = 0; n < found; n++) {
      const those = scanner.ids[scanner.numbers[n] as number] as Int32Array;
      for (let m = 0; m < those.length; m++) {
        const word = those[m] as number;
        if (own[word] !== 1) continue;
        const seen = this.seen(text, word, scanner.ends[n] as number, from, to);
        if (seen === 'word') return true;
        isUnclear ||= seen === 'unclear';
      }
    }
    // Where letters of other scripts stand at or in a word, its expression decides.
    return isUnclear && rows[row]?.hasContextWord(text.slice(from, to).toLowerCase()) === true;
  }

  /** Numbers of the rows of which a word stands in a text as a whole word. */
  rowsIn(text: string): readonly number[] {
    this.scanner.scan(text);
    const words = this.scanner.foundIds();
    return this.isOf.flatMap((own, row) => {
      const isLikely = own.length > 0 && [...words].some((word) => own[word] === 1);
      return isLikely && this.standIn(row, text, 0, text.length) ? [row] : [];
    });
  }

  private seen(text: string, word: number, end: number, from: number, to: number): Seen {
    const start = end - (this.lengths[word] as number);
    const first = Math.max(from, start - 1);
    const last = Math.min(to, end + 1);
    for (let at = first; at < last; at++) if (text.charCodeAt(at) >= NOT_ASCII) return 'unclear';
    const isBound =
      (first < start && binding[text.charCodeAt(first)] === 1) ||
      (last > end && binding[text.charCodeAt(end)] === 1);
    return isBound ? 'no-word' : 'word';
  }
}
