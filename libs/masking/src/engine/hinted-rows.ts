/** Rows that one hint brings into play, and where around it their matches can start. */
import { addAll, emptySet, NOT_ASCII, type CharacterSet } from '../pattern/character-set.js';
import type { Row } from './row.js';
import { indexOf, type StartIndex } from './start-index.js';

/** Rows that start further before their hint are searched for by themselves. */
const nearUnits = 9;
const SPACE = 0x20;
/** Rows that look equally far back, so that a look back ends where none of them goes on. */
export class RowsAround {
  readonly index: StartIndex;
  /** No match is shorter. */
  readonly leastUnits: number;
  /** The furthest that a match starts before its hint. */
  private readonly reach: number;
  /** What can stand between. */
  private readonly lead: CharacterSet = emptySet();

  constructor(rows: readonly Row[]) {
    this.index = indexOf(rows);
    this.leastUnits = Math.min(...rows.map((row) => row.matcher.lengthMin ?? 0));
    this.reach = Math.max(...rows.map((row) => row.hintReach));
    for (const row of rows) addAll(this.lead, row.hintLead);
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

export class HintedRows {
  readonly groups: readonly RowsAround[];

  private constructor(
    readonly gate: number,
    rows: readonly Row[],
  ) {
    const nameOf = (row: Row): string => (row.hintReach <= nearUnits ? 'near' : `far ${row.hintLead[SPACE]}`);
    this.groups = [...grouped(rows, nameOf).values()].map((group) => new RowsAround(group));
  }

  static of(rows: readonly Row[]): readonly HintedRows[] {
    return Array.from(
      grouped(rows, ({ gate }) => gate),
      ([gate, group]) => new HintedRows(gate, group),
    );
  }
}

function grouped<K>(rows: readonly Row[], keyOf: (row: Row) => K): ReadonlyMap<K, readonly Row[]> {
  const groups = new Map<K, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row)) ?? [];
    group.push(row);
    groups.set(keyOf(row), group);
  }
  return groups;
}
