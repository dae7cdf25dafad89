/** The bytes of a stream that have not come out as frames yet: what passes as it is when the stream cannot be read on. */
import { joined } from './outgoing.js';

export class UnreadBytes {
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;
  #unread = 0;

  came(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    this.#unread += chunk.length;
  }

  wasRead(bytes: number): void {
    this.#unread -= bytes;
    for (let first = this.#chunks[0]; first !== undefined; first = this.#chunks[0]) {
      if (this.#bytes - first.length < this.#unread) return;
      this.#bytes -= first.length;
      this.#chunks.shift();
    }
  }

  take(): Uint8Array {
    const kept = joined(this.#chunks.splice(0));
    const unread = kept.subarray(kept.length - this.#unread);
    this.#bytes = 0;
    this.#unread = 0;
    return unread;
  }
}
