/**
 * Whether the end of a text that arrives in pieces lies in an address of the web, as whoever shows it might read it: what
 * stands there goes to its host. In doubt it does.
 */
import { CharacterReference } from './character-references.js';

/** As browsers and Markdown have it: a space that does not break is part of an address. */
const isSpace = (code: number): boolean =>
  code === SPACE || code === TAB || code === 0x0a || code === 0x0c || code === 0x0d;
/** Left out of addresses wherever they stand. */
const isLeftOut = (code: number): boolean => code === TAB || code === 0x0a || code === 0x0d;
const isSlash = (code: number): boolean => code === 0x2f || code === BACKSLASH;
const isLetter = (code: number): boolean => (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
/** Of a scheme, and what stands between it and the slashes. */
const isOfScheme = (code: number): boolean =>
  isLetter(code) ||
  (code >= 0x30 && code <= COLON) ||
  code === 0x2b ||
  code === 0x2d ||
  code === DOT ||
  isSlash(code);

const [TAB, SPACE, COLON, DOT, BACKSLASH] = [0x09, 0x20, 0x3a, 0x2e, 0x5c];
const [LESS, GREATER, BANG, SLASH] = [0x3c, 0x3e, 0x21, 0x2f];
const [QUOTE, APOSTROPHE, BACKTICK] = [0x22, 0x27, 0x60];
const [OPENING, EQUALS, BRACKET] = [0x28, 0x3d, 0x5d];
const isQuote = (code: number): boolean => code === QUOTE || code === APOSTROPHE || code === BACKTICK;

/** An address in quotation marks or angles may have spaces in it: up to so many units it goes on to their end. */
const enclosedUnitsMax = 4_096;

/** Of databases and brokers: nobody who shows a text fetches these. */
const notOfTheWeb: ReadonlySet<string> = new Set([
  ...['postgres', 'postgresql', 'mysql', 'mariadb', 'sqlserver', 'mssql', 'mongodb', 'mongodb+srv'],
  ...['redis', 'rediss', 'amqp', 'amqps', 'kafka', 'nats', 'ldap', 'ldaps', 'smtp', 'smtps'],
]);
/** The longest of them, and one more. */
const wordUnitsMax = 12;

const WEB = 'www.';
const SCHEME = 'https:';

export class AddressPlace {
  #isInside = false;
  /** What encloses the address ends it, and nothing else does; 0 where white space does. */
  #closer = 0;
  #units = 0;
  /** What stands right before that which may be a scheme: a quotation mark, an angle, or what binds; 0 where something else does. */
  #opener = 0;
  /** Nothing but white space stands behind the opener. */
  #isFresh = false;
  /** `(`, `=` or `]:` stand before it: the address is one by its place, and no tag ends it. */
  #isBound = false;
  #before = 0;
  /** Letters of `www.` and of `https:` behind a place where a word may begin; -1 in the middle of one. */
  #web = 0;
  #scheme = 0;
  /** The word that goes on, and the one before the last colon. */
  #word = '';
  #named = '';
  readonly #reference = new CharacterReference();

  /** @param isJson the text is of JSON: a quotation mark that is not escaped ends a string of it, and what stands in it */
  constructor(private readonly isJson = false) {}

  /** Where a placeholder stands next. */
  get isInside(): boolean {
    if (this.#reference.isOpen) this.#closeReference();
    return this.#isInside;
  }

  take(text: string): void {
    for (let at = 0; at < text.length; at++) this.#takeUnit(text.charCodeAt(at));
  }

  #takeUnit(code: number): void {
    if (this.#reference.isOpen) {
      const taken = this.#reference.take(code);
      if (taken === 'part') return;
      this.#closeReference();
      if (taken === 'end') return;
    }
    // Inside, what is written as a reference ends nothing.
    if (!this.#isInside && this.#reference.open(code)) return;
    this.#read(code);
  }

  #closeReference(): void {
    this.#read(this.#reference.close() ?? 0);
  }

  #read(code: number): void {
    if (this.#isInside) this.#goOn(code);
    else this.#look(code);
    // White space between slashes is left out, too.
    if (this.#isInside || !isLeftOut(code) || !isSlash(this.#before)) this.#before = code;
  }

  #goOn(code: number): void {
    this.#units += 1;
    if (!this.#isOver(code)) return;
    this.#isInside = false;
    this.#open(isQuote(code) || code === LESS ? code : 0, false);
    this.#web = 0;
    this.#scheme = 0;
  }

  #isOver(code: number): boolean {
    if (this.isJson && code === QUOTE && this.#before !== BACKSLASH) return true;
    if (this.#closer !== 0) return code === this.#closer || this.#units > enclosedUnitsMax;
    if (isSpace(code)) return true;
    const isTag = isLetter(code) || code === SLASH || code === BANG;
    return !this.#isBound && this.#before === LESS && isTag;
  }

  /** Two slashes begin the host, whatever stands before them; clients take backslashes for slashes, `www.` for both, and `https:` without any. */
  #look(code: number): void {
    this.#name(code);
    const beginsHost = isSlash(code) && isSlash(this.#before) && !notOfTheWeb.has(this.#named);
    this.#web = matched(WEB, this.#web, code);
    this.#scheme = matched(SCHEME, this.#scheme, code);
    if (beginsHost || this.#web === WEB.length || this.#scheme === SCHEME.length) this.#enter();
    else if (isQuote(code) || code === LESS) this.#open(code, this.#isBound && this.#isFresh);
    else if (code === OPENING || code === EQUALS || (code === COLON && this.#before === BRACKET))
      this.#open(code, true);
    else if (isOfScheme(code)) this.#isFresh = false;
    else if (!this.#isBound || !this.#isFresh || !isSpace(code)) {
      if (!isLeftOut(code) || !isSlash(this.#before)) this.#open(0, false);
    }
  }

  /** Keeps what stands before `://`. */
  #name(code: number): void {
    if (code === COLON) {
      this.#named = this.#word.toLowerCase();
      this.#word = '';
    } else if (isSlash(code)) {
      if (this.#before !== COLON && !isSlash(this.#before)) this.#named = '';
      this.#word = '';
    } else if (isOfScheme(code)) {
      if (this.#word.length < wordUnitsMax) this.#word += String.fromCharCode(code);
    } else {
      this.#word = '';
      this.#named = '';
    }
  }

  #open(opener: number, isBound: boolean): void {
    this.#opener = opener;
    this.#isBound = isBound;
    this.#isFresh = true;
  }

  #enter(): void {
    this.#isInside = true;
    this.#units = 0;
    const opener = this.#opener;
    this.#closer = opener === LESS ? GREATER : isQuote(opener) ? opener : 0;
  }
}

/** How much of a word stands at the end of the text, a unit later. `http:` is one of `https:`. */
function matched(word: string, length: number, code: number): number {
  const unit = isLetter(code) ? code | 0x20 : code;
  if (length >= 0 && unit === word.charCodeAt(length)) return length + 1;
  if (word === SCHEME && length === 4 && code === COLON) return word.length;
  return isOfScheme(code) ? -1 : 0;
}
