/** Rows that one hint brings into play, and where around it their matches can start. */
import { addAll, emptySet, NOT_ASCII, type CharacterSet } from '../pattern/character-set.js';
import { nextHint } from './hints.js';
import type { Row } from './row.js';
import { indexOf, type StartIndex } from './start-index.js';

/** Rows that start further before their hint are searched for by themselves. */
const nearUnits = 9;
const SPACE = 0x20;

export class HintedRows {
  readonly index: StartIndex;
  /** No match is shorter. */
  readonly leastUnits: number;
  /** The furthest that a match starts before its hint. */
  private readonly reach: number;
  /** What can stand between. */
  private readonly lead: CharacterSet = emptySet();

  constructor(
    readonly gate: number,
    rows: readonly Row[],
  ) {
    this.index = indexOf(rows);
    this.leastUnits = Math.min(...rows.map((row) => row.matcher.lengthMin ?? 0));
    this.reach = Math.max(...rows.map((row) => row.hintReach));
    for (const row of rows) addAll(this.lead, row.hintLead);
  }

  /** Rows that look equally far back together: the look back ends where none of them goes on. */
  static of(rows: readonly Row[]): readonly HintedRows[] {
    const groups = new Map<string, { readonly gate: number; readonly rows: Row[] }>();
    for (const row of rows) {
      const name = `${row.gate} ${row.hintReach <= nearUnits ? 'near' : row.hintLead[SPACE]}`;
      const group = groups.get(name) ?? { gate: row.gate, rows: [] };
      group.rows.push(row);
      groups.set(name, group);
    }
    return [...groups.values()].map((group) => new HintedRows(group.gate, group.rows));
  }

  /** Where from `at` on the next hint is; Infinity where none is. */
  next(text: string, at: number): number {
    return nextHint(text, this.gate, at);
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
