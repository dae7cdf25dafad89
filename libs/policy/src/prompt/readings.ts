/** The readings of the texts of one request, made once however many rules look. */
import { readings } from './normalise.js';

export class Readings {
  readonly #made = new Map<string, readonly string[]>();

  of(text: string): readonly string[] {
    let made = this.#made.get(text);
    if (made === undefined) {
      made = readings(text);
      this.#made.set(text, made);
    }
    return made;
  }
}
