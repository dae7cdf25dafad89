/** One channel of a stream on its way: text comes out as soon as nothing that follows can change what becomes of it. */
import type { MaskReport } from '@sallyport/masking/actions/mask-report';
import { RestoreStream } from '@sallyport/masking/actions/restore';
import { StreamMasker } from '@sallyport/masking/stream/stream-masker';
import { sendsAsCame } from './sends-as-came.js';
import { restoreOptions, type Masks, type TextForms } from './text-forms.js';

export class TextGate {
  /** The kind whose find ended the text, if one did. */
  blockedBy: string | undefined;
  readonly #masker: StreamMasker | undefined;
  readonly #restorer: RestoreStream | undefined;
  /** Only the record waits for what may be found. */
  readonly #isSentAsCame: boolean;

  constructor(
    { plan, values }: Masks,
    readonly position: string,
    /** In the order in which the channels of the stream began. */
    readonly number: number,
    isJson: boolean,
  ) {
    this.#masker = plan === undefined ? undefined : new StreamMasker(plan, isJson ? 'json' : 'text');
    this.#isSentAsCame = sendsAsCame(plan);
    this.#restorer =
      values.size === 0 ? undefined : new RestoreStream(values, restoreOptions(isJson, position));
  }

  push(text: string): TextForms {
    const { sent, recorded } = this.#masker?.push(text) ?? { sent: text, recorded: text };
    this.#checkBlock(sent, recorded);
    const client = this.#isSentAsCame ? text : sent;
    return { client: this.#restorer?.push(client) ?? client, recorded };
  }

  /** The rest of the text. */
  end(): TextForms {
    const { sent, recorded } = this.#masker?.flush() ?? { sent: '', recorded: '' };
    this.#checkBlock(sent, recorded);
    const client = this.#isSentAsCame ? '' : sent;
    if (this.#restorer === undefined) return { client, recorded };
    return { client: this.#restorer.push(client) + this.#restorer.flush(), recorded };
  }

  report(): MaskReport | undefined {
    return this.#masker?.report();
  }

  /** Only the record says what was blocked, so that the forms differ where something was. */
  #checkBlock(sent: string, recorded: string): void {
    if (sent !== recorded && !this.#isSentAsCame) this.blockedBy ??= this.#masker?.report().blockedBy;
  }
}
