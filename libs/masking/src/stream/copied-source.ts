/** What becomes of a piece of source: copied as it is, but for what is put in other places; itself where nothing is. */
import { MaskedTextBuilder, type MaskedText } from '../actions/masked-text.js';
import { closingQuoteAt } from './json-string.js';

export class CopiedSource {
  private builder: MaskedTextBuilder | undefined;
  /** Up to here the source was copied or replaced. */
  private copiedTo = 0;
  /** Where the next backslash is, once looked for. */
  private backslash = -1;

  constructor(private readonly source: string) {}

  /** Puts both forms in the place of a part of the source that lies behind all that were replaced before. */
  replace(from: number, to: number, forms: MaskedText): void {
    this.builder ??= new MaskedTextBuilder();
    this.builder.add(this.source.slice(this.copiedTo, from));
    this.builder.addForms(forms);
    this.copiedTo = to;
  }

  /** All up to an offset; nothing more than what is there already where that lies before. */
  textTo(end: number): MaskedText {
    if (this.builder === undefined) {
      const text = end === this.source.length ? this.source : this.source.slice(0, end);
      return { sent: text, recorded: text };
    }
    if (end > this.copiedTo) this.builder.add(this.source.slice(this.copiedTo, end));
    return this.builder.text;
  }

  /** Where the string ends whose inside begins at an offset; -1 where it does not. */
  closingQuote(from: number): number {
    const quote = this.source.indexOf('"', from);
    return quote < 0 || !this.hasEscape(from, quote) ? quote : closingQuoteAt(this.source, from);
  }

  /** Asked for parts of the source in their order. */
  hasEscape(from: number, to: number): boolean {
    if (this.backslash < from) {
      const found = this.source.indexOf('\\', from);
      this.backslash = found < 0 ? this.source.length : found;
    }
    return this.backslash < to;
  }
}
