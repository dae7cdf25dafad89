/** Masks a body of unknown kind as it arrives: JSON or other text in UTF-8; what is neither is told, not masked. */
import type { MaskPlan } from '../actions/mask-plan.js';
import type { MaskReport } from '../actions/mask-report.js';
import { NOTHING, type MaskedText } from '../actions/masked-text.js';
import { modeOfBeginning } from './mode-of-beginning.js';
import { StreamMasker } from './stream-masker.js';
import { cutAt, validLength } from './utf8.js';

/** So many of the first bytes tell whether a body is text. */
const headBytes = 1024;

export interface MaskedBytes {
  readonly sent: Uint8Array;
  /** The same bytes where the two do not differ. */
  readonly recorded: Uint8Array;
}

const noBytes = new Uint8Array(0);
const noMaskedBytes: MaskedBytes = { sent: noBytes, recorded: noBytes };
const noReport: MaskReport = { counts: [], positions: [], failures: [] };

export class BytesMasker {
  /** Its head is no text, and nothing was found in it before that showed: all of it passes, and no more is recorded. */
  isBinary = false;
  /** What began as text is none any more: from there on nothing passes and nothing is recorded. */
  failed: 'NOT_UTF8' | undefined;
  #masker: StreamMasker | undefined;
  /** What came before it can be told what the text is. */
  #before = '';
  /** Bytes of a character whose end is yet to come. */
  #cutOff: Uint8Array = noBytes;
  #received = 0;
  /** Of the head: what was not sent yet, byte for byte. */
  #unsent: Uint8Array = noBytes;

  constructor(private readonly plan: MaskPlan) {}

  push(bytes: Uint8Array): MaskedBytes {
    if (this.failed !== undefined || bytes.length === 0) return noMaskedBytes;
    if (this.isBinary) return { sent: bytes, recorded: noBytes };
    const left = headBytes - this.#received;
    if (left <= 0 || bytes.length <= left) return this.#take(bytes);
    return joined(this.#take(bytes.subarray(0, left)), this.push(bytes.subarray(left)), bytes);
  }

  flush(): MaskedBytes {
    if (this.failed !== undefined || this.isBinary) return noMaskedBytes;
    if (this.#cutOff.length > 0) return this.#refuse('', noBytes);
    return encoded(this.#end(''));
  }

  report(): MaskReport {
    return this.#masker?.report() ?? noReport;
  }

  /** Placeholders given out so far and the values they stand for. */
  get tokens(): ReadonlyMap<string, string> {
    return this.#masker?.tokens ?? new Map();
  }

  /** Bytes of which none or all belong to the head. */
  #take(bytes: Uint8Array): MaskedBytes {
    const isHead = this.#received < headBytes;
    this.#received += bytes.length;
    if (isHead) this.#unsent = Buffer.concat([this.#unsent, bytes]);
    const isWhole = this.#cutOff.length === 0;
    const all = isWhole ? bytes : Buffer.concat([this.#cutOff, bytes]);
    const end = cutAt(all);
    const whole = end === all.length ? all : all.subarray(0, end);
    const valid = isHead && whole.includes(0) ? 0 : validLength(whole);
    const text = asText(whole.subarray(0, valid));
    if (valid < end) return this.#refuse(text, bytes);
    this.#cutOff = all.subarray(end).slice();
    const masked = this.#mask(text);
    // Nothing was changed and nothing held back, no part of a character either: the bytes themselves.
    const isUnchanged = isWhole && end === all.length && masked.sent === text && masked.recorded === text;
    const out = isUnchanged ? { sent: bytes, recorded: bytes } : encoded(masked);
    this.#unsent = this.#received < headBytes ? this.#unsent.subarray(out.sent.length) : noBytes;
    return out;
  }

  /** `last`: the text before what is none, in `bytes`. */
  #refuse(last: string, bytes: Uint8Array): MaskedBytes {
    const { counts, failures } = this.report();
    if (this.#unsent.length > 0 && counts.length === 0 && failures.length === 0) {
      this.isBinary = true;
      return { sent: this.#unsent.length === bytes.length ? bytes : this.#unsent, recorded: noBytes };
    }
    this.failed = 'NOT_UTF8';
    return encoded(this.#end(last));
  }

  #end(last: string): MaskedText {
    const masked = this.#mask(last, true);
    if (this.#masker === undefined) return { sent: this.#before, recorded: this.#before };
    const rest = this.#masker.flush();
    return { sent: masked.sent + rest.sent, recorded: masked.recorded + rest.recorded };
  }

  #mask(text: string, isEnd = false): MaskedText {
    if (this.#masker !== undefined) return this.#masker.push(text);
    const all = this.#before + text;
    const mode = modeOfBeginning(all, isEnd);
    this.#before = mode === undefined ? all : '';
    if (mode === undefined) return NOTHING;
    this.#masker = new StreamMasker(this.plan, mode);
    return this.#masker.push(all);
  }
}

const asText = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');

function encoded({ sent, recorded }: MaskedText): MaskedBytes {
  const first = Buffer.from(sent, 'utf8');
  return { sent: first, recorded: sent === recorded ? first : Buffer.from(recorded, 'utf8') };
}

/** `bytes`: what both were made of, given back where neither was changed. */
function joined(first: MaskedBytes, second: MaskedBytes, bytes: Uint8Array): MaskedBytes {
  const put = (one: Uint8Array, other: Uint8Array): Uint8Array =>
    one.buffer === bytes.buffer && other.buffer === bytes.buffer && one.length + other.length === bytes.length
      ? bytes
      : Buffer.concat([one, other]);
  const sent = put(first.sent, second.sent);
  const isSame = first.sent === first.recorded && second.sent === second.recorded;
  return { sent, recorded: isSame ? sent : put(first.recorded, second.recorded) };
}
