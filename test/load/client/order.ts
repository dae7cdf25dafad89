/** What the bench asks of the load generator, and what it gets back: messages between the two processes. */

export interface Order {
  readonly type: 'run';
  readonly port: number;
  readonly connections: number;
  /** Heads of requests but for their length and last line; connection n sends `heads[n % heads.length]`. */
  readonly heads: readonly string[];
  /** Sent one after the other by each connection, which begin at different ones. */
  readonly turns: readonly OrderedTurn[];
  /** The time to the first token is wanted: answers are streams of a chat service. */
  readonly readsTokens: boolean;
  /** Requests per second, paced without regard to answers; absent: each connection sends as soon as it was answered. */
  readonly ratePerS?: number;
  readonly warmUpMs: number;
  readonly windowMs: number;
}

export interface OrderedTurn {
  readonly body: string;
  /** Length of a good answer, whose status is 200; absent where it varies. */
  readonly answerBytes?: number;
}

/** Milliseconds. */
export interface Spread {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface Outcome {
  /** Good answers within the window. */
  readonly answered: number;
  /** Good answers in warm-up, window and after it: all that the target has served. */
  readonly answeredInAll: number;
  readonly windowMs: number;
  readonly errors: number;
  /** What went wrong first. */
  readonly firstError?: string;
  /** Whole exchange: from when it was due (paced) or sent to its last byte. */
  readonly latencyMs: Spread;
  readonly firstByteMs: Spread;
  /** To the first piece of the answer's text; of streams alone. */
  readonly firstTokenMs: Spread;
}

export type FromGenerator =
  | { readonly type: 'ready' }
  | { readonly type: 'window-opened' }
  | { readonly type: 'window-closed' }
  | { readonly type: 'done'; readonly outcome: Outcome };
