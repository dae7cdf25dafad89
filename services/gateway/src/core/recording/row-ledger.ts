/** Where each row stands: committed, handed to the shipper, on the event log, deleted. Rows rise by one and pass in order. */
export class RowLedger {
  /** Last row that is durable in the file. */
  committed: number;
  /** Last row that was handed over to be shipped. */
  handedOver: number;
  /** Last row that the event log has. */
  acked: number;
  /** Last row that is gone from the file. */
  deleted: number;
  /** Moments and the last row committed until then, for `deletable`. */
  private readonly marks: { readonly atMs: number; readonly row: number }[] = [];

  /** `first` to `last` are the rows found in the file; an empty file has first = last + 1. */
  constructor(first: number, last: number) {
    this.committed = last;
    this.handedOver = first - 1;
    this.acked = first - 1;
    this.deleted = first - 1;
  }

  /** Number of the next row to commit. */
  get next(): number {
    return this.committed + 1;
  }

  /** Rows that are durable and not on the event log. */
  get unshipped(): number {
    return this.committed - this.acked;
  }

  /** Whether rows wait to be handed over. */
  get behind(): boolean {
    return this.handedOver < this.committed;
  }

  /** Remembers what was committed until now; call it at a steady pace. */
  mark(nowMs: number): void {
    const last = this.marks.at(-1);
    if (last?.row !== this.committed) this.marks.push({ atMs: nowMs, row: this.committed });
  }

  /**
   * Last row that may be deleted: it is on the event log, and was committed at least `graceMs` ago, so that most of its
   * requests have ended and need not be moved. Without a grace where space is wanted. Never below `deleted`.
   */
  deletable(nowMs: number, graceMs: number): number {
    if (graceMs <= 0) return this.acked;
    let aged = this.deleted;
    for (const mark of this.marks) {
      if (mark.atMs > nowMs - graceMs) break;
      aged = Math.max(aged, mark.row);
    }
    return Math.max(this.deleted, Math.min(this.acked, aged));
  }

  /** About when the oldest row that is not on the event log was committed, to the pace of `mark`; 0 when there is none. */
  oldestUnshippedMs(): number {
    if (this.unshipped === 0) return 0;
    return this.marks.find((mark) => mark.row > this.acked)?.atMs ?? this.marks.at(-1)?.atMs ?? 0;
  }

  /** Rows up to `row` are gone. */
  deletedUpTo(row: number): void {
    this.deleted = row;
    while ((this.marks[0]?.row ?? Infinity) <= row) this.marks.shift();
  }
}
