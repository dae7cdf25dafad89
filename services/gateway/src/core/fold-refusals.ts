/** Folds like refusals: the first ones of a window are events at once, the others become one event with their count. */

export interface FoldedRefusals<Sample> {
  readonly sample: Sample;
  readonly count: number;
  /** Time of the first of them: microseconds since 1970. */
  readonly firstUs: number;
}

interface Fold<Sample> {
  readonly startMs: number;
  seen: number;
  folded: number;
  firstUs: number;
  sample: Sample | undefined;
}

export interface FoldLimits {
  readonly windowMs: number;
  /** Kinds told apart within a window; the table never grows beyond it, plus one entry for each overflow key. */
  readonly kindsMax: number;
  readonly atOnceMax: number;
}

/**
 * A bounded table. `Sample` is what the event of a fold is made from: that of the first folded refusal.
 * Noise of one source costs one event per window and kind, however loud it is.
 */
export class RefusalFolds<Sample> {
  readonly #folds = new Map<string, Fold<Sample>>();

  constructor(private readonly limits: FoldLimits) {}

  get size(): number {
    return this.#folds.size;
  }

  /**
   * Notes a refusal. True when it is to be recorded on its own, now; false when it was counted.
   * @param overflowKey used instead of `key` when the table is full: one for each code, so that it stays bounded.
   */
  note(key: string, overflowKey: string, nowMs: number, sample: () => Sample): boolean {
    let fold = this.#folds.get(key);
    if (fold === undefined && this.#folds.size >= this.limits.kindsMax) {
      key = overflowKey;
      fold = this.#folds.get(key);
    }
    if (fold === undefined) {
      this.#folds.set(key, { startMs: nowMs, seen: 1, folded: 0, firstUs: 0, sample: undefined });
      return true;
    }
    if (++fold.seen <= this.limits.atOnceMax) return true;
    if (fold.folded++ === 0) {
      fold.firstUs = nowMs * 1000;
      fold.sample = sample();
    }
    return false;
  }

  /** Ends the windows that are over, or all of them, and gives back what they counted. */
  sweep(nowMs: number, all = false): FoldedRefusals<Sample>[] {
    const due: FoldedRefusals<Sample>[] = [];
    for (const [key, fold] of this.#folds) {
      if (!all && nowMs - fold.startMs < this.limits.windowMs) continue;
      this.#folds.delete(key);
      if (fold.sample !== undefined)
        due.push({ sample: fold.sample, count: fold.folded, firstUs: fold.firstUs });
    }
    return due;
  }
}
