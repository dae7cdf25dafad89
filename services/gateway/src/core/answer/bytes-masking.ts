/** Masks a body as it arrives, read as the text it is; what is no UTF-8 passes from where that is seen. */
import type { MaskPlan } from '@sallyport/masking/actions/mask-plan';
import type { MaskReport } from '@sallyport/masking/actions/mask-report';
import type { MaskedText } from '@sallyport/masking/actions/masked-text';
import { StreamMasker, type ChannelMode } from '@sallyport/masking/stream/stream-masker';
import { noBytes } from './outgoing.js';

export interface MaskedBytes {
  readonly sent: Uint8Array;
  readonly recorded: Uint8Array;
}

export interface BytesMasking {
  push(bytes: Uint8Array): MaskedBytes;
  flush(): MaskedBytes;
  report(): MaskReport;
  /** The bytes are no text; from there on they pass. */
  readonly isBinary: boolean;
}

export class TextBytesMasking implements BytesMasking {
  isBinary = false;
  readonly #masker: StreamMasker;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  constructor(plan: MaskPlan, mode: ChannelMode) {
    this.#masker = new StreamMasker(plan, mode);
  }

  push(bytes: Uint8Array): MaskedBytes {
    if (this.isBinary) return { sent: bytes, recorded: bytes };
    const text = this.#decoded(bytes);
    if (text !== undefined) return encoded(this.#masker.push(text));
    this.isBinary = true;
    const held = encoded(this.#masker.flush());
    return { sent: Buffer.concat([held.sent, bytes]), recorded: Buffer.concat([held.recorded, bytes]) };
  }

  flush(): MaskedBytes {
    return this.isBinary ? { sent: noBytes, recorded: noBytes } : encoded(this.#masker.flush());
  }

  report(): MaskReport {
    return this.#masker.report();
  }

  #decoded(bytes: Uint8Array): string | undefined {
    try {
      return this.#decoder.decode(bytes, { stream: true });
    } catch {
      return undefined;
    }
  }
}

function encoded({ sent, recorded }: MaskedText): MaskedBytes {
  const first = Buffer.from(sent, 'utf8');
  return { sent: first, recorded: sent === recorded ? first : Buffer.from(recorded, 'utf8') };
}
