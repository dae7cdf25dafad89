/** The positions of the patterns of many rows, numbered through, as the states of an index are made of them. */
import type { CharacterSet } from '../pattern/character-set.js';
import type { Positions } from '../pattern/positions.js';

export interface RowPositions {
  readonly number: number;
  readonly positions: Positions;
}

export class PositionTable {
  /** Of each position, the place of its row, and of each row, its first position. */
  private readonly owners: Uint16Array;
  private readonly firsts: readonly number[];
  /** When a position was last taken into a state: so that none is twice. */
  private readonly takenAt: Int32Array;
  private turn = 1;
  private taken: number[] = [];

  constructor(private readonly rows: readonly RowPositions[]) {
    const firsts: number[] = [];
    let count = 0;
    for (const { positions } of rows) {
      firsts.push(count);
      count += positions.sets.length;
    }
    this.firsts = firsts;
    this.owners = new Uint16Array(count);
    this.takenAt = new Int32Array(count);
    for (const [place, first] of firsts.entries()) this.owners.fill(place, first, firsts[place + 1] ?? count);
  }

  /** Positions, or the highest number of a row where that is more. */
  get size(): number {
    return Math.max(this.owners.length, ...this.rows.map(({ number }) => number));
  }

  get sets(): Iterable<CharacterSet> {
    return new Set(this.rows.flatMap(({ positions }) => positions.sets));
  }

  /** What can stand before the matches of each row. */
  get befores(): readonly CharacterSet[] {
    return this.rows.flatMap(({ positions }) => positions.entries.map(({ before }) => before));
  }

  rowOf(position: number): number {
    return this.rows[this.owners[position] as number]?.number ?? 0;
  }

  /** Positions at which a match can begin with a symbol behind another, in their order. */
  entering(before: number, symbol: number): Int32Array {
    for (const [place, { positions }] of this.rows.entries())
      for (const entry of positions.entries)
        if (entry.before[before] === 1) this.take(place, entry.positions, symbol);
    return this.allTaken();
  }

  /** Positions that take a symbol behind others, in their order. */
  following(live: Int32Array, symbol: number): Int32Array {
    for (const position of live) {
      const place = this.owners[position] as number;
      const own = position - (this.firsts[place] as number);
      this.take(place, this.rows[place]?.positions.follows[own] ?? [], symbol);
    }
    return this.allTaken();
  }

  /** Rows that have ended before, or do at one of the positions; in their order. */
  ended(positions: Int32Array, before: Int32Array): Int32Array {
    const ends = positions.filter((position) => {
      const place = this.owners[position] as number;
      return this.rows[place]?.positions.isEnd[position - (this.firsts[place] as number)] === true;
    });
    return ends.length === 0 ? before : this.rowsOf(ends, before);
  }

  /** Rows of the positions, and others, each once, in their order. */
  rowsOf(positions: Int32Array, others: Int32Array): Int32Array {
    const rows = new Set<number>(others);
    for (const position of positions) rows.add(this.rowOf(position));
    return Int32Array.from(rows).sort();
  }

  private take(place: number, list: readonly number[], symbol: number): void {
    const first = this.firsts[place] as number;
    const sets = this.rows[place]?.positions.sets ?? [];
    for (const own of list) {
      const position = first + own;
      if (this.takenAt[position] === this.turn || sets[own]?.[symbol] !== 1) continue;
      this.takenAt[position] = this.turn;
      this.taken.push(position);
    }
  }

  private allTaken(): Int32Array {
    const all = Int32Array.from(this.taken).sort();
    this.taken = [];
    this.turn++;
    return all;
  }
}
