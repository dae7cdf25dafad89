/**
 * Where in a text which detectors can start: an automaton over the first characters of all patterns, built as texts need it.
 * It passes over nearly every position of a text at the cost of one table look-up.
 */
import { HEAD_LENGTH, type Head } from '../pattern/heads.js';
import { NOT_ASCII, SYMBOLS } from '../pattern/character-set.js';

/** States kept; 131 symbols of 2 bytes each: 4 MiB at most. */
const statesMax = 16_000;
/** From so many states on, those of few detectors are not told apart any further. */
const crowdedStates = 6_000;
const sharpEntries = 4;
const UNKNOWN = -1;
/** The state of "none of them". */
export const DEAD = 0;

interface State {
  readonly depth: number;
  readonly entries: readonly number[];
  readonly detectors: readonly number[];
}

const NONE: State = { depth: HEAD_LENGTH, entries: [], detectors: [] };

export class StartIndex {
  /** Symbol after symbol: the state that follows; `UNKNOWN` until asked for. */
  private next = new Int16Array(SYMBOLS * 64).fill(UNKNOWN);
  private readonly states: State[] = [NONE];
  private resets = 0;
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
    const state = this.intern(1, entries);
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
    const { depth, entries } = this.states[state] ?? NONE;
    const left = entries.filter((entry) => this.heads[entry]?.at[depth]?.[symbol] === 1);
    const { resets } = this;
    const next = this.intern(depth + 1, left);
    // After a reset the number of the state before is no longer its own.
    if (resets === this.resets) this.next[state * SYMBOLS + symbol] = next;
    return next;
  }

  private intern(depth: number, entries: readonly number[]): number {
    if (entries.length === 0) return DEAD;
    const isSharp = this.states.length > crowdedStates && entries.length <= sharpEntries;
    const reached = isSharp ? HEAD_LENGTH : depth;
    const key = `${reached} ${entries.join(' ')}`;
    const found = this.known.get(key);
    if (found !== undefined) return found;
    if (this.states.length >= statesMax) this.reset();
    const state = this.states.length;
    const detectors = [...new Set(entries.map((entry) => this.owners[entry] ?? 0))].sort((a, b) => a - b);
    this.states.push({ depth: reached, entries, detectors });
    this.known.set(key, state);
    if (this.depths.length <= state) {
      const deeper = new Uint8Array(this.depths.length * 2);
      deeper.set(this.depths);
      this.depths = deeper;
      const larger = new Int16Array(this.next.length * 2).fill(UNKNOWN);
      larger.set(this.next);
      this.next = larger;
    }
    this.depths[state] = reached;
    return state;
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

/** What of a table a part of a text is searched for. */
export interface Activity {
  readonly index: StartIndex;
  /** Rows of the index that are not; undefined where all are. */
  readonly isActive?: Uint8Array;
}
