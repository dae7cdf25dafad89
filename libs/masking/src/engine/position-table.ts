/** The positions of the patterns of many rows, numbered through, as the states of an index are made of them. */
import type { CharacterSet } from '../pattern/character-set.js';
import type { Entry, Positions } from '../pattern/positions.js';

export class PositionTable {
  readonly sets: readonly CharacterSet[];
  readonly entries: readonly Entry[];
  private readonly follows: readonly (readonly number[])[];
  private readonly isEnd: readonly boolean[];
  private readonly owners: Int32Array;
  /** When a position was last taken into a state: so that none is twice. */
  private readonly takenAt: Int32Array;
  private turn = 0;

  constructor(rows: readonly { readonly number: number; readonly positions: Positions }[]) {
    const entries: Entry[] = [];
    const follows: number[][] = [];
    const owners: number[] = [];
    for (const { number, positions } of rows) {
      const from = follows.length;
      const shifted = (list: readonly number[]): number[] => list.map((position) => position + from);
      for (const entry of positions.entries)
        entries.push({ before: entry.before, positions: shifted(entry.positions) });
      for (const list of positions.follows) {
        follows.push(shifted(list));
        owners.push(number);
      }
    }
    this.entries = entries;
    this.follows = follows;
    this.sets = rows.flatMap(({ positions }) => positions.sets);
    this.isEnd = rows.flatMap(({ positions }) => positions.isEnd);
    this.owners = Int32Array.from(owners);
    this.takenAt = new Int32Array(owners.length);
  }

  rowOf(position: number): number {
    return this.owners[position] as number;
  }

  /** Positions at which a match can begin with a symbol behind another, in their order. */
  entering(before: number, symbol: number): Int32Array {
    const lists = this.entries.filter((entry) => entry.before[before] === 1);
    return this.taking(
      lists.map(({ positions }) => positions),
      symbol,
    );
  }

  /** Positions that take a symbol behind others, in their order. */
  following(live: Int32Array, symbol: number): Int32Array {
    return this.taking(
      Array.from(live, (position) => this.follows[position] ?? []),
      symbol,
    );
  }

  /** Rows that have ended before, or do at one of the positions; in their order. */
  ended(positions: Int32Array, before: Int32Array): Int32Array {
    const ends = positions.filter((position) => this.isEnd[position]);
    return ends.length === 0 ? before : this.rowsOf(ends, before);
  }

  /** Rows of the positions, and others, each once, in their order. */
  rowsOf(positions: Int32Array, others: Int32Array): Int32Array {
    const rows = new Set<number>(others);
    for (const position of positions) rows.add(this.rowOf(position));
    return Int32Array.from(rows).sort();
  }

  private taking(lists: readonly (readonly number[])[], symbol: number): Int32Array {
    const turn = ++this.turn;
    const taken: number[] = [];
    for (const list of lists)
      for (const position of list) {
        if (this.takenAt[position] === turn || this.sets[position]?.[symbol] !== 1) continue;
        this.takenAt[position] = turn;
        taken.push(position);
      }
    return Int32Array.from(taken).sort();
  }
}
