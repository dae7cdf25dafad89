/** Whether the end of a text that arrives in pieces lies in an address of the web: what stands there goes to its host. */

const isSpace = (code: number): boolean => code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xa0;
const isSlash = (code: number): boolean => code === 0x2f || code === 0x5c;
/** Of a scheme, and what stands between it and the slashes. */
const isOfScheme = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x30 && code <= 0x3a) ||
  code === 0x2b ||
  code === 0x2d ||
  code === 0x2e ||
  isSlash(code);

const LESS = 0x3c;
const GREATER = 0x3e;
const [QUOTE, APOSTROPHE, BACKTICK] = [0x22, 0x27, 0x60];
const [W, LARGE_W, DOT] = [0x77, 0x57, 0x2e];
const isQuote = (code: number): boolean => code === QUOTE || code === APOSTROPHE || code === BACKTICK;

/** An address in quotation marks or angles may have spaces in it: up to so many units it goes on to their end. */
const enclosedUnitsMax = 4_096;

export class AddressPlace {
  isInside = false;
  /** What encloses the address ends it, and nothing else does; 0 where white space does. */
  #closer = 0;
  #units = 0;
  /** The quotation mark or angle right before what may be a scheme; 0 where something else stood between. */
  #opener = 0;
  #before = 0;
  /** Letters of `www.` behind a place where a word may begin; -1 in the middle of one. */
  #web = 0;

  take(text: string): void {
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (this.isInside) this.#goOn(code);
      else this.#look(code);
      this.#before = code;
    }
  }

  #goOn(code: number): void {
    this.#units += 1;
    const isOver =
      this.#closer === 0
        ? isSpace(code) || isQuote(code) || code === LESS || code === GREATER
        : code === this.#closer || this.#units > enclosedUnitsMax;
    if (!isOver) return;
    this.isInside = false;
    this.#opener = isQuote(code) || code === LESS ? code : 0;
    this.#web = 0;
  }

  /** Two slashes begin the host, whatever stands before them; clients take backslashes for slashes, and `www.` for both. */
  #look(code: number): void {
    const beginsHost = isSlash(code) && isSlash(this.#before);
    const isWeb = this.#web === 3 && code === DOT;
    this.#web = this.#webAfter(code);
    if (beginsHost || isWeb) {
      this.isInside = true;
      this.#units = 0;
      this.#closer = this.#opener === LESS ? GREATER : this.#opener;
    } else if (isQuote(code) || code === LESS) this.#opener = code;
    else if (!isOfScheme(code)) this.#opener = 0;
  }

  #webAfter(code: number): number {
    if (code === W || code === LARGE_W) return this.#web < 0 || this.#web === 3 ? -1 : this.#web + 1;
    return isOfScheme(code) ? -1 : 0;
  }
}
