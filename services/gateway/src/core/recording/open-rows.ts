/**
 * Which stored rows still matter for requests that are open, so that a row can be deleted once it is on the event log.
 * A request that outlives its row moves to the table of open requests: long streams hold no rows back, and a request
 * whose completion was shipped and deleted is never taken for an open one.
 */
export class OpenRows {
  /** Request → row of its opening event, in the order of rows. */
  private readonly inRows = new Map<number, number>();
  private readonly moved = new Set<number>();

  get size(): number {
    return this.inRows.size + this.moved.size;
  }

  /** A request that is already in the table when the file is opened. */
  inTable(request: number): void {
    this.moved.add(request);
  }

  opened(request: number, row: number): void {
    this.inRows.set(request, row);
  }

  /** Whether `request` has an entry in the table, which must go in the same transaction that stores its end. */
  hasEntry(request: number): boolean {
    return this.moved.has(request);
  }

  closed(request: number): void {
    if (!this.inRows.delete(request)) this.moved.delete(request);
  }

  /** The open requests whose opening event lies in a row up to `row`: to be moved before those rows are deleted. */
  upTo(row: number): readonly { readonly request: number; readonly row: number }[] {
    const found: { request: number; row: number }[] = [];
    for (const [request, at] of this.inRows) {
      if (at > row) break;
      found.push({ request, row: at });
    }
    return found;
  }

  /** The requests that `upTo` named are in the table now. */
  movedAll(requests: readonly { readonly request: number }[]): void {
    for (const { request } of requests) {
      this.inRows.delete(request);
      this.moved.add(request);
    }
  }

  /** All that is open: in the table (row undefined) and in rows. */
  all(): readonly { readonly request: number; readonly row: number | undefined }[] {
    return [
      ...[...this.moved].map((request) => ({ request, row: undefined })),
      ...[...this.inRows].map(([request, row]) => ({ request, row })),
    ];
  }
}
