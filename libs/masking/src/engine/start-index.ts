/**
 * Which rows can match from an offset of a text on: an automaton over the positions of their patterns, built as texts need it.
 * It passes over nearly every offset at the cost of one table look-up, and tells most other text from matches in a few more.
 */
import {
  addAll,
  emptySet,
  NOT_ASCII,
  symbolBefore,
  TEXT_END,
  type CharacterSet,
} from '../pattern/character-set.js';
import type { Positions } from '../pattern/positions.js';
import { symbolClasses } from '../pattern/symbol-classes.js';
import { PositionTable, type RowPositions } from './position-table.js';
import { isLastOfPair } from './surrogates.js';

/** States kept; of each, 2 bytes for each class of symbols, of which there are 131 at most: 4 MiB. */
const statesMax = 16_000;
/** From so many states on, those of few rows are not told apart any further. */
const crowdedStates = 6_000;
const sharpRows = 4;
const UNKNOWN = -1;
/** Stands between the numbers of a name. */
const NO_UNIT = 0xffff;
/** No row can match. Besides: n > 0 is state n, where more characters tell more; n < -1 is state -n - 1, where they do not. */
export const DEAD = 0;

interface State {
  /** Positions that the last character stands at. */
  readonly live: Int32Array;
  /** Numbers of the rows that can match whatever follows, and with them of those that still may; in their order. */
  readonly ended: Int32Array;
  readonly rows: Int32Array;
}

const NO_ROWS = new Int32Array(0);
const NONE: State = { live: NO_ROWS, ended: NO_ROWS, rows: NO_ROWS };

export class StartIndex {
  /** 1 for the symbols behind which a match can begin. */
  readonly opens: CharacterSet = emptySet();
  reached = DEAD;
  private readonly table: PositionTable;
  private readonly nameOf: (state: State) => string;
  private readonly classOf: Uint8Array;
  private readonly classOfBefore: Uint8Array;
  private readonly width: number;
  /** By class of the symbol: the state that follows; `UNKNOWN` until asked for. */
  private next: Int16Array;
  private readonly first: Int16Array;
  private readonly states: State[] = [NONE];
  private readonly known = new Map<string, number>();
  private resets = 0;

  constructor(rows: readonly RowPositions[]) {
    this.table = new PositionTable(rows);
    const { befores } = this.table;
    for (const set of befores) addAll(this.opens, set);
    this.nameOf = this.table.size < NO_UNIT ? shortName : longName;
    const classes = symbolClasses(this.table.sets);
    const before = symbolClasses(befores);
    this.classOf = classes.classOf;
    this.classOfBefore = before.classOf;
    this.width = classes.count;
    this.next = new Int16Array(this.width * 8).fill(UNKNOWN);
    this.first = new Int16Array(before.count * this.width).fill(UNKNOWN);
  }

  /**
   * The first offset from `from` to `to`, both included, at which a match in a text that is there whole may start, and in
   * `reached` its state; above `to` where there is none.
   */
  nextStart(text: string, from: number, to: number): number {
    const { opens } = this;
    // The three units before, so that each is read once.
    let third = from > 2 ? text.charCodeAt(from - 3) : 0;
    let second = from > 1 ? text.charCodeAt(from - 2) : 0;
    let before = from > 0 ? text.charCodeAt(from - 1) : -1;
    for (let at = from; at <= to; at++) {
      const code = text.charCodeAt(at);
      const symbol = symbolBefore(third, second, before);
      third = second;
      second = before;
      before = code;
      if (opens[symbol] === 0) continue;
      const begun = this.start(symbol, code < NOT_ASCII ? code : NOT_ASCII);
      if (begun === DEAD) continue;
      this.reached = this.walkWhole(begun, text, at + 1);
      if (this.reached !== DEAD && !isLastOfPair(second, code)) return at;
    }
    return to + 1;
  }

  /** The state after the first character of a possible match, given the symbol before it. */
  start(before: number, symbol: number): number {
    const at = (this.classOfBefore[before] as number) * this.width + (this.classOf[symbol] as number);
    const found = this.first[at] as number;
    if (found !== UNKNOWN) return found;
    const state = this.intern(this.table.entering(before, symbol), NO_ROWS);
    this.first[at] = state;
    return state;
  }

  /** Follows a text from offset `from` of it; ends where nothing sharper is known, or, above 0, at the end of the text. */
  walk(begun: number, text: string, from: number): number {
    const { classOf, width } = this;
    let { next } = this;
    let state = begun;
    for (let at = from; state > 0 && at < text.length; at++) {
      const code = text.charCodeAt(at);
      const symbol = code < NOT_ASCII ? code : NOT_ASCII;
      const found = next[state * width + (classOf[symbol] as number)] as number;
      if (found === UNKNOWN) {
        state = this.grow(state, symbol);
        ({ next } = this);
      } else state = found;
    }
    return state;
  }

  /** As `walk` does, of a text behind which nothing follows: never above 0. */
  walkWhole(begun: number, text: string, from: number): number {
    const state = this.walk(begun, text, from);
    if (state <= 0) return state;
    const found = this.next[state * this.width + (this.classOf[TEXT_END] as number)] as number;
    return found === UNKNOWN ? this.grow(state, TEXT_END) : found;
  }

  /** Numbers of the rows that can still match, in their order. */
  rows(state: number): Int32Array {
    return (this.states[state > 0 ? state : -state - 1] ?? NONE).rows;
  }

  private grow(state: number, symbol: number): number {
    const { live, ended } = this.states[state] ?? NONE;
    const { resets } = this;
    const next = this.intern(this.table.following(live, symbol), ended);
    // After a reset the number of the state before is no longer its own.
    if (resets === this.resets) this.next[state * this.width + (this.classOf[symbol] as number)] = next;
    return next;
  }

  private intern(positions: Int32Array, endedBefore: Int32Array): number {
    const { table } = this;
    const ended = table.ended(positions, endedBefore);
    const live = positions.filter((position) => !ended.includes(table.rowOf(position)));
    if (live.length === 0 && ended.length === 0) return DEAD;
    const rows = table.rowsOf(live, ended);
    if (live.length === 0 || (this.states.length > crowdedStates && rows.length <= sharpRows))
      return this.state({ live: NO_ROWS, ended: rows, rows });
    return this.state({ live, ended, rows });
  }

  private state(made: State): number {
    const key = this.nameOf(made);
    const found = this.known.get(key);
    if (found !== undefined) return found;
    if (this.states.length >= statesMax) this.reset();
    const state = this.states.push(made) - 1;
    if (this.next.length < (state + 1) * this.width) {
      const larger = new Int16Array(this.next.length * 2).fill(UNKNOWN);
      larger.set(this.next);
      this.next = larger;
    }
    const code = made.live.length === 0 ? -state - 1 : state;
    this.known.set(key, code);
    return code;
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

/** Of numbers that UTF-16 units can be: a name of a few units. */
const shortName = ({ live, ended }: State): string =>
  `${String.fromCharCode(...ended)}\uffff${String.fromCharCode(...live)}`;
const longName = ({ live, ended }: State): string => `${ended.join(' ')}|${live.join(' ')}`;

export const indexOf = (
  rows: readonly { readonly number: number; readonly matcher: { readonly positions: Positions } }[],
): StartIndex =>
  new StartIndex(rows.map(({ number, matcher }) => ({ number, positions: matcher.positions })));
