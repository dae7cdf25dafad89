/** Tells whether a consumer is well: a crash at once, a lost log or a batch that does not end after a while. */

export interface HealthLimits {
  /** A batch that has not succeeded for this long means a stall. */
  readonly stallMsMax: number;
  /** The log may be away for this long before the consumer is called sick: a restart would not bring it back. */
  readonly lostMsMax: number;
}

export const defaultHealthLimits: HealthLimits = { stallMsMax: 120_000, lostMsMax: 120_000 };

export class ConsumerHealth {
  readonly #running = new Map<string, number>();
  #crash: string | undefined;
  #lost: { readonly sinceMs: number; readonly why: string } | undefined;

  constructor(
    private readonly limits: HealthLimits,
    private readonly nowMs: () => number,
  ) {}

  /** A batch of this partition is being worked on; later calls for the same partition do not restart its time. */
  began(partition: string): void {
    if (!this.#running.has(partition)) this.#running.set(partition, this.nowMs());
  }
  ended(partition: string): void {
    this.#running.delete(partition);
  }
  crashed(why: string): void {
    this.#crash = why;
  }
  lost(why: string): void {
    this.#lost ??= { sinceMs: this.nowMs(), why };
  }
  /** The consumer is in its group and hears the log. */
  recovered(): void {
    this.#crash = undefined;
    this.#lost = undefined;
  }
  problem(): string | undefined {
    if (this.#crash !== undefined) return `consumer crashed: ${this.#crash}`;
    const now = this.nowMs();
    if (this.#lost !== undefined && now - this.#lost.sinceMs > this.limits.lostMsMax) {
      return `event log lost for ${now - this.#lost.sinceMs} ms: ${this.#lost.why}`;
    }
    for (const [partition, sinceMs] of this.#running) {
      if (now - sinceMs > this.limits.stallMsMax)
        return `consumer stalled: ${partition} has not moved for ${now - sinceMs} ms`;
    }
    return undefined;
  }
}
