/** Rows that one hint brings into play, and where around it their matches can start. */
import { addAll, emptySet, NOT_ASCII, type CharacterSet } from '../pattern/character-set.js';
import type { Row } from './row.js';
import { indexOf, type StartIndex } from './start-index.js';

export class HintedRows {
  readonly index: StartIndex;
  /** No match is shorter. */
  readonly leastUnits: number;
  /** The furthest that a match starts before its hint. */
  private readonly reach: number;
  /** What can stand between. */
  private readonly lead: CharacterSet = emptySet();

  private constructor(
    readonly gate: number,
    rows: readonly Row[],
  ) {
    this.index = indexOf(rows);
    this.leastUnits = Math.min(...rows.map((row) => row.matcher.lengthMin ?? 0));
    this.reach = Math.max(...rows.map((row) => row.hintReach));
    for (const row of rows) addAll(this.lead, row.hintLead);
  }

  static of(rows: readonly Row[]): readonly HintedRows[] {
    const gates = [...new Set(rows.map(({ gate }) => gate))];
    return gates.map(
      (gate) =>
        new HintedRows(
          gate,
          rows.filter((row) => row.gate === gate),
        ),
    );
  }

  /** The first offset, not before `from`, at which a match with this first hint can start. */
  startBefore(text: string, hint: number, from: number): number {
    const least = Math.max(from, hint - this.reach);
    let at = hint;
    while (at > least) {
      const code = text.charCodeAt(at - 1);
      if (this.lead[code < NOT_ASCII ? code : NOT_ASCII] !== 1) break;
      at--;
    }
    return at;
  }
}
