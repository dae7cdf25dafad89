/** Waiting for what a test expects: every change of the state is a new look at the condition, and none is slept for. */
const waitMsMax = 10_000;

export class Changes {
  readonly #listeners = new Set<() => void>();

  /** Something changed: everybody who waits looks again. */
  readonly tell = (): void => {
    for (const listener of [...this.#listeners]) listener();
  };

  /** The first answer of `look` that is not undefined, now or after a change. */
  async until<T>(what: string, look: () => T | undefined, timeoutMs = waitMsMax): Promise<T> {
    const now = look();
    if (now !== undefined) return now;
    return new Promise<T>((resolve, reject) => {
      const end = (settle: () => void): void => {
        clearTimeout(timer);
        this.#listeners.delete(again);
        settle();
      };
      const again = (): void => {
        try {
          const found = look();
          if (found !== undefined) end(() => resolve(found));
        } catch (error) {
          // Whoever waits hears of it, and not who made the change.
          end(() => reject(error instanceof Error ? error : new Error(String(error))));
        }
      };
      const timer = setTimeout(() => {
        end(() => reject(new Error(`${what}: not seen within ${timeoutMs} ms`)));
      }, timeoutMs);
      this.#listeners.add(again);
    });
  }
}
