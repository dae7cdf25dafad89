/** What goes wrong with calls of the Web API because a test wants it to. */
import { stringOf, type JsonObject } from '../../provider/json.js';

export type Fault =
  /** 429, without the call being looked at. */
  | { readonly kind: 'rate-limited'; readonly retryAfterS: number }
  /** `ok: false` with this error, and the call not done. */
  | { readonly kind: 'error'; readonly error: string }
  /** Slack's front answers, with something that is no JSON. */
  | { readonly kind: 'status'; readonly status: number }
  /** The connection is torn down before anything was done. */
  | { readonly kind: 'reset' }
  /** The call is done, and the connection torn down instead of the answer. */
  | { readonly kind: 'answer-lost' }
  /** The call is done, and nobody ever answers. */
  | { readonly kind: 'silence' }
  /** Everything as usual, later. */
  | { readonly kind: 'delay'; readonly ms: number };

export interface Mischief {
  readonly what: Fault;
  /** All that is named must fit; what names nothing meets every call. */
  readonly method?: string;
  /** The channel as the call names it. */
  readonly channel?: string;
  /** How many calls it meets. Default: one. */
  readonly times?: number;
}

export class MischiefList {
  readonly #list: { readonly mischief: Mischief; left: number }[] = [];

  /** What was added first comes first. */
  add(mischief: Mischief): void {
    this.#list.push({ mischief, left: mischief.times ?? 1 });
  }

  clear(): void {
    this.#list.length = 0;
  }

  take(method: string, args: JsonObject): Fault | undefined {
    const entry = this.#list.find(
      ({ mischief, left }) =>
        left > 0 &&
        (mischief.method === undefined || mischief.method === method) &&
        (mischief.channel === undefined || mischief.channel === stringOf(args.channel)),
    );
    if (entry !== undefined) entry.left--;
    return entry?.mischief.what;
  }
}
