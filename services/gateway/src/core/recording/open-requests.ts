/** Which requests were let through and are not yet completed, as the recorder's callers see it. */

/** One change, so that a batch which could not be stored can be undone. */
export interface OpenChange {
  readonly requestId: string;
  readonly request: number;
  readonly opened: boolean;
}

export class OpenRequests {
  private readonly numbers = new Map<string, number>();
  private next: number;

  /** Numbers start behind those that the spool already holds. */
  constructor(next = 1) {
    this.next = next;
  }

  get size(): number {
    return this.numbers.size;
  }

  /** Takes over a request that an earlier start opened under `request`. */
  inherit(requestId: string, request: number): void {
    this.numbers.set(requestId, request);
    this.next = Math.max(this.next, request + 1);
  }

  /** Numbers a request that is opened; undefined when it is open already. */
  open(requestId: string): OpenChange | undefined {
    if (this.numbers.has(requestId)) return undefined;
    const request = this.next++;
    this.numbers.set(requestId, request);
    return { requestId, request, opened: true };
  }

  /** Forgets a request that is closed; undefined when it is not open. */
  close(requestId: string): OpenChange | undefined {
    const request = this.numbers.get(requestId);
    if (request === undefined) return undefined;
    this.numbers.delete(requestId);
    return { requestId, request, opened: false };
  }

  /** Takes changes back that were not stored, the last first. Numbers are not used again. */
  undo(changes: readonly OpenChange[]): void {
    for (const change of changes.toReversed()) {
      if (change.opened) this.numbers.delete(change.requestId);
      else this.numbers.set(change.requestId, change.request);
    }
  }
}
