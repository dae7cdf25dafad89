/** What the bench asks of the load generator, and what it gets back: messages between the two processes. */

export interface Order {
  readonly type: 'run';
  readonly port: number;
  readonly connections: number;
  /** Whole requests as bytes on the wire; connection n sends `requests[n % requests.length]`. */
  readonly requests: readonly string[];
  readonly expect: { readonly status: number; readonly bodyBytes: number };
  /** Requests per second, paced without regard to answers; absent: each connection sends as soon as it was answered. */
  readonly ratePerS?: number;
  readonly warmUpMs: number;
  readonly windowMs: number;
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
}

export type FromGenerator =
  | { readonly type: 'ready' }
  | { readonly type: 'window-opened' }
  | { readonly type: 'window-closed' }
  | { readonly type: 'done'; readonly outcome: Outcome };
