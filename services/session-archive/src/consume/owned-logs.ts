/** Which logs this process owns at the moment, by their numbers, each with the epoch under which it may write. */

export class OwnedLogs {
  private readonly epochs = new Map<number, number>();

  /** Takes all that is owned now in the place of what was. */
  replace(owned: readonly { readonly partition: number; readonly epoch: number }[]): void {
    this.epochs.clear();
    for (const { partition, epoch } of owned) this.epochs.set(partition, epoch);
  }

  /** The log has a newer owner, though this process was not told yet. */
  drop(partition: number): void {
    this.epochs.delete(partition);
  }

  list(): readonly { readonly partition: number; readonly epoch: number }[] {
    return [...this.epochs].map(([partition, epoch]) => ({ partition, epoch }));
  }
}
