/** Which texts of a stream have begun and which have ended: a text that goes on behind its end would pass by a masker that let go of it. */
import type { StreamProblem } from '../dialect.js';

export class OpenChannels {
  readonly #isOpen = new Map<string, boolean>();
  readonly #channelsMax: number;
  problem: StreamProblem | undefined;

  constructor(channelsMax: number) {
    this.#channelsMax = channelsMax;
  }

  /** A piece of text arrived on the channel: false where the channel has ended. */
  continues(channel: string): boolean {
    const isOpen = this.#isOpen.get(channel);
    if (isOpen !== undefined) return isOpen;
    if (this.#isOpen.size >= this.#channelsMax) this.problem = 'TOO_MANY_CHANNELS';
    else this.#isOpen.set(channel, true);
    return true;
  }

  has(channel: string): boolean {
    return this.#isOpen.has(channel);
  }

  end(channel: string): boolean {
    if (this.#isOpen.get(channel) !== true) return false;
    this.#isOpen.set(channel, false);
    return true;
  }

  /** Ends every open channel whose name starts so; gives their names. */
  endUnder(prefix: string): string[] {
    const ended = [...this.#isOpen.keys()].filter((channel) => channel.startsWith(prefix));
    return ended.filter((channel) => this.end(channel));
  }
}
