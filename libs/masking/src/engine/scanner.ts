/** Searches one text for all rows at once, whole or as it arrives; both give the same findings. */
import { NOT_ASCII, symbolOf, TEXT_START } from '../pattern/character-set.js';
import { hasKeyword, type KeywordSet } from '../prefilter/keyword-scanner.js';
import { fieldName, judge, noField, type FieldName } from './candidate.js';
import { ALL_GATES, type Engine, type Row } from './compile-detectors.js';
import { lookAroundMax } from './matcher.js';
import type { Candidate } from './resolve.js';
import { DEAD, type StartIndex } from './start-index.js';

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
  private text = '';
  /** Units of the stream before `text`. */
  private dropped = 0;
  /** Of each row, where its last match ended, in the stream; and how many units it matched in all. */
  private readonly ends = new Map<number, number>();
  private readonly matched = new Map<number, number>();
  private readonly field: FieldName;
  private readonly index: StartIndex;

  constructor(
    private readonly engine: Engine,
    key?: string,
  ) {
    this.field = key === undefined ? noField : fieldName(key, engine.rowsOfKey(key));
    this.index = engine.startIndex(ALL_GATES, true, this.field.rows);
  }

  /** More of the stream; looked at as far as what follows cannot change it. The last half of a pair must not come alone. */
  advance(more: string, isFinal: boolean): void {
    this.text += more;
    this.run(this.index, this.text.length, undefined, isFinal);
  }

  /** A part of a text that is there whole, with the index for what that part holds. */
  search(text: string, to: number, index: StartIndex, keywords: KeywordSet | undefined): void {
    this.text = text;
    this.run(index, to, keywords, true);
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

  private run(index: StartIndex, to: number, keywords: KeywordSet | undefined, isFinal: boolean): void {
    const { text } = this;
    const length = text.length;
    let at = this.at;
    let before = at === 0 ? TEXT_START : symbolOf(text.charCodeAt(at - 1));
    for (; at < to && this.failure === undefined; at++) {
      const code = text.charCodeAt(at);
      const symbol = code < NOT_ASCII ? code : NOT_ASCII;
      let state = index.start(before, symbol);
      before = symbol;
      if (state === DEAD) continue;
      for (let next = at + 1; next < length && state !== DEAD && !index.isLeaf(state); next++) {
        const following = text.charCodeAt(next);
        state = index.step(state, following < NOT_ASCII ? following : NOT_ASCII);
      }
      if (state === DEAD || (isLow(code) && at > 0 && isHigh(text.charCodeAt(at - 1)))) continue;
      const tried = this.tryRows(index.detectors(state), at, keywords, isFinal);
      if (tried === 'wait') break;
      if (tried !== 'done') this.failure = tried;
    }
    this.at = at;
  }

  private tryRows(
    rows: readonly number[],
    at: number,
    keywords: KeywordSet | undefined,
    isFinal: boolean,
  ): Tried {
    const found: [Row, Candidate | undefined, number][] = [];
    for (const number of rows) {
      const row = this.engine.rows[number];
      if (row === undefined || (this.ends.get(number) ?? 0) > at + this.dropped) continue;
      if (keywords !== undefined && row.isKeywordGated && !hasKeyword(keywords, number)) continue;
      try {
        if (!isFinal && this.isUndecided(row, at)) return 'wait';
        const match = row.matcher.matchAt(this.text, at);
        if (match === undefined) continue;
        const judged = judge(row, this.text, at, match, this.field, isFinal);
        if (judged.kind === 'wait') return 'wait';
        found.push([row, judged.kind === 'candidate' ? judged.candidate : undefined, match.end]);
      } catch (error) {
        // Whatever was thrown may quote the text: only that it was thrown is told.
        return { detector: row.kind, cause: error instanceof RangeError ? 'budget' : 'threw' };
      }
    }
    for (const [row, candidate, end] of found) {
      const matched = (this.matched.get(row.number) ?? 0) + end - at;
      const { matchedPerUnitMax, matchedAtStartMax } = this.engine.budget;
      if (matched > matchedPerUnitMax * (at + this.dropped) + matchedAtStartMax)
        return { detector: row.kind, cause: 'budget' };
      this.matched.set(row.number, matched);
      if (candidate === undefined) continue;
      this.ends.set(row.number, end + this.dropped);
      this.candidates.push(candidate);
    }
    return 'done';
  }

  private isUndecided(row: Row, at: number): boolean {
    // A character outside the basic plane is two units.
    if (this.text.length - at > 2 * (row.matcher.lengthMax + lookAroundMax)) return false;
    return row.matcher.isUndecidedAt(this.text, at);
  }
}
