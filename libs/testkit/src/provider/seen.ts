/** Every request that reached the provider, byte by byte, the oldest forgotten first. */
import type http from 'node:http';

export interface SeenRequest {
  /** The answer's request id. */
  readonly id: string;
  readonly method: string;
  /** The target as it came, query included. */
  readonly url: string;
  readonly path: string;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  readonly headers: http.IncomingHttpHeaders;
  /** Whether it had the provider's own key. */
  readonly authorized: boolean;
  readonly body: Buffer;
  /** The client went away before the answer had ended. */
  abandoned: boolean;
}

/** Enough for a test to look at; a demo that runs for weeks must not grow. */
const requestsMax = 10_000;
const bytesMax = 64 * 1024 * 1024;

export class SeenRequests {
  readonly list: SeenRequest[] = [];
  #bytes = 0;
  /** How many came in all. */
  count = 0;

  add(request: SeenRequest): void {
    this.count++;
    this.list.push(request);
    this.#bytes += request.body.length;
    while (this.list.length > requestsMax || (this.#bytes > bytesMax && this.list.length > 1)) {
      this.#bytes -= this.list.shift()?.body.length ?? 0;
    }
  }

  clear(): void {
    this.list.length = 0;
    this.#bytes = 0;
  }
}
