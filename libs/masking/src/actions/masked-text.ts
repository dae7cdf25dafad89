/** The two forms of a masked text: what is sent on, and what is recorded. */

export interface MaskedText {
  readonly sent: string;
  /** The most masked form; the same string as `sent` where they do not differ. */
  readonly recorded: string;
}

export const NOTHING: MaskedText = { sent: '', recorded: '' };

/** Gathers both forms; one string as long as they are the same. */
export class MaskedTextBuilder {
  private sent = '';
  private recorded: string | undefined;

  /** Goes into both. */
  add(text: string): void {
    this.sent += text;
    if (this.recorded !== undefined) this.recorded += text;
  }

  addForms({ sent, recorded }: MaskedText): void {
    if (sent === recorded) {
      this.add(sent);
      return;
    }
    this.recorded = (this.recorded ?? this.sent) + recorded;
    this.sent += sent;
  }

  get text(): MaskedText {
    return { sent: this.sent, recorded: this.recorded ?? this.sent };
  }
}
