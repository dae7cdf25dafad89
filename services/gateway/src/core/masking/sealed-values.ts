/** What placeholders of one session stand for, sealed in memory under a key of that session and its owner. */
import type { Values } from '@sallyport/masking/actions/restore';
import { openValue, sealValue } from '@sallyport/masking/actions/reverse-map';

/** Placeholders of one session; the oldest go first. A conversation with more of them is not read by anybody. */
const valuesMax = 10_000;

/** Entries are opened when they are asked for, and cannot be listed. */
export class SealedValues implements Values {
  readonly #sealed = new Map<string, string>();

  constructor(private readonly sealKey: Uint8Array) {}

  get size(): number {
    return this.#sealed.size;
  }

  seal(tokens: ReadonlyMap<string, string>): void {
    for (const [placeholder, value] of tokens) {
      if (this.#sealed.has(placeholder)) continue;
      if (this.#sealed.size >= valuesMax) this.#dropOldest();
      this.#sealed.set(placeholder, sealValue(this.sealKey, placeholder, value));
    }
  }

  get(placeholder: string): string | undefined {
    const sealed = this.#sealed.get(placeholder);
    return sealed === undefined ? undefined : openValue(this.sealKey, placeholder, sealed);
  }

  #dropOldest(): void {
    for (const oldest of this.#sealed.keys()) {
      this.#sealed.delete(oldest);
      return;
    }
  }
}
