/** Which partitions this process owns at the moment, each with the epoch under which it may write. */

export class OwnedLogs {
  private readonly epochs = new Map<number, number>();

  set(partition: number, epoch: number): void {
    this.epochs.set(partition, epoch);
  }

  /** The process has lost the partition, or was told that another owns it. */
  drop(partition: number): void {
    this.epochs.delete(partition);
  }

  list(): readonly { readonly partition: number; readonly epoch: number }[] {
    return [...this.epochs].map(([partition, epoch]) => ({ partition, epoch }));
  }
}
