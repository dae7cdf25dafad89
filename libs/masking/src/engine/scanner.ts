/** Searches a text for all rows at once as it arrives, as far as what follows cannot change it. */
import { NOT_ASCII, symbolBefore } from '../pattern/character-set.js';
import type { Engine } from './engine.js';
import type { FieldName } from './field-names.js';
import { mayHold } from './hints.js';
import { lookAroundMax } from './matcher.js';
import type { Row } from './row.js';
import { DEAD, type StartIndex } from './start-index.js';
import { isLastOfPair } from './surrogates.js';
import { Trials, type DetectorFailure, type Tried } from './trials.js';

export type { DetectorFailure };

/** Whether letters alone follow; asked of a few units. */
function isOneWord(text: string, from: number): boolean {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at) | 0x20;
    if (code < 0x61 || code > 0x7a) return false;
  }
  return true;
}

/** Where the units end that are all the same as the one at an offset. */
function runEnd(text: string, at: number): number {
  const code = text.charCodeAt(at);
  let end = at + 1;
  while (end < text.length && text.charCodeAt(end) === code) end++;
  return end;
}

export class Scanner {
  readonly trials: Trials;
  /** No match to come starts before this offset of `text`. */
  at = 0;
  /** As much of the text as can still matter. */
  text = '';
  /** Units of the stream before `text`. */
  private dropped = 0;
  private readonly index: StartIndex;
  /** The row that waits for what follows `at`, to be asked first when more is there. */
  private waiting: Row | undefined;
  /** Units of a run of one character behind which no row of the last offset looks. */
  private reach = 0;

  constructor(
    private readonly engine: Engine,
    field: FieldName,
  ) {
    this.trials = new Trials(engine, field);
    this.index = engine.anywhere(field);
  }

  /** More of the stream. The last half of a pair must not come alone. */
  advance(more: string, isFinal: boolean): void {
    this.text += more;
    const { text, index } = this;
    const to = text.length;
    let at = this.at;
    // The three units before, so that each is read once.
    let third = at > 2 ? text.charCodeAt(at - 3) : 0;
    let second = at > 1 ? text.charCodeAt(at - 2) : 0;
    let before = at > 0 ? text.charCodeAt(at - 1) : -1;
    let runFrom = at;
    let runTo = at;
    for (; at < to; at++) {
      const code = text.charCodeAt(at);
      const begun = index.start(symbolBefore(third, second, before), code < NOT_ASCII ? code : NOT_ASCII);
      third = second;
      second = before;
      before = code;
      if (begun === DEAD) continue;
      const state = isFinal ? index.walkWhole(begun, text, at + 1) : index.walk(begun, text, at + 1);
      if (state === DEAD || isLastOfPair(second, code)) continue;
      // More characters would tell more, and the word that begins here has not ended.
      if (state > 0 && isOneWord(text, at)) break;
      const outcome = this.tryRows(index.rows(state), at, isFinal);
      if (outcome === 'wait' || outcome === 'failed') break;
      if (outcome === 'done' || code !== second) continue;
      // In the midst of a run of one unit nothing is at the next offset that was not at this one.
      if (at >= runTo) {
        runFrom = at;
        runTo = runEnd(text, at);
      }
      if (at - runFrom >= lookAroundMax && runTo - this.reach - 1 > at) {
        at = runTo - this.reach - 1;
        third = code;
      }
    }
    this.at = at;
  }

  /** Forgets what no rule can look at any more; returns by how much all offsets shrink. */
  forget(settledTo: number, remembered: number): number {
    const excess = Math.min(settledTo, this.at) - remembered;
    if (excess < remembered) return 0;
    this.text = this.text.slice(excess);
    this.dropped += excess;
    this.at -= excess;
    return excess;
  }

  /** `nothing`: of all rows, none matched. */
  private tryRows(rows: Int32Array, at: number, isFinal: boolean): 'done' | 'nothing' | 'wait' | 'failed' {
    const { text, trials, dropped, waiting } = this;
    if (!isFinal && waiting !== undefined && waiting.matcher.isUndecidedAt(text, at)) return 'wait';
    this.waiting = undefined;
    let found: Tried[] | undefined;
    let isEachTried = true;
    this.reach = 0;
    for (let n = 0; n < rows.length; n++) {
      const row = this.engine.rows[rows[n] as number];
      if (row === undefined) continue;
      this.reach = Math.max(this.reach, row.matcher.lengthMax + lookAroundMax);
      if (trials.isTaken(row, at + dropped)) {
        isEachTried = false;
        continue;
      }
      if (row.gate !== 0 && !mayHold(row, text, at)) continue;
      try {
        if (!isFinal && this.isUndecided(row, at)) {
          this.waiting = row;
          return 'wait';
        }
        const tried = trials.try(row, text, at, isFinal);
        if (tried === 'wait') return 'wait';
        if (tried !== 'no-match') (found ??= []).push(tried);
      } catch (error) {
        trials.fail(row, error);
        return 'failed';
      }
    }
    if (found === undefined) return isEachTried ? 'nothing' : 'done';
    return found.every((tried) => trials.take(tried, at, dropped)) ? 'done' : 'failed';
  }

  private isUndecided(row: Row, at: number): boolean {
    // A character outside the basic plane is two units.
    if (this.text.length - at > 2 * (row.matcher.lengthMax + lookAroundMax)) return false;
    return row.matcher.isUndecidedAt(this.text, at);
  }
}
