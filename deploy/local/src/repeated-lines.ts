/** Folds lines that a terminal would show again and again while something is away: once now, and how often at each minute's end. */

/** Shown again no sooner. */
const windowMsMax = 60_000;
/** Different lines watched at once; a terminal is no log, and what is beyond is shown as it comes. */
const watchedMax = 200;

interface Watched {
  /** As it came last. */
  text: string;
  /** How often since it was shown. */
  again: number;
}

export class RepeatedLines {
  readonly #watched = new Map<string, Watched>();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly say: (text: string) => void) {}

  /** Lines that differ in numbers alone are the same: pauses, ports and counts. */
  show(text: string): void {
    const key = text.replace(/\d+/g, '#');
    const watched = this.#watched.get(key);
    if (watched !== undefined) {
      watched.text = text;
      watched.again++;
      return;
    }
    this.say(text);
    if (this.#watched.size >= watchedMax) return;
    this.#watched.set(key, { text, again: 0 });
    this.#timer ??= setInterval(() => this.#tell(), windowMsMax).unref();
  }

  /** Shows what is owed. */
  close(): void {
    clearInterval(this.#timer);
    this.#tell();
    this.#watched.clear();
  }

  #tell(): void {
    for (const [key, watched] of this.#watched) {
      if (watched.again === 0) this.#watched.delete(key);
      else this.say(`${watched.text} (${watched.again} more like this)`);
      watched.again = 0;
    }
  }
}
