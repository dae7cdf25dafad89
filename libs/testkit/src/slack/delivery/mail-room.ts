/** Everything that leaves for the app passes here: counted, held back, repeated or replayed as a test wishes. */
import type { Changes } from '../state/changes.js';
import type { Courier, Forgery, Parcel, Receipt } from './parcel.js';

export interface HeldBack {
  /** Resolves when so many deliveries wait. */
  waiting(count: number): Promise<void>;
  /** Lets them go one after the other, each after the answer to the one before it, and ends the holding back. */
  release(order?: 'as-sent' | 'reversed' | readonly number[]): Promise<void>;
}

/** When Slack tries an event again: at once, after a minute, after five (`/apis/events-api#retries`). */
export const eventRetriesMs: readonly number[] = [0, 60_000, 300_000];

export class MailRoom {
  /** What was sent, in order. */
  readonly receipts: Receipt[] = [];
  #held: (() => Promise<void>)[] | undefined;

  constructor(
    private readonly courier: Courier,
    private readonly changes: Changes,
    private readonly retriesMs: readonly number[],
  ) {}

  /** Interactions and commands: delivered once, whatever happens. */
  async deliver(parcel: Parcel, forgery?: Forgery): Promise<Receipt> {
    if (this.#held === undefined) return this.#send(parcel, forgery);
    const held = this.#held;
    return new Promise<Receipt>((resolve, reject) => {
      held.push(async () => this.#send(parcel, forgery).then(resolve, reject));
      this.changes.tell();
    });
  }

  /** Events: tried again until acknowledged, unless the app forbids it with `x-slack-no-retry: 1`. */
  async deliverEvent(parcel: Parcel, forgery?: Forgery): Promise<Receipt> {
    let receipt = await this.deliver(parcel, forgery);
    for (const [at, delayMs] of this.retriesMs.entries()) {
      if (receipt.outcome === 'acknowledged' || receipt.headers['x-slack-no-retry'] === '1') break;
      await new Promise<void>((resolve) => {
        setTimeout(resolve, delayMs);
      });
      receipt = await this.deliver(
        { ...parcel, retry: { attempt: at + 1, reason: reasonOf(receipt) } },
        forgery,
      );
    }
    return receipt;
  }

  /** The same delivery once more, signed anew or in a new envelope. */
  async repeat({ parcel }: Receipt): Promise<Receipt> {
    return this.#send(parcel);
  }

  /** The same bytes once more: signature, timestamp and envelope id of the first time. */
  async replay({ parcel, letter }: Receipt): Promise<Receipt> {
    return this.#note({ ...(await this.courier.send(letter)), parcel, letter, troubles: [] });
  }

  holdBack(): HeldBack {
    const held: (() => Promise<void>)[] = [];
    this.#held = held;
    return {
      waiting: async (count) => {
        await this.changes.until(`${count} deliveries held back`, () =>
          held.length >= count ? true : undefined,
        );
      },
      release: async (order = 'as-sent') => {
        this.#held = undefined;
        const turns =
          order === 'as-sent' ? held : order === 'reversed' ? held.toReversed() : order.map((at) => held[at]);
        for (const send of turns) await send?.();
      },
    };
  }

  async #send(parcel: Parcel, forgery?: Forgery): Promise<Receipt> {
    const letter = this.courier.write(parcel, forgery);
    const reply = await this.courier.send(letter);
    const troubles = reply.outcome === 'acknowledged' ? [] : [`not acknowledged: ${reply.outcome}`];
    return this.#note({ ...reply, parcel, letter, troubles });
  }

  #note(receipt: Receipt): Receipt {
    this.receipts.push(receipt);
    this.changes.tell();
    return receipt;
  }
}

/** Slack's names for why an event is tried again; documented for HTTP, and taken for Socket Mode too. */
function reasonOf({ outcome }: Receipt): string {
  if (outcome === 'timeout') return 'http_timeout';
  return outcome === 'refused' ? 'http_error' : 'connection_failed';
}
