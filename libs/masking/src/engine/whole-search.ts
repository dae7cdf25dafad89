/** Searches a text that is there whole: around what brings a row into play, and nowhere else. */
import type { Engine } from './engine.js';
import type { FieldName } from './field-names.js';
import { lastHint, nextHint } from './hints.js';
import type { HintedRows } from './hinted-rows.js';
import type { Row } from './row.js';
import type { StartIndex } from './start-index.js';
import { Trials } from './trials.js';

/** Offsets that go on from text to text begin anew above this. */
const offsetMax = 2 ** 50;

/** One for each engine: it searches one text after the other. */
export class WholeSearch {
  /** Of each row, up to where a word made it be tried; in offsets that go on from text to text. */
  private readonly triedTo: Float64Array;
  private base = 0;
  /** The last answer of `hintFrom`. */
  private lookedAt = '';
  private lookedFor = 0;
  private lookedFrom = 0;
  private foundAt = Infinity;

  constructor(private readonly engine: Engine) {
    this.triedTo = new Float64Array(engine.rows.length);
  }

  /** Whether nothing in a part of a text, taken by itself, brings any row into play. */
  isClean(text: string, from: number, to: number, field: FieldName): boolean {
    const { words, gates, plain } = this.engine;
    const found = words.scan(text, from, to);
    return found === 0 && (words.marks & gates) === 0 && field.ownRows.length === 0 && plain.length === 0;
  }

  /**
   * Undefined where nothing brings any row into play. `cutFrom`: `isClean` was asked last, of this text, that began there in
   * the one it was cut from.
   */
  search(text: string, field: FieldName, cutFrom?: number): Trials | undefined {
    const { words, hinted, gates, plain } = this.engine;
    const found = cutFrom === undefined ? words.scan(text) : words.moveBack(cutFrom);
    const held = words.marks & gates;
    if (found === 0 && held === 0 && field.ownRows.length === 0 && plain.length === 0) return undefined;
    const trials = new Trials(this.engine, field);
    if (held !== 0)
      for (const rows of hinted)
        if ((held & rows.gate) !== 0 && text.length >= rows.leastUnits) this.byHint(trials, text, rows);
    if (found > 0) this.byWords(trials, text);
    for (const row of field.ownRows) tryRow(trials, row, text, 0, text.length - 1);
    for (const row of plain) tryRow(trials, row, text, 0, text.length - 1);
    return trials;
  }

  private byHint(trials: Trials, text: string, rows: HintedRows): void {
    const { gate } = rows;
    for (let from = 0, hint = nextHint(text, gate, 0); hint !== Infinity; hint = nextHint(text, gate, from)) {
      const last = lastHint(text, gate, hint);
      this.around(trials, text, rows.index, rows.startBefore(text, hint, from), last);
      from = last + 1;
    }
  }

  /** Tries rows at all offsets from one to another, both included, at which they can start. */
  private around(trials: Trials, text: string, index: StartIndex, from: number, to: number): void {
    for (let at = index.nextStart(text, from, to); at <= to; at = index.nextStart(text, at + 1, to)) {
      const numbers = index.rows(index.reached);
      for (let n = 0; n < numbers.length; n++) {
        const row = this.engine.rows[numbers[n] as number] as Row;
        if (!trials.isTaken(row, at)) trials.tryWhole(row, text, at);
      }
    }
  }

  private byWords(trials: Trials, text: string): void {
    const { triedTo, engine } = this;
    const { ends, numbers, found, ids } = engine.words;
    const { rows: fieldRows } = trials.field;
    if (this.base > offsetMax) {
      this.base = 0;
      triedTo.fill(0);
    }
    const { base } = this;
    const last = text.length - 1;
    for (let n = 0; n < found; n++) {
      const end = ends[n] as number;
      const those = ids[numbers[n] as number] as Int32Array;
      for (let m = 0; m < those.length; m++) {
        const number = those[m] as number;
        const row = engine.rows[number] as Row;
        // It is tried at all offsets by its field.
        if (row.isByField && fieldRows.has(number)) continue;
        const from = Math.max(0, end - row.wordReach, (triedTo[number] as number) - base);
        const to = Math.min(last, end + row.wordBehind);
        if (from > to || (row.gate !== 0 && this.hintFrom(text, row.gate, from) > to + row.hintReach))
          continue;
        tryRow(trials, row, text, from, to);
        triedTo[number] = base + to + 1;
      }
    }
    this.base += text.length + 1;
    // Nothing of a text is kept.
    this.lookedAt = '';
  }

  /** Where from `at` on the next hint is; the same is asked about many words. */
  private hintFrom(text: string, gate: number, at: number): number {
    if (text !== this.lookedAt || gate !== this.lookedFor || at < this.lookedFrom || at > this.foundAt) {
      this.lookedAt = text;
      this.lookedFor = gate;
      this.lookedFrom = at;
      this.foundAt = nextHint(text, gate, at);
    }
    return this.foundAt;
  }
}

/** Tries a row at each offset from `from` to `to`, both included. */
function tryRow(trials: Trials, row: Row, text: string, from: number, to: number): void {
  const { starts } = row;
  for (let at = starts.next(text, from, to); at <= to; at = starts.next(text, at + 1, to))
    if (!trials.isTaken(row, at)) trials.tryWhole(row, text, at);
}
