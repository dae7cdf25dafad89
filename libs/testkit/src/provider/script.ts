/** What a test wants answered otherwise than by default: the first line that fits a request decides. */
import type { Delivery } from './delivery.js';
import type { Plan } from './plan.js';
import type { VendorError } from './vendor-error.js';

export interface ScriptLine {
  /** All that is named must fit; a line that names nothing fits every request. */
  readonly when?: {
    /** End of the path, without the query. */
    readonly path?: string;
    /** A text in the body, as its bytes have it. */
    readonly includes?: string;
  };
  /** How many requests it answers. Default: all. */
  readonly times?: number;
  /** What is said; what is not named stays as by default. */
  readonly plan?: Plan;
  readonly error?: VendorError & { readonly headers?: Readonly<Record<string, string>> };
  /** The answer, byte by byte. */
  readonly raw?: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    /** Base64. */
    readonly body: string;
  };
  readonly delivery?: Delivery;
}

export class Script {
  readonly #lines: { readonly line: ScriptLine; left: number }[] = [];

  /** Lines added later come first. */
  add(line: ScriptLine): void {
    this.#lines.unshift({ line, left: line.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#lines.length = 0;
  }

  take(path: string, body: Uint8Array): ScriptLine | undefined {
    const entry = this.#lines.find(
      ({ line: { when }, left }) =>
        left > 0 &&
        (when?.path === undefined || path.endsWith(when.path)) &&
        (when?.includes === undefined || Buffer.from(body).includes(when.includes)),
    );
    if (entry !== undefined) entry.left--;
    return entry?.line;
  }
}
