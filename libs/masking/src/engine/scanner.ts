/** Searches one text for all rows at once, whole or as it arrives; both give the same findings. */
import { NOT_ASCII, symbolBefore } from '../pattern/character-set.js';
import { judge, type FieldName } from './candidate.js';
import type { Engine, Row } from './compile-detectors.js';
import { NextHint } from './hints.js';
import { lookAroundMax } from './matcher.js';
import type { Candidate } from './resolve.js';
import { DEAD, type Activity, type StartIndex } from './start-index.js';

/** A detector that could not do its work; the text is to be treated as sensitive from end to end. */
export interface DetectorFailure {
  readonly detector: string;
  readonly cause: 'threw' | 'budget';
}

const isHigh = (code: number): boolean => (code & 0xfc00) === 0xd800;
const isLow = (code: number): boolean => (code & 0xfc00) === 0xdc00;

type Tried = 'done' | 'wait' | DetectorFailure;

export class Scanner {
  /** Matches found and not yet taken; offsets in `text`. */
  candidates: Candidate[] = [];
  failure: DetectorFailure | undefined;
  /** No match to come starts before this offset of `text`. */
  at = 0;
  /** As much of the text as can still matter. */
  text = '';
  /** Units of the stream before `text`. */
  private dropped = 0;
  /** Of each row, where its last match ended, in the stream; and how many units it matched in all. */
  private ends: Map<number, number> | undefined;
  private matched: Map<number, number> | undefined;
  private hints: NextHint | undefined;
  private index: StartIndex | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly field: FieldName,
  ) {}

  /** More of the stream; looked at as far as what follows cannot change it. The last half of a pair must not come alone. */
  advance(more: string, isFinal: boolean): void {
    this.text += more;
    this.index ??= this.engine.anywhere(this.field);
    this.run({ index: this.index }, this.text.length, isFinal);
  }

  /** A part of a text that is there whole, for what that part can hold. */
  search(text: string, to: number, activity: Activity): void {
    this.text = text;
    this.run(activity, to, true);
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

  private run({ index, isActive }: Activity, to: number, isFinal: boolean): void {
    const { text } = this;
    let at = this.at;
    // The three units before, so that each is read once.
    let third = at > 2 ? text.charCodeAt(at - 3) : 0;
    let second = at > 1 ? text.charCodeAt(at - 2) : 0;
    let before = at > 0 ? text.charCodeAt(at - 1) : -1;
    for (; at < to; at++) {
      const code = text.charCodeAt(at);
      const begun = index.start(symbolBefore(third, second, before), code < NOT_ASCII ? code : NOT_ASCII);
      third = second;
      second = before;
      before = code;
      if (begun === DEAD) continue;
      const state = index.walk(begun, text, at + 1);
      if (state === DEAD || (isLow(code) && isHigh(second))) continue;
      const tried = this.tryRows(index.detectors(state), at, isActive, isFinal);
      if (tried === 'wait') break;
      if (tried !== 'done') {
        this.failure = tried;
        break;
      }
    }
    this.at = at;
  }

  private tryRows(
    rows: readonly number[],
    at: number,
    isActive: Uint8Array | undefined,
    isFinal: boolean,
  ): Tried {
    let found: [Row, Candidate | undefined, number][] | undefined;
    for (const number of rows) {
      const row = this.engine.rows[number];
      if (row === undefined || (this.ends?.get(number) ?? 0) > at + this.dropped) continue;
      if (isActive !== undefined && isActive[number] !== 1) continue;
      if (isFinal && row.gate !== 0 && !this.holdsHint(row, at)) continue;
      try {
        if (!isFinal && this.isUndecided(row, at)) return 'wait';
        const match = row.matcher.matchAt(this.text, at);
        if (match === undefined) continue;
        const judged = judge(row, this.text, at, match, this.field, isFinal);
        if (judged.kind === 'wait') return 'wait';
        (found ??= []).push([row, judged.kind === 'candidate' ? judged.candidate : undefined, match.end]);
      } catch (error) {
        // Whatever was thrown may quote the text: only that it was thrown is told.
        return { detector: row.kind, cause: error instanceof RangeError ? 'budget' : 'threw' };
      }
    }
    for (const [row, candidate, end] of found ?? []) {
      const matched = (this.matched?.get(row.number) ?? 0) + end - at;
      const { matchedPerUnitMax, matchedAtStartMax } = this.engine.budget;
      if (matched > matchedPerUnitMax * (at + this.dropped) + matchedAtStartMax)
        return { detector: row.kind, cause: 'budget' };
      (this.matched ??= new Map()).set(row.number, matched);
      if (candidate === undefined) continue;
      (this.ends ??= new Map()).set(row.number, end + this.dropped);
      this.candidates.push(candidate);
    }
    return 'done';
  }

  private holdsHint(row: Row, at: number): boolean {
    if (this.hints?.text !== this.text) this.hints = new NextHint(this.text);
    return this.hints.isWithin(row.gate, at, 2 * row.matcher.lengthMax);
  }

  private isUndecided(row: Row, at: number): boolean {
    // A character outside the basic plane is two units.
    if (this.text.length - at > 2 * (row.matcher.lengthMax + lookAroundMax)) return false;
    return row.matcher.isUndecidedAt(this.text, at);
  }
}
