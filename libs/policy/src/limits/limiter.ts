/**
 * The limits of a document, counted in memory: exact for one gateway, not across several. Time is an argument.
 *
 * A request is counted when it is admitted, tokens when the answer says how many there were: a window may be overdrawn by
 * what was in flight, and stays closed until that has passed.
 */
import type { Limit, LimitMeasure } from '../document/limits.js';
import { SlidingWindow } from './sliding-window.js';

/** Accounts in all: about 100 MB when each has one measure in use four. More of them refuse newcomers. */
export const ACCOUNTS_MAX = 100_000;

/** While full, looking for accounts that have run dry takes a look at so many at a time. */
const SWEEP_ACCOUNTS = 64;

const WINDOWED = [
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

export interface LimitRequest {
  /** From the verdict. */
  readonly limits: readonly string[];
  readonly subject: LimitSubject;
  readonly bodyBytes: number;
  readonly isStreaming: boolean;
}

export type LimitVerdict =
  /** `end` gives open streams back; once. */
  | { readonly kind: 'admitted'; readonly admission: Admission }
  | {
      readonly kind: 'refused';
      readonly limit: string;
      readonly measure: LimitMeasure | 'accounts';
      /** For `Retry-After`: whole seconds, at least 1. */
      readonly retryAfterS: number;
    };

export interface Admission {
  charge(tokens: { readonly in: number; readonly out: number }, nowMs: number): void;
  end(): void;
}

interface Account {
  readonly windows: Partial<Record<Windowed, SlidingWindow>>;
  streams: number;
}

/** A stream that ends is not known beforehand. */
const STREAM_RETRY_S = 1;

export class Limiter {
  readonly #limits: ReadonlyMap<string, Limit>;
  readonly #accounts = new Map<string, Account>();
  readonly #accountsMax: number;

  constructor(
    limits: readonly Limit[],
    { accountsMax = ACCOUNTS_MAX }: { readonly accountsMax?: number } = {},
  ) {
    this.#limits = new Map(limits.map((limit) => [limit.name, limit]));
    this.#accountsMax = accountsMax;
  }

  get accounts(): number {
    return this.#accounts.size;
  }

  /** Counts all or nothing: a request that one limit refuses is counted by none. */
  admit(request: LimitRequest, nowMs: number): LimitVerdict {
    const held: { readonly limit: Limit; readonly account: Account }[] = [];
    for (const name of request.limits) {
      const limit = this.#limits.get(name);
      if (limit === undefined) continue;
      const account = this.#account(limit, request.subject, nowMs);
      if (account === undefined) {
        return { kind: 'refused', limit: name, measure: 'accounts', retryAfterS: limit.windowS };
      }
      const refusal = refusalOf(limit, account, request, nowMs);
      if (refusal !== undefined) return refusal;
      held.push({ limit, account });
    }
    for (const { account } of held) {
      account.windows.requests?.add(1, nowMs);
      account.windows.bodyBytes?.add(request.bodyBytes, nowMs);
      if (request.isStreaming) account.streams += 1;
    }
    return {
      kind: 'admitted',
      admission: admissionOf(
        held.map(({ account }) => account),
        request.isStreaming,
      ),
    };
  }

  #account(limit: Limit, subject: LimitSubject, nowMs: number): Account | undefined {
    const key = JSON.stringify([
      limit.name,
      ...limit.by.flatMap((part) =>
        part === 'identity' ? [subject.issuer, subject.identity] : [subject[part]],
      ),
    ]);
    const known = this.#accounts.get(key);
    if (known !== undefined) return known;
    if (this.#accounts.size >= this.#accountsMax) this.#sweep(nowMs);
    if (this.#accounts.size >= this.#accountsMax) return undefined;
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

function refusalOf(
  limit: Limit,
  account: Account,
  request: LimitRequest,
  nowMs: number,
): LimitVerdict | undefined {
  const { name, windowS, concurrentStreams } = limit;
  // Tokens are not known before the answer: what is asked for is room for one.
  const wanted = { requests: 1, bodyBytes: request.bodyBytes, tokensIn: 1, tokensOut: 1 };
  for (const measure of WINDOWED) {
    const max = limit[measure];
    const waitMs =
      max === undefined ? 0 : (account.windows[measure]?.waitMs(wanted[measure], max, nowMs) ?? 0);
    if (waitMs > 0) {
      const retryAfterS = Math.min(Math.ceil(waitMs / 1000), windowS + 1);
      return { kind: 'refused', limit: name, measure, retryAfterS };
    }
  }
  if (request.isStreaming && concurrentStreams !== undefined && account.streams >= concurrentStreams) {
    return { kind: 'refused', limit: name, measure: 'concurrentStreams', retryAfterS: STREAM_RETRY_S };
  }
  return undefined;
}

function admissionOf(accounts: readonly Account[], isStreaming: boolean): Admission {
  let isOpen = isStreaming;
  return {
    charge: (tokens, nowMs) => {
      for (const { windows } of accounts) {
        windows.tokensIn?.add(tokens.in, nowMs);
        windows.tokensOut?.add(tokens.out, nowMs);
      }
    },
    end: () => {
      if (isOpen) for (const account of accounts) account.streams -= 1;
      isOpen = false;
    },
  };
}
