/** Says since when the archive has kept up with the log, so that its own slowness is not taken for the death of a gateway. */

export interface LogProgress {
  readonly partition: number;
  /** Next offset to read. */
  readonly position: number;
  /** Offset after the last message. */
  readonly end: number;
}

export class CaughtUp {
  private previousEnds = new Map<number, number>();
  private since: number | undefined;

  /**
   * Takes one look at all partitions. Caught up means: all that was in the log at the look before has been read.
   * @returns the time since which every look found it so; undefined when this one did not.
   */
  look(nowMs: number, progress: readonly LogProgress[]): number | undefined {
    const behind = progress.some(({ partition, position }) => {
      const before = this.previousEnds.get(partition);
      return before === undefined || position < before;
    });
    this.previousEnds = new Map(progress.map(({ partition, end }) => [partition, end]));
    if (behind || progress.length === 0) this.since = undefined;
    else this.since ??= nowMs;
    return this.since;
  }

  /** The log could not be asked: what it holds is not known. */
  lost(): void {
    this.previousEnds.clear();
    this.since = undefined;
  }
}
