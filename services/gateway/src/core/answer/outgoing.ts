/** Bytes on their way out in both forms, not copied where they lie one behind the other in what came. */
import type { Passed } from './answer.js';

export const noBytes = new Uint8Array(0);
export const nothingPassed: Passed = { client: noBytes, recorded: noBytes };

export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [first] = pieces;
  if (first === undefined) return noBytes;
  return pieces.length === 1 ? first : Buffer.concat(pieces);
}

/** One form: the piece that still grows lies at `start` to `end` of `buffer`. */
class Run {
  readonly #pieces: Uint8Array[];
  #buffer: ArrayBufferLike | undefined;
  #start = 0;
  #end = 0;

  constructor(pieces: Uint8Array[] = []) {
    this.#pieces = pieces;
  }

  add(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (this.#buffer === bytes.buffer && this.#end === bytes.byteOffset) {
      this.#end += bytes.length;
      return;
    }
    this.#close();
    this.#buffer = bytes.buffer;
    this.#start = bytes.byteOffset;
    this.#end = bytes.byteOffset + bytes.length;
  }

  fork(): Run {
    this.#close();
    return new Run([...this.#pieces]);
  }

  take(): Uint8Array {
    this.#close();
    return joined(this.#pieces.splice(0));
  }

  #close(): void {
    if (this.#buffer === undefined) return;
    this.#pieces.push(new Uint8Array(this.#buffer, this.#start, this.#end - this.#start));
    this.#buffer = undefined;
  }
}

export class Outgoing {
  readonly #client = new Run();
  /** Undefined as long as both forms are the same. */
  #recorded: Run | undefined;

  add(client: Uint8Array, recorded: Uint8Array = client): void {
    if (client !== recorded && this.#recorded === undefined) this.#recorded = this.#client.fork();
    this.#client.add(client);
    this.#recorded?.add(recorded);
  }

  take(): Passed {
    const client = this.#client.take();
    const recorded = this.#recorded?.take() ?? client;
    this.#recorded = undefined;
    return client.length + recorded.length === 0 ? nothingPassed : { client, recorded };
  }
}

export function both(first: Passed, second: Passed): Passed {
  const out = new Outgoing();
  out.add(first.client, first.recorded);
  out.add(second.client, second.recorded);
  return out.take();
}
