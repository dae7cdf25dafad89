/** What the texts of one request read as, made once however many rules look. */
import { ReadText } from './normalise.js';
import type { JudgedText } from '../operation.js';
import { withSeams } from './seams.js';
import type { Signature } from './signatures.js';
import { suspects } from './suspicion.js';
import { unwrap } from './unwrap.js';

export class Readings {
  #spans: readonly JudgedText[] = [];
  #parts: readonly JudgedText[] = [];
  readonly #texts = new Map<string, readonly ReadText[]>();
  readonly #made = new Map<string, readonly string[]>();
  readonly #found = new Map<string, ReadonlySet<Signature>>();

  /** The texts, and what those that are parts of one message say together. */
  partsOf(spans: readonly JudgedText[]): readonly JudgedText[] {
    if (this.#spans !== spans) {
      this.#spans = spans;
      this.#parts = withSeams(spans);
    }
    return this.#parts;
  }

  /** The text and what it holds in other writings. */
  textsOf(text: string): readonly ReadText[] {
    let texts = this.#texts.get(text);
    if (texts === undefined) {
      texts = unwrap(text).map((one) => new ReadText(one));
      this.#texts.set(text, texts);
    }
    return texts;
  }

  /** Every reading of each of them, the first one first, each once. */
  of(text: string): readonly string[] {
    let made = this.#made.get(text);
    if (made === undefined) {
      const texts = this.textsOf(text);
      const [only] = texts;
      made =
        only !== undefined && texts.length === 1
          ? only.readings
          : [...new Set(texts.flatMap((one) => one.readings))];
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
