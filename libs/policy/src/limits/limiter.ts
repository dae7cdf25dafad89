/**
 * The limits of a document, counted in memory: exact for one gateway, not across several. Time is an argument.
 *
 * A request is counted when it is admitted, tokens when the answer says how many there were: a window may be overdrawn by
 * what was in flight, and stays closed until that has passed.
 */
import type { Limit, LimitMeasure } from '../document/limits.js';
import { Accounts, countedLimit, WINDOWED } from './accounts.js';
import type { Account, CountedLimit, LimitSubject } from './accounts.js';

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
    }
  /** The body alone is more than the limit takes in a whole window: waiting does not help. */
  | { readonly kind: 'never-fits'; readonly limit: string; readonly bodyBytesMax: number };

export interface Admission {
  charge(tokens: { readonly in: number; readonly out: number }, nowMs: number): void;
  end(): void;
}

/** A stream that ends is not known beforehand. */
const STREAM_RETRY_S = 1;

export class Limiter {
  readonly #limits: ReadonlyMap<string, CountedLimit>;

  /** @param accounts those of the document before, which count on */
  constructor(
    limits: readonly Limit[],
    private readonly accounts = new Accounts(),
  ) {
    this.#limits = new Map(limits.map((limit) => [limit.name, countedLimit(limit)]));
  }

  /** Counts all or nothing: a request that one limit refuses is counted by none. */
  admit(request: LimitRequest, nowMs: number): LimitVerdict {
    const held: { readonly limit: Limit; readonly account: Account }[] = [];
    for (const name of request.limits) {
      const counted = this.#limits.get(name);
      if (counted === undefined) continue;
      const { limit } = counted;
      const account = this.accounts.open(counted, request.subject, nowMs);
      if (account === undefined) {
        const full = {
          kind: 'refused',
          limit: name,
          measure: 'accounts',
          retryAfterS: limit.windowS,
        } as const;
        return this.#neverFits(request) ?? full;
      }
      const refusal = refusalOf(limit, account, request, nowMs);
      if (refusal !== undefined) return this.#neverFits(request) ?? refusal;
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

  /** Nobody is to wait for one limit when another has never room. */
  #neverFits({ limits, bodyBytes }: LimitRequest): LimitVerdict | undefined {
    for (const name of limits) {
      const bodyBytesMax = this.#limits.get(name)?.limit.bodyBytes ?? Infinity;
      if (bodyBytes > bodyBytesMax) return { kind: 'never-fits', limit: name, bodyBytesMax };
    }
    return undefined;
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
