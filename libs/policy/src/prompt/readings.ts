/** What the texts of one request read as, made once however many rules look. */
import { readings } from './normalise.js';
import type { Signature } from './signatures.js';
import { suspects } from './suspicion.js';

export class Readings {
  readonly #made = new Map<string, readonly string[]>();
  readonly #found = new Map<string, ReadonlySet<Signature>>();

  of(text: string): readonly string[] {
    let made = this.#made.get(text);
    if (made === undefined) {
      made = readings(text);
      this.#made.set(text, made);
    }
    return made;
  }

  /** Signatures that a reading of the text matches. */
  signaturesOf(text: string): ReadonlySet<Signature> {
    let found = this.#found.get(text);
    if (found === undefined) {
      found = new Set(
        this.of(text).flatMap((reading) => suspects(reading).filter(({ pattern }) => pattern.test(reading))),
      );
      this.#found.set(text, found);
    }
    return found;
  }
}
