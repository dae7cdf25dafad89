/** Names by id: remembered for a while, asked for once at a time. */
import type { UpstreamName } from '../core/ports/upstream-names.js';
import type { LookupLimits } from './lookup-limits.js';

interface Known {
  readonly name: UpstreamName;
  readonly untilMs: number;
}

type CacheLimits = Pick<LookupLimits, 'namesMax' | 'foundMsMax' | 'unknownMsMax' | 'askingMax'>;

export class NameCache {
  /** In the order of their arrival: the oldest goes first. */
  readonly #known = new Map<string, Known>();
  readonly #asking = new Map<string, Promise<UpstreamName>>();

  constructor(
    private readonly limits: CacheLimits,
    private readonly nowMs: () => number,
  ) {}

  /** What is remembered of `key`, else what `ask` finds out. @param ask never rejects */
  get(key: string, ask: () => Promise<UpstreamName>): UpstreamName | Promise<UpstreamName> {
    const known = this.#known.get(key);
    if (known !== undefined && known.untilMs > this.nowMs()) return known.name;
    const asking = this.#asking.get(key);
    if (asking !== undefined) return asking;
    if (this.#asking.size >= this.limits.askingMax) return undefined;
    const asked = ask().then((name) => {
      // What was forgotten meanwhile may have changed since it was read.
      if (this.#asking.get(key) !== asked) return name;
      this.#asking.delete(key);
      this.#remember(key, name);
      return name;
    });
    this.#asking.set(key, asked);
    return asked;
  }

  /** Forgets all keys that begin so; answers that are on their way are not remembered. */
  forget(prefix: string): void {
    for (const keys of [this.#known, this.#asking]) {
      for (const key of keys.keys()) if (key.startsWith(prefix)) keys.delete(key);
    }
  }

  #remember(key: string, name: UpstreamName): void {
    this.#known.delete(key);
    const [oldest] = this.#known.keys();
    if (this.#known.size >= this.limits.namesMax && oldest !== undefined) this.#known.delete(oldest);
    const lifeMs = name === undefined ? this.limits.unknownMsMax : this.limits.foundMsMax;
    this.#known.set(key, { name, untilMs: this.nowMs() + lifeMs });
  }
}
