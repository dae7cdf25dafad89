/** An answer that is masked as it passes, for no more than the text it is. */
import { RestoreStream, type Values } from '@sallyport/masking/actions/restore';
import { BytesMasker, type MaskedBytes } from '@sallyport/masking/stream/bytes-masker';
import { charsetOf } from '@sallyport/wire/plain/charset';
import type { AnswerFacts, AnswerHead, AnswerReading, AnswerRules, Passed, Stop } from './answer.js';
import { AnswerLedger } from './answer-ledger.js';
import { blockedVerdict } from './blocked.js';
import { isEventStream, isLabelledJson, isLabelledText } from './body-kind.js';
import { noBytes, nothingPassed } from './outgoing.js';
import { sendsAsCame } from './sends-as-came.js';

export class BytesReading implements AnswerReading {
  /** Until its first bytes show that it is text, where something else is refused: its client gets a refusal then. */
  isWhole: boolean;
  readonly mayChange: boolean;
  stopped: Stop | undefined;
  readonly #rules: AnswerRules;
  readonly #ledger: AnswerLedger;
  readonly #masker: BytesMasker | undefined;
  readonly #contentType: string;
  #restorer: RestoreStream | undefined;
  readonly #isText: boolean;
  /** Each byte is a character of its own; masked as UTF-8 and written back. */
  readonly #isLatin1: boolean;
  #isTold = false;

  constructor(rules: AnswerRules, { contentType }: AnswerHead, ledger = new AnswerLedger(rules)) {
    this.#rules = rules;
    this.#ledger = ledger;
    this.#isText = isLabelledText(contentType);
    const charset = this.#isText ? charsetOf(contentType) : 'utf-8';
    this.#isLatin1 = charset === 'latin1';
    this.#masker = rules.plan === undefined ? undefined : new BytesMasker(rules.plan);
    this.#contentType = contentType;
    this.mayChange = rules.isBinding || rules.values.size > 0;
    this.isWhole = this.#binds && !rules.takesUnread;
    if (charset === 'other' && this.#binds) this.stopped = { kind: 'unreadable', reason: 'NOT_UTF8' };
  }

  get facts(): AnswerFacts {
    if (this.#masker === undefined || this.#isTold) return this.#ledger.facts();
    const tally = this.#ledger.tally.copy();
    tally.add(this.#masker.report(), 'document', 0);
    return { ...this.#ledger.facts(tally), isChanged: this.#isChanged };
  }

  push(bytes: Uint8Array): Passed {
    if (this.stopped !== undefined) return nothingPassed;
    if (this.#masker === undefined) return { client: this.#restored(bytes), recorded: bytes };
    const read = this.#isLatin1 ? Buffer.from(asLatin1(bytes), 'utf8') : bytes;
    const masked = this.#masker.push(read);
    const isSame = masked.sent === read && masked.recorded === read;
    return this.#passed(isSame ? { sent: bytes, recorded: bytes } : this.#written(masked), bytes);
  }

  finish(): Passed {
    if (this.stopped !== undefined) return nothingPassed;
    const rest = this.#masker?.flush();
    const passed = rest === undefined ? nothingPassed : this.#passed(this.#written(rest), noBytes);
    this.#tell();
    const held = this.#restorer?.flush() ?? '';
    if (held === '') return passed;
    return { ...passed, client: Buffer.concat([passed.client, Buffer.from(held, 'latin1')]) };
  }

  /** Nobody could tell an error from what the body says. */
  cut(): Uint8Array {
    return noBytes;
  }

  get #binds(): boolean {
    return this.#rules.isBinding && this.#rules.plan !== undefined;
  }

  #passed({ sent, recorded }: MaskedBytes, came: Uint8Array): Passed {
    const { isBinding, takesUnread, plan, orders = [] } = this.#rules;
    const { isBinary = false, failed } = this.#masker ?? {};
    if (isBinding && (failed !== undefined || (isBinary && (this.#isText || !takesUnread)))) {
      this.stopped = { kind: 'unreadable', reason: this.#isText || !isBinary ? 'NOT_UTF8' : 'NOT_TEXT' };
      return nothingPassed;
    }
    const blockedBy = sent === recorded ? undefined : this.#masker?.report().blockedBy;
    if (blockedBy !== undefined) {
      this.stopped = { kind: 'denied', verdict: blockedVerdict(blockedBy, orders, plan?.engine) };
      return nothingPassed;
    }
    this.isWhole = false;
    const client = failed !== undefined || sendsAsCame(plan) ? came : sent;
    return { client: this.#restored(client), recorded };
  }

  #written({ sent, recorded }: MaskedBytes): MaskedBytes {
    if (!this.#isLatin1) return { sent, recorded };
    const first = asSingleBytes(sent);
    return { sent: first, recorded: sent === recorded ? first : asSingleBytes(recorded) };
  }

  #restored(bytes: Uint8Array): Uint8Array {
    if (this.#rules.values.size === 0) return bytes;
    const text = asLatin1(bytes);
    if (this.#restorer === undefined) {
      const first = /\S/.exec(text)?.[0];
      if (first === undefined) return bytes;
      // JSON is often labelled as text; events carry it, and a line end in one of them would end it.
      const isMarked = isLabelledJson(this.#contentType) || isEventStream(this.#contentType);
      const isJson = '{["'.includes(first) || isMarked;
      this.#restorer = new RestoreStream(byteValues(this.#rules.values), { into: isJson ? 'json' : 'text' });
    }
    return Buffer.from(this.#restorer.push(text), 'latin1');
  }

  /** Text that is held back comes all the same: what was masked or could not be read is not what came. */
  get #isChanged(): boolean {
    const { isBinary = false, failed } = this.#masker ?? {};
    const isMasked = this.#masker?.report().counts.some(({ action }) => action !== 'report') === true;
    return this.#ledger.isChanged || isBinary || failed !== undefined || isMasked;
  }

  #tell(): void {
    if (this.#masker !== undefined) this.#ledger.tally.add(this.#masker.report(), 'document', 0);
    this.#ledger.isChanged = this.#isChanged;
    this.#isTold = true;
  }
}

/** One character a byte: whatever the bytes are, they come out as they went in. */
const asLatin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');

const asSingleBytes = (utf8: Uint8Array): Uint8Array =>
  Buffer.from(Buffer.from(utf8.buffer, utf8.byteOffset, utf8.length).toString('utf8'), 'latin1');

/** The values as their bytes, one character each. */
const byteValues = (values: Values): Values => ({
  size: values.size,
  get: (placeholder) => {
    const value = values.get(placeholder);
    return value === undefined ? undefined : asLatin1(Buffer.from(value, 'utf8'));
  },
});
