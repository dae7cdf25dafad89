/** Folds like refusals: the first ones of a window are events at once, the others become one event with their count. */

export interface FoldedRefusals<Sample> {
  readonly sample: Sample;
  readonly count: number;
  /** Time of the first of them: microseconds since 1970. */
  readonly firstUs: number;
}

interface Fold<Sample> {
  readonly startMs: number;
  /** Whose kinds it is one of. */
  readonly group: string;
  seen: number;
  folded: number;
  firstUs: number;
  sample: Sample | undefined;
}

export interface FoldLimits {
  readonly windowMs: number;
  /** Kinds told apart within a window; the table never grows beyond it, plus one entry for each group. */
  readonly kindsMax: number;
  /** Of one group: whoever varies his refusals does not take the room of others. */
  readonly kindsPerGroupMax: number;
  readonly atOnceMax: number;
}

/**
 * A bounded table. `Sample` is what the event of a fold is made from: that of the first folded refusal.
 * Noise of one source costs one event per window and kind, however loud it is.
 */
export class RefusalFolds<Sample> {
  readonly #folds = new Map<string, Fold<Sample>>();
  /** Kinds of each group in the table. */
  readonly #kinds = new Map<string, number>();

  constructor(private readonly limits: FoldLimits) {}

  get size(): number {
    return this.#folds.size;
  }

  /**
   * Notes a refusal. True when it is to be recorded on its own, now; false when it was counted.
   * @param key equal for refusals that one event can stand for
   * @param group used instead of `key` when there is no more room for it: what is counted then is not alike
   * @param sample what the event of a fold is made from; `mixed` where it stands for unlike ones
   */
  note(key: string, group: string, nowMs: number, sample: (what: 'like' | 'mixed') => Sample): boolean {
    let fold = this.#folds.get(key);
    const { kindsMax, kindsPerGroupMax, atOnceMax } = this.limits;
    const kinds = this.#kinds.get(group) ?? 0;
    const isFull = fold === undefined && (this.#folds.size >= kindsMax || kinds >= kindsPerGroupMax);
    const kept = isFull ? group : key;
    if (isFull) fold = this.#folds.get(group);
    if (fold === undefined) {
      this.#folds.set(kept, { startMs: nowMs, group, seen: 1, folded: 0, firstUs: 0, sample: undefined });
      this.#kinds.set(group, kinds + 1);
      return true;
    }
    if (++fold.seen <= atOnceMax) return true;
    if (fold.folded++ === 0) {
      fold.firstUs = nowMs * 1000;
      fold.sample = sample(isFull ? 'mixed' : 'like');
    }
    return false;
  }

  /** Ends the windows that are over, or all of them, and gives back what they counted. */
  sweep(nowMs: number, all = false): FoldedRefusals<Sample>[] {
    const due: FoldedRefusals<Sample>[] = [];
    for (const [key, fold] of this.#folds) {
      if (!all && nowMs - fold.startMs < this.limits.windowMs) continue;
      this.#folds.delete(key);
      const left = (this.#kinds.get(fold.group) ?? 1) - 1;
      if (left > 0) this.#kinds.set(fold.group, left);
      else this.#kinds.delete(fold.group);
      if (fold.sample !== undefined)
        due.push({ sample: fold.sample, count: fold.folded, firstUs: fold.firstUs });
    }
    return due;
  }
}
