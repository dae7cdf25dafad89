/**
 * Where in a text which detectors can start: an automaton over the first characters of all patterns, built as texts need it.
 * It passes over nearly every position of a text at the cost of one table look-up.
 */
import { HEAD_LENGTH, type Head } from '../pattern/heads.js';
import { NOT_ASCII, SYMBOLS } from '../pattern/character-set.js';

/** States kept; past them an index stays as sharp as it is. 130 symbols of 2 bytes each: 4 MiB at most. */
const statesMax = 16_000;
const UNKNOWN = -1;
/** The state of "none of them". */
export const DEAD = 0;

interface State {
  readonly depth: number;
  readonly entries: readonly number[];
  readonly detectors: readonly number[];
}

export class StartIndex {
  /** Symbol after symbol: the state that follows; `UNKNOWN` until asked for. */
  private next = new Int16Array(SYMBOLS * 64).fill(UNKNOWN);
  private readonly states: State[] = [{ depth: HEAD_LENGTH, entries: [], detectors: [] }];
  private readonly known = new Map<string, number>();
  private readonly first = new Int16Array(SYMBOLS * SYMBOLS).fill(UNKNOWN);
  private depths = new Uint8Array(64).fill(HEAD_LENGTH);

  /** `owners[n]` is the detector whose head `heads[n]` is. */
  constructor(
    private readonly heads: readonly Head[],
    private readonly owners: readonly number[],
  ) {}

  /** The state after the first character of a possible match, given the symbol before it. */
  start(before: number, symbol: number): number {
    const found = this.first[before * SYMBOLS + symbol] ?? DEAD;
    if (found !== UNKNOWN) return found;
    const entries = this.heads.flatMap((head, entry) =>
      head.before[before] === 1 && head.at[0]?.[symbol] === 1 ? [entry] : [],
    );
    const state = this.intern(1, entries) ?? this.leafOf(entries);
    this.first[before * SYMBOLS + symbol] = state;
    return state;
  }

  /** Follows a text from offset `from` of it; ends in `DEAD`, at the end of the text, or where nothing sharper is known. */
  walk(begun: number, text: string, from: number): number {
    let { next, depths } = this;
    let state = begun;
    for (let at = from; at < text.length && state !== DEAD && depths[state] !== HEAD_LENGTH; at++) {
      const code = text.charCodeAt(at);
      const symbol = code < NOT_ASCII ? code : NOT_ASCII;
      const found = next[state * SYMBOLS + symbol] as number;
      if (found === UNKNOWN) {
        state = this.grow(state, symbol);
        ({ next, depths } = this);
      } else state = found;
    }
    return state;
  }

  /** Detectors that can still match, in the order of their rows. */
  detectors(state: number): readonly number[] {
    return this.states[state]?.detectors ?? [];
  }

  private grow(state: number, symbol: number): number {
    const { depth, entries } = this.states[state] ?? { depth: HEAD_LENGTH, entries: [] };
    const left = entries.filter((entry) => this.heads[entry]?.at[depth]?.[symbol] === 1);
    const next = this.intern(depth + 1, left);
    if (next === undefined) return this.leafOf(left);
    this.next[state * SYMBOLS + symbol] = next;
    return next;
  }

  /** Full: an unsharpened leaf for these, made once for all of a root's detectors. */
  private leafOf(entries: readonly number[]): number {
    if (entries.length === 0) return DEAD;
    return (
      this.intern(
        HEAD_LENGTH,
        this.heads.map((_, entry) => entry),
        true,
      ) ?? DEAD
    );
  }

  private intern(depth: number, entries: readonly number[], isLast = false): number | undefined {
    if (entries.length === 0) return DEAD;
    const key = `${depth} ${entries.join(' ')}`;
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const state = this.states.length;
    if (state >= statesMax && !isLast) return undefined;
    const detectors = [...new Set(entries.map((entry) => this.owners[entry] ?? 0))].sort((a, b) => a - b);
    this.states.push({ depth, entries, detectors });
    this.known.set(key, state);
    if (this.depths.length <= state) {
      const deeper = new Uint8Array(this.depths.length * 2);
      deeper.set(this.depths);
      this.depths = deeper;
    }
    this.depths[state] = depth;
    if (this.next.length < (state + 1) * SYMBOLS) {
      const larger = new Int16Array(this.next.length * 2).fill(UNKNOWN);
      larger.set(this.next);
      this.next = larger;
    }
    // None follows none.
    this.next.fill(DEAD, 0, SYMBOLS);
    return state;
  }
}

/** What of a table a part of a text is searched for. */
export interface Activity {
  readonly index: StartIndex;
  /** Rows of the index that are not; undefined where all are. */
  readonly isActive?: Uint8Array;
}
