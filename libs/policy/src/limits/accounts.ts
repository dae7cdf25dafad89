/** What limits have counted, by limit and whose requests they were; it outlives the document that names the limits. */
import type { Limit, LimitMeasure } from '../document/limits.js';
import { SlidingWindow } from './sliding-window.js';

/** Accounts in all: about 100 MB when each has one measure in use four. More of them refuse newcomers. */
export const ACCOUNTS_MAX = 100_000;

/** While full, looking for accounts that have run dry takes a look at so many at a time. */
const SWEEP_ACCOUNTS = 64;

export const WINDOWED = [
  'requests',
  'bodyBytes',
  'tokensIn',
  'tokensOut',
] as const satisfies readonly LimitMeasure[];
type Windowed = (typeof WINDOWED)[number];

/** Whose request it is. Empty parts are accounts of their own. */
export interface LimitSubject {
  readonly issuer: string;
  readonly identity: string;
  readonly agent: string;
  readonly connection: string;
  readonly model: string;
}

export interface Account {
  readonly windows: Partial<Record<Windowed, SlidingWindow>>;
  streams: number;
}

export class Accounts {
  readonly #accounts = new Map<string, Account>();

  constructor(private readonly accountsMax: number = ACCOUNTS_MAX) {}

  get size(): number {
    return this.#accounts.size;
  }

  /** @returns undefined while there is room for no more */
  open({ limit, prefix }: CountedLimit, subject: LimitSubject, nowMs: number): Account | undefined {
    let key = prefix;
    for (const part of limit.by) {
      if (part === 'identity') key += told(subject.issuer);
      key += told(subject[part]);
    }
    const known = this.#accounts.get(key);
    if (known !== undefined) return known;
    if (this.#accounts.size >= this.accountsMax) this.#sweep(nowMs);
    if (this.#accounts.size >= this.accountsMax) return undefined;
    const windows: Account['windows'] = {};
    for (const measure of WINDOWED) {
      if (limit[measure] !== undefined) windows[measure] = new SlidingWindow(limit.windowS * 1000);
    }
    const account = { windows, streams: 0 };
    this.#accounts.set(key, account);
    return account;
  }

  /** Drops accounts that count nothing any more; those looked at go to the end, so that each gets its turn. */
  #sweep(nowMs: number): void {
    let looked = 0;
    for (const [key, account] of this.#accounts) {
      if (looked++ >= SWEEP_ACCOUNTS) return;
      this.#accounts.delete(key);
      const isDry = WINDOWED.every((measure) => account.windows[measure]?.isEmpty(nowMs) !== false);
      if (!isDry || account.streams > 0) this.#accounts.set(key, account);
    }
  }
}

/** A limit with what its accounts go by: another amount counts on, another window or other measures begin anew. */
export interface CountedLimit {
  readonly limit: Limit;
  readonly prefix: string;
}

export function countedLimit(limit: Limit): CountedLimit {
  const measures = WINDOWED.filter((measure) => limit[measure] !== undefined);
  return { limit, prefix: JSON.stringify([limit.name, limit.windowS, limit.by, measures]) };
}

/** With its length before it no part can be taken for two. */
const told = (part: string): string => `${part.length}:${part}`;
