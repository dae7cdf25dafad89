/** A bounded map whose entries end at a time; the least recently used goes first when it is full. */

/** An entry counts as used at most this often: a finer order finds no better one to drop, and costs on every use. */
const reorderMs = 1_000;

interface Entry<Value> {
  readonly value: Value;
  readonly untilMs: number;
  usedMs: number;
}

export class ExpiringCache<Value> {
  readonly #entries = new Map<string, Entry<Value>>();

  constructor(readonly entriesMax: number) {}

  get size(): number {
    return this.#entries.size;
  }

  get(key: string, nowMs: number): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.untilMs <= nowMs) {
      this.#entries.delete(key);
      return undefined;
    }
    if (nowMs - entry.usedMs >= reorderMs) {
      this.#entries.delete(key);
      entry.usedMs = nowMs;
      this.#entries.set(key, entry);
    }
    return entry.value;
  }

  /** An entry that is new counts as used at the first chance. */
  set(key: string, value: Value, untilMs: number): void {
    this.#entries.delete(key);
    this.#entries.set(key, { value, untilMs, usedMs: -Infinity });
    for (const oldest of this.#entries.keys()) {
      if (this.#entries.size <= this.entriesMax) break;
      this.#entries.delete(oldest);
    }
  }

  /** Without a condition: all. Gives how many. */
  drop(condition: (value: Value) => boolean = () => true): number {
    const before = this.#entries.size;
    for (const [key, { value }] of this.#entries) if (condition(value)) this.#entries.delete(key);
    return before - this.#entries.size;
  }
}
