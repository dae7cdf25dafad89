/** How many JSON strings, one in another, are open at the end of a JSON text that arrives in pieces: a value is escaped once for each. */

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const OPENINGS = '{[';
/** What follows the first bracket of a JSON text that stands in a string; of `[EMAIL_…]` nothing does. */
const GOES_ON = ' \t\r\n\\{}]-0123456789';

/** Deeper ones are taken for text. */
const depthMax = 4;

export class JsonDepth {
  #depth = 0;
  /** Backslashes right before the end: quotation marks of a string in a string have one, in that one three, and so on. */
  #run = 0;
  /** How many units of the innermost string are known: its first two tell whether it is JSON itself. */
  #known = 0;
  #isJson = false;

  get open(): number {
    return this.#depth;
  }

  take(text: string): void {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) this.#quote(levelOf(this.#run));
      else this.#look(text.charAt(at));
      this.#run = code === BACKSLASH ? this.#run + 1 : 0;
    }
  }

  /** @param level of strings that such a quotation mark begins and ends */
  #quote(level: number): void {
    if (level <= this.#depth) {
      this.#depth = level - 1;
      this.#isJson = this.#depth > 0;
      this.#known = 2;
    } else if (level === this.#depth + 1 && (this.#depth === 0 || this.#isJson) && level <= depthMax) {
      this.#depth = level;
      this.#isJson = false;
      this.#known = 0;
    }
  }

  #look(unit: string): void {
    if (this.#known === 0) this.#known = OPENINGS.includes(unit) ? 1 : 2;
    else if (this.#known === 1) {
      this.#known = 2;
      this.#isJson = GOES_ON.includes(unit);
    }
  }
}

/** Of an even number of backslashes each two are one that is said; the odd one more belongs to the quotation mark. */
const levelOf = (run: number): number => (run % 2 === 0 ? 1 : 1 + levelOf((run - 1) / 2));
