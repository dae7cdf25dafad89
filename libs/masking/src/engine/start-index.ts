/**
 * Where in a text which detectors can start: an automaton over the first characters of patterns, built as texts need it. It
 * passes over nearly every position of a text at the cost of one table look-up.
 */
import { HEAD_LENGTH, type Head } from '../pattern/heads.js';
import { NOT_ASCII, SYMBOLS } from '../pattern/character-set.js';
import type { Row } from './row.js';

/** States kept; 131 symbols of 2 bytes each: 4 MiB at most. */
const statesMax = 16_000;
/** From so many states on, those of few detectors are not told apart any further. */
const crowdedStates = 6_000;
const sharpHeads = 4;
const UNKNOWN = -1;
/** None can start. Besides: n > 0 is state n, where more characters tell more; n < -1 is state -n - 1, where they do not. */
export const DEAD = 0;

interface State {
  readonly depth: number;
  /** A bit for each head that can still match. */
  readonly heads: Uint32Array;
  /** Numbers of the rows they are of, in their order. */
  readonly rows: Int32Array;
}

const NONE: State = { depth: HEAD_LENGTH, heads: new Uint32Array(0), rows: new Int32Array(0) };

export class StartIndex {
  /** Symbol after symbol: the state that follows; `UNKNOWN` until asked for. */
  private next = new Int16Array(SYMBOLS * 64).fill(UNKNOWN);
  private readonly first = new Int16Array(SYMBOLS * SYMBOLS).fill(UNKNOWN);
  private readonly states: State[] = [NONE];
  private readonly known = new Map<string, number>();
  private resets = 0;
  /** Of each depth and symbol, and behind them of each symbol before the start, the heads that take it. */
  private readonly masks: Uint32Array;
  private readonly width: number;

  /** `owners[n]` is the number of the row whose head `heads[n]` is. */
  constructor(
    heads: readonly Head[],
    private readonly owners: readonly number[],
  ) {
    this.width = Math.max(1, (heads.length + 31) >>> 5);
    this.masks = new Uint32Array((HEAD_LENGTH + 1) * SYMBOLS * this.width);
    heads.forEach(({ before, at }, head) => {
      for (let depth = 0; depth <= HEAD_LENGTH; depth++) {
        const set = depth === HEAD_LENGTH ? before : at[depth];
        for (let symbol = 0; symbol < SYMBOLS; symbol++) {
          if (set?.[symbol] !== 1) continue;
          const word = (depth * SYMBOLS + symbol) * this.width + (head >>> 5);
          this.masks[word] = (this.masks[word] as number) | (1 << (head & 31));
        }
      }
    });
  }

  /** The state after the first character of a possible match, given the symbol before it. */
  start(before: number, symbol: number): number {
    const found = this.first[before * SYMBOLS + symbol] as number;
    return found !== UNKNOWN ? found : this.begin(before, symbol);
  }

  /** Follows a text from offset `from` of it; ends where nothing sharper is known, or, above 0, at the end of the text. */
  walk(begun: number, text: string, from: number): number {
    let { next } = this;
    let state = begun;
    for (let at = from; state > 0 && at < text.length; at++) {
      const code = text.charCodeAt(at);
      const symbol = code < NOT_ASCII ? code : NOT_ASCII;
      const found = next[state * SYMBOLS + symbol] as number;
      if (found === UNKNOWN) {
        state = this.grow(state, symbol);
        ({ next } = this);
      } else state = found;
    }
    return state;
  }

  /** Numbers of the rows that can still match, in their order. */
  rows(state: number): Int32Array {
    return (this.states[state > 0 ? state : -state - 1] ?? NONE).rows;
  }

  private begin(before: number, symbol: number): number {
    const state = this.intern(1, this.taking(this.mask(HEAD_LENGTH, before), 0, symbol));
    this.first[before * SYMBOLS + symbol] = state;
    return state;
  }

  private grow(state: number, symbol: number): number {
    const { depth, heads } = this.states[state] ?? NONE;
    const { resets } = this;
    const next = this.intern(depth + 1, this.taking(heads, depth, symbol));
    // After a reset the number of the state before is no longer its own.
    if (resets === this.resets) this.next[state * SYMBOLS + symbol] = next;
    return next;
  }

  private mask(depth: number, symbol: number): Uint32Array {
    const from = (depth * SYMBOLS + symbol) * this.width;
    return this.masks.subarray(from, from + this.width);
  }

  private taking(heads: Uint32Array, depth: number, symbol: number): Uint32Array {
    const mask = this.mask(depth, symbol);
    return heads.map((bits, word) => bits & (mask[word] as number));
  }

  private intern(depth: number, heads: Uint32Array): number {
    if (heads.every((bits) => bits === 0)) return DEAD;
    const isSharp = this.states.length > crowdedStates && countOf(heads) <= sharpHeads;
    const reached = isSharp ? HEAD_LENGTH : depth;
    const key = `${reached} ${heads.join(' ')}`;
    const found = this.known.get(key);
    if (found !== undefined) return found;
    if (this.states.length >= statesMax) this.reset();
    const state = this.states.length;
    this.states.push({ depth: reached, heads, rows: this.rowsOf(heads) });
    if (this.next.length < (state + 1) * SYMBOLS) {
      const larger = new Int16Array(this.next.length * 2).fill(UNKNOWN);
      larger.set(this.next);
      this.next = larger;
    }
    const code = reached === HEAD_LENGTH ? -state - 1 : state;
    this.known.set(key, code);
    return code;
  }

  private rowsOf(heads: Uint32Array): Int32Array {
    const rows = new Set<number>();
    heads.forEach((bits, word) => {
      for (let bit = 0; bit < 32; bit++)
        if ((bits >>> bit) & 1) rows.add(this.owners[word * 32 + bit] as number);
    });
    return Int32Array.from(rows).sort();
  }

  /** Texts of another kind than before fill it: it begins anew, as RE2 does. */
  private reset(): void {
    this.resets++;
    this.states.splice(1);
    this.known.clear();
    this.next.fill(UNKNOWN);
    this.first.fill(UNKNOWN);
  }
}

export const indexOf = (rows: readonly Pick<Row, 'number' | 'matcher'>[]): StartIndex =>
  new StartIndex(
    rows.flatMap((row) => row.matcher.heads),
    rows.flatMap((row) => row.matcher.heads.map(() => row.number)),
  );

function countOf(heads: Uint32Array): number {
  let count = 0;
  for (const bits of heads) for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
