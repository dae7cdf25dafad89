/** An answer that is masked as it passes, for no more than the text it is. */
import { RestoreStream } from '@sallyport/masking/actions/restore';
import type { MaskTally } from '../masking/mask-tally.js';
import type { AnswerFacts, AnswerHead, AnswerReading, AnswerRules, Passed, Stop } from './answer.js';
import { AnswerLedger } from './answer-ledger.js';
import { blockedVerdict } from './blocked.js';
import { charsetOf, isLabelledJson, isLabelledText } from './body-kind.js';
import { TextBytesMasking, type BytesMasking, type MaskedBytes } from './bytes-masking.js';
import { noBytes, nothingPassed } from './outgoing.js';

export class BytesReading implements AnswerReading {
  readonly isWhole = false;
  readonly mayChange: boolean;
  stopped: Stop | undefined;
  readonly #rules: AnswerRules;
  readonly #head: AnswerHead;
  readonly #ledger: AnswerLedger;
  readonly #masking: BytesMasking | undefined;
  readonly #restorer: RestoreStream | undefined;
  #isTold = false;

  constructor(rules: AnswerRules, head: AnswerHead, ledger = new AnswerLedger(rules)) {
    this.#rules = rules;
    this.#head = head;
    this.#ledger = ledger;
    const mode = isLabelledJson(head.contentType) ? 'json' : 'text';
    this.#masking = rules.plan === undefined ? undefined : new TextBytesMasking(rules.plan, mode);
    this.#restorer = rules.values.size === 0 ? undefined : new RestoreStream(byteValues(rules), mode);
    this.mayChange = rules.isBinding || rules.values.size > 0;
    const isBound = rules.isBinding && rules.plan !== undefined;
    if (isBound && isLabelledText(head.contentType) && charsetOf(head.contentType) === 'other')
      this.stopped = { kind: 'unreadable', reason: 'NOT_UTF8' };
  }

  get facts(): AnswerFacts {
    return this.#ledger.facts(this.#isTold ? undefined : this.#toldSoFar());
  }

  push(bytes: Uint8Array): Passed {
    if (this.stopped !== undefined) return nothingPassed;
    return this.#passed(this.#masking?.push(bytes) ?? { sent: bytes, recorded: bytes }, bytes);
  }

  finish(): Passed {
    if (this.stopped !== undefined) return nothingPassed;
    const passed = this.#passed(this.#masking?.flush() ?? { sent: noBytes, recorded: noBytes }, noBytes);
    this.#tell();
    const rest = this.#restorer?.flush() ?? '';
    if (rest === '') return passed;
    return { ...passed, client: Buffer.concat([passed.client, Buffer.from(rest, 'latin1')]) };
  }

  /** Nobody could tell an error from what the body says. */
  cut(): Uint8Array {
    return noBytes;
  }

  #passed({ sent, recorded }: MaskedBytes, came: Uint8Array): Passed {
    const { isBinding, plan, orders = [] } = this.#rules;
    if (this.#masking?.isBinary === true && isBinding && isLabelledText(this.#head.contentType)) {
      this.stopped = { kind: 'unreadable', reason: 'NOT_UTF8' };
      return nothingPassed;
    }
    const blockedBy = sent === recorded ? undefined : this.#masking?.report().blockedBy;
    if (blockedBy !== undefined) {
      this.stopped = { kind: 'denied', verdict: blockedVerdict(blockedBy, orders, plan?.engine) };
      this.#tell();
      return nothingPassed;
    }
    if (Buffer.compare(recorded, came) !== 0) this.#ledger.isChanged = true;
    if (this.#restorer === undefined) return { client: sent, recorded };
    return { client: Buffer.from(this.#restorer.push(asLatin1(sent)), 'latin1'), recorded };
  }

  #toldSoFar(): MaskTally {
    const tally = this.#ledger.tally.copy();
    if (this.#masking !== undefined) tally.add(this.#masking.report(), 'document', 0);
    return tally;
  }

  #tell(): void {
    if (this.#isTold || this.#masking === undefined) return;
    this.#isTold = true;
    this.#ledger.tally.add(this.#masking.report(), 'document', 0);
  }
}

/** One character a byte: whatever the bytes are, they come out as they went in. */
const asLatin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');

const byteValues = ({ values }: AnswerRules): ReadonlyMap<string, string> =>
  new Map([...values].map(([placeholder, value]) => [placeholder, asLatin1(Buffer.from(value, 'utf8'))]));
