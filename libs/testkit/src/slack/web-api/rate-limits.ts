/** How often Slack lets an app call: tiers by the minute, and one message a second in a channel. */
import { tiers, type Method } from './method.js';

interface Bucket {
  tokens: number;
  atMs: number;
}

interface Allowance {
  readonly perMs: number;
  readonly burst: number;
}

/**
 * «Short bursts» of messages pass, says `/apis/web-api/rate-limits`, without a number; two at once, here.
 * A tier's burst is its minute.
 */
const messageBurst = 2;

function allowanceOf(rate: Method['rate']): Allowance | undefined {
  if (rate === 'unlimited') return undefined;
  if (rate === 'message') return { perMs: 1 / 1000, burst: messageBurst };
  return { perMs: tiers[rate] / 60_000, burst: tiers[rate] };
}

export class RateLimits {
  readonly #buckets = new Map<string, Bucket>();

  constructor(private readonly now: () => number) {}

  /** Seconds to wait, as `Retry-After` has them; undefined where the call may go on. */
  take(key: string, rate: Method['rate']): number | undefined {
    const allowance = allowanceOf(rate);
    if (allowance === undefined) return undefined;
    const nowMs = this.now();
    const { tokens, atMs } = this.#buckets.get(key) ?? { tokens: allowance.burst, atMs: nowMs };
    const filled = Math.min(allowance.burst, tokens + (nowMs - atMs) * allowance.perMs);
    const may = filled >= 1;
    this.#buckets.set(key, { tokens: may ? filled - 1 : filled, atMs: nowMs });
    return may ? undefined : Math.ceil((1 - filled) / allowance.perMs / 1000);
  }
}
