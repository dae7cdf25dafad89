/** What placeholders of one session stand for, sealed in memory under a key of that session and its owner. */
import { openValue, sealValue } from '@sallyport/masking/actions/reverse-map';

/** Placeholders of one session; the oldest go first. A conversation with more of them is not read by anybody. */
const valuesMax = 10_000;

/** A map from placeholder to value whose entries are opened when they are asked for. */
export class SealedValues extends Map<string, string> {
  constructor(private readonly sealKey: Uint8Array) {
    super();
  }

  seal(tokens: ReadonlyMap<string, string>): void {
    for (const [placeholder, value] of tokens) {
      if (this.has(placeholder)) continue;
      if (this.size >= valuesMax) this.#dropOldest();
      super.set(placeholder, sealValue(this.sealKey, placeholder, value));
    }
  }

  override get(placeholder: string): string | undefined {
    const sealed = super.get(placeholder);
    return sealed === undefined ? undefined : openValue(this.sealKey, placeholder, sealed);
  }

  #dropOldest(): void {
    for (const oldest of this.keys()) {
      this.delete(oldest);
      return;
    }
  }
}
