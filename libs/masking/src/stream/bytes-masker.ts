/** Masks a body of unknown kind as it arrives: JSON or other text in UTF-8; what is neither is told, not masked. */
import type { MaskPlan } from '../actions/mask-plan.js';
import type { MaskReport } from '../actions/mask-report.js';
import type { MaskedText } from '../actions/masked-text.js';
import { StreamMasker } from './stream-masker.js';

/** So much of the first bytes is looked at for NUL, which no text has. */
const lookedAtBytes = 1024;

export interface MaskedBytes {
  readonly sent: Uint8Array;
  /** The same bytes where the two do not differ. */
  readonly recorded: Uint8Array;
}

const noBytes = new Uint8Array(0);
const nothing: MaskedBytes = { sent: noBytes, recorded: noBytes };
const noReport: MaskReport = { counts: [], positions: [], failures: [] };

export class BytesMasker {
  /** The first bytes are no text: all of it passes, and nothing of it is recorded. */
  isBinary = false;
  /** What began as text is none any more: from there on nothing passes and nothing is recorded. */
  failed: 'NOT_UTF8' | undefined;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #masker: StreamMasker | undefined;
  /** White space before the first character that tells what the text is. */
  #before = '';
  #hasBegun = false;
  /** Bytes of a character whose end is yet to come. */
  #heldBytes = 0;

  constructor(private readonly plan: MaskPlan) {}

  push(bytes: Uint8Array): MaskedBytes {
    if (this.failed !== undefined) return nothing;
    if (this.isBinary) return { sent: bytes, recorded: noBytes };
    const text = this.#decode(bytes, false);
    if (text === undefined) return this.#refuse(bytes);
    this.#hasBegun ||= bytes.length > 0;
    const heldBefore = this.#heldBytes;
    this.#heldBytes += bytes.length - Buffer.byteLength(text, 'utf8');
    const masked = this.#mask(text);
    // Nothing was changed and nothing held back, no part of a character either: the bytes themselves.
    const isWhole = heldBefore === 0 && this.#heldBytes === 0;
    if (isWhole && masked.sent === text && masked.recorded === text) return { sent: bytes, recorded: bytes };
    return encoded(masked);
  }

  flush(): MaskedBytes {
    if (this.failed !== undefined || this.isBinary) return nothing;
    if (this.#decode(noBytes, true) === undefined) return this.#refuse(noBytes);
    if (this.#masker === undefined) return encoded({ sent: this.#before, recorded: this.#before });
    return encoded(this.#masker.flush());
  }

  report(): MaskReport {
    return this.#masker?.report() ?? noReport;
  }

  /** Placeholders given out so far and the values they stand for. */
  get tokens(): ReadonlyMap<string, string> {
    return this.#masker?.tokens ?? new Map();
  }

  #mask(text: string): MaskedText {
    if (this.#masker !== undefined) return this.#masker.push(text);
    const all = this.#before + text;
    const first = /[^\s\ufeff]/.exec(all)?.[0];
    if (first === undefined) {
      this.#before = all;
      return { sent: '', recorded: '' };
    }
    this.#before = '';
    this.#masker = new StreamMasker(this.plan, first === '{' || first === '[' ? 'json' : 'text');
    return this.#masker.push(all);
  }

  #refuse(bytes: Uint8Array): MaskedBytes {
    if (this.#hasBegun) {
      this.failed = 'NOT_UTF8';
      return nothing;
    }
    this.isBinary = true;
    return { sent: bytes, recorded: noBytes };
  }

  #decode(bytes: Uint8Array, isEnd: boolean): string | undefined {
    if (!this.#hasBegun && bytes.subarray(0, lookedAtBytes).includes(0)) return undefined;
    try {
      return this.#decoder.decode(bytes, { stream: !isEnd });
    } catch {
      return undefined;
    }
  }
}

function encoded({ sent, recorded }: MaskedText): MaskedBytes {
  const first = Buffer.from(sent, 'utf8');
  return { sent: first, recorded: sent === recorded ? first : Buffer.from(recorded, 'utf8') };
}
