/**
 * How much was used in the last while: a ring of slices. The oldest slice counts whole until all of it has passed, so that no
 * window of the full length ever holds more than the limit; it may be said a slice too early that it is full.
 */

/** Eight bytes each, for every account and measure: 32 make the error 3 % of the window. */
export const SLICES = 32;

export class SlidingWindow {
  readonly #sliceMs: number;
  readonly #slices = new Float64Array(SLICES + 1);
  /** Number of the newest slice since 1970. */
  #newest = 0;
  #sum = 0;

  constructor(windowMs: number) {
    this.#sliceMs = windowMs / SLICES;
  }

  /** What counts at this time. Time that runs backwards counts as standing still. */
  used(nowMs: number): number {
    this.#advance(nowMs);
    return this.#sum;
  }

  add(amount: number, nowMs: number): void {
    this.#advance(nowMs);
    const at = this.#newest % this.#slices.length;
    this.#slices[at] = (this.#slices[at] ?? 0) + amount;
    this.#sum += amount;
  }

  /** Milliseconds until `amount` more fits below `max`; Infinity when it never will. */
  waitMs(amount: number, max: number, nowMs: number): number {
    this.#advance(nowMs);
    if (amount > max) return Infinity;
    let left = this.#sum;
    if (left + amount <= max) return 0;
    const { length } = this.#slices;
    for (let back = length - 1; back >= 0; back--) {
      const slice = this.#newest - back;
      left -= this.#slices[((slice % length) + length) % length] ?? 0;
      if (left + amount <= max) return Math.max((slice + length) * this.#sliceMs - nowMs, 1);
    }
    return 1;
  }

  /** Whether nothing counts any more. */
  isEmpty(nowMs: number): boolean {
    return this.used(nowMs) <= 0;
  }

  #advance(nowMs: number): void {
    const now = Math.max(Math.floor(nowMs / this.#sliceMs), this.#newest);
    const { length } = this.#slices;
    if (now - this.#newest >= length) {
      this.#slices.fill(0);
      this.#sum = 0;
    } else {
      for (let slice = this.#newest + 1; slice <= now; slice++) {
        const at = slice % length;
        this.#sum -= this.#slices[at] ?? 0;
        this.#slices[at] = 0;
      }
    }
    this.#newest = now;
  }
}
