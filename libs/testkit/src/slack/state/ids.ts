/** Ids and timestamps of Slack's forms: every one is new, and those of messages grow. */
export class Ids {
  #given = 0;
  #lastMicros = 0;

  constructor(private readonly now: () => number) {}

  /** `T…`, `U…`, `C…` and so on: a letter and ten characters. */
  next(letter: string): string {
    return `${letter}0${(++this.#given).toString(36).toUpperCase().padStart(9, '0')}`;
  }

  /** What Slack gives to blocks and actions that have no id. */
  readonly short = (): string => `g${(++this.#given).toString(36)}`;

  /** Seconds and six digits, `1503435956.000247`: unique and increasing, as an id of a message must be. */
  ts(): string {
    this.#lastMicros = Math.max(Math.floor(this.now() * 1000), this.#lastMicros + 1);
    const micros = String(this.#lastMicros % 1_000_000).padStart(6, '0');
    return `${Math.floor(this.#lastMicros / 1_000_000)}.${micros}`;
  }
}
