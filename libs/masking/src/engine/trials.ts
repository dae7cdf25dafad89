/** Tries rows at positions of one text or stream, and keeps what each found and how much it matched. */
import type { Engine } from './engine.js';
import { candidateOf, standingOf, type Surroundings } from './candidate.js';
import type { ContextWords } from './context-words.js';
import type { FieldName } from './field-names.js';
import type { Candidate } from './resolve.js';
import type { Row } from './row.js';

/** A detector that could not do its work; the text is to be treated as sensitive from end to end. */
export interface DetectorFailure {
  readonly detector: string;
  readonly cause: 'threw' | 'budget';
}

/** What a row made of a position; offsets in the text that was given. */
export interface Tried {
  readonly row: Row;
  /** Where the match ended. */
  readonly end: number;
  /** Undefined: its validator said no. */
  readonly candidate: Candidate | undefined;
}

export class Trials implements Surroundings {
  /** Matches found and not yet taken. */
  candidates: Candidate[] = [];
  failure: DetectorFailure | undefined;
  /** Of each row, where its last match ended, or what it refused whole, in the stream; and how many units it matched in all. */
  private ends: Map<number, number> | undefined;
  private matched: Map<number, number> | undefined;

  readonly contextWords: ContextWords;

  constructor(
    private readonly engine: Engine,
    readonly field: FieldName,
  ) {
    this.contextWords = engine.contextWords;
  }

  /** Whether the last match of a row reaches over an offset of the stream. */
  isTaken(row: Row, at: number): boolean {
    return this.ends !== undefined && (this.ends.get(row.number) ?? 0) > at;
  }

  /** Throws what the row's pattern or validator throws. */
  try(row: Row, text: string, at: number, isFinal: boolean): Tried | 'no-match' | 'wait' {
    const match = row.matcher.matchAt(text, at);
    if (match === undefined) return 'no-match';
    const standing = standingOf(row, text, at, match, this, isFinal);
    if (standing === 'wait' || standing === 'no-match') return standing;
    return { row, end: match.end, candidate: candidateOf(row, text, match, standing === 'certain') };
  }

  /** In a text that is there whole. */
  tryWhole(row: Row, text: string, at: number): void {
    if (this.failure !== undefined) return;
    try {
      const tried = this.try(row, text, at, true);
      if (tried !== 'no-match' && tried !== 'wait') this.take(tried, at, 0);
    } catch (error) {
      this.fail(row, error);
    }
  }

  /** `dropped`: units of the stream before the text. False where the row matched more than it may. */
  take({ row, end, candidate }: Tried, at: number, dropped: number): boolean {
    const matched = (this.matched?.get(row.number) ?? 0) + end - at;
    const { matchedPerUnitMax, matchedAtStartMax } = this.engine.budget;
    if (matched > matchedPerUnitMax * (at + dropped) + matchedAtStartMax) {
      this.failure = { detector: row.kind, cause: 'budget' };
      return false;
    }
    (this.matched ??= new Map()).set(row.number, matched);
    if (candidate === undefined && row.judgesWhole !== true) return true;
    (this.ends ??= new Map()).set(row.number, end + dropped);
    if (candidate !== undefined) this.candidates.push(candidate);
    return true;
  }

  /** Whatever was thrown may quote the text: only that it was thrown is told. */
  fail(row: Row, error: unknown): void {
    this.failure = { detector: row.kind, cause: error instanceof RangeError ? 'budget' : 'threw' };
  }
}
