/** An answer that streams: read frame by frame, and passed on frame by frame. */
import type {
  Dialect,
  DialectError,
  StreamFrame,
  StreamProblem,
  StreamReader,
} from '@sallyport/wire/llm/dialect';
import type { UnreadableReason } from '@sallyport/wire/llm/operation';
import type { AnswerFacts, AnswerHead, AnswerReading, AnswerRules, Passed, Stop } from './answer.js';
import { AnswerLedger } from './answer-ledger.js';
import { BytesReading } from './bytes-reading.js';
import type { CallDesk } from './call-desk.js';
import { FrameRelay } from './frame-relay.js';
import { judgeAnswer } from './judge-answer.js';
import { JudgedTexts } from './judged-texts.js';
import { both, nothingPassed, Outgoing } from './outgoing.js';
import { UnreadBytes } from './unread-bytes.js';

/** Of text that rules see which only watch: what is longer is judged by its beginning. */
const watchedUnitsMax = 1024 * 1024;

const reasons: Readonly<Record<StreamProblem, UnreadableReason>> = {
  FRAME_TOO_LARGE: 'TOO_MANY_BYTES',
  TOO_MANY_CHANNELS: 'TOO_MANY_VALUES',
  CALL_TOO_LARGE: 'TOO_MANY_BYTES',
};

export type OpenStream = NonNullable<Dialect['openStream']>;

export class StreamReading implements AnswerReading {
  readonly isWhole = false;
  readonly mayChange: boolean;
  stopped: Stop | undefined;
  readonly #rules: AnswerRules;
  readonly #head: AnswerHead;
  readonly #reader: StreamReader;
  readonly #ledger: AnswerLedger;
  readonly #relay: FrameRelay;
  readonly #out = new Outgoing();
  readonly #judged: JudgedTexts | undefined;
  /** Undefined where a stream that cannot be read is cut. */
  readonly #unread: UnreadBytes | undefined;
  /** From here on the stream is not read any more. */
  #rest: BytesReading | undefined;
  #hasEnded = false;

  constructor(
    rules: AnswerRules,
    head: AnswerHead,
    openStream: OpenStream,
    ledger = new AnswerLedger(rules),
  ) {
    this.#rules = rules;
    this.#head = head;
    this.#reader = openStream(rules.operation);
    this.#ledger = ledger;
    this.#relay = new FrameRelay(rules, this.#ledger, this.#reader, this.#out);
    this.#judged = rules.judgeAnswer === undefined ? undefined : new JudgedTexts(watchedUnitsMax);
    this.#unread = rules.isBinding ? undefined : new UnreadBytes();
    this.mayChange =
      rules.isBinding || rules.dropsUsage || rules.judgeCall !== undefined || rules.values.size > 0;
  }

  get calls(): CallDesk {
    return this.#ledger.calls;
  }

  get facts(): AnswerFacts {
    return this.#rest?.facts ?? this.#ledger.facts(this.#relay.texts.toldSoFar());
  }

  push(bytes: Uint8Array): Passed {
    if (this.stopped !== undefined) return nothingPassed;
    if (this.#rest !== undefined) return this.#rest.push(bytes);
    this.#unread?.came(bytes);
    this.#takeAll(this.#reader.frames(bytes));
    return this.#passed();
  }

  finish(): Passed {
    if (this.stopped !== undefined) return nothingPassed;
    if (this.#rest === undefined) {
      this.#takeAll(this.#reader.finish());
      this.stopped ??= this.#relay.endTexts();
    }
    const passed = this.#passed();
    const rest = this.#rest?.finish();
    this.#hasEnded = true;
    this.#end();
    return rest === undefined ? passed : both(passed, rest);
  }

  resume(): Passed {
    if (this.stopped !== undefined) return nothingPassed;
    this.#relay.resume();
    if (this.#hasEnded) this.#end();
    return this.#out.take();
  }

  /** Unless a call still waits for people. */
  #end(): void {
    if (this.calls.isWaiting) return;
    if (this.#relay.isWaiting) this.stopped ??= { kind: 'unreadable', reason: 'STREAM_BROKEN' };
    this.#judge();
  }

  breakOff(): Passed {
    if (this.stopped !== undefined) return nothingPassed;
    this.#judge();
    return this.#rest?.finish() ?? nothingPassed;
  }

  cut(error: DialectError): Uint8Array {
    return this.#reader.cut(error);
  }

  #judge(): void {
    if (this.#judged !== undefined)
      this.#ledger.verdict = judgeAnswer(this.#rules, this.#judged.spans, this.#head.status);
  }

  #takeAll(frames: Iterable<StreamFrame>): void {
    for (const frame of frames) {
      this.#judged?.take(frame.deltas);
      this.stopped = this.#relay.take(frame);
      this.#unread?.wasRead(frame.bytes.length);
      if (this.stopped !== undefined) return;
    }
  }

  #passed(): Passed {
    const { problem } = this.#reader;
    if (problem === undefined || this.stopped !== undefined || this.#rest !== undefined)
      return this.#out.take();
    if (this.#unread === undefined) {
      this.stopped = { kind: 'unreadable', reason: reasons[problem] };
      return this.#out.take();
    }
    this.stopped = this.#relay.letGo();
    if (this.stopped !== undefined) return this.#out.take();
    const before = this.#out.take();
    this.#rest = new BytesReading(this.#rules, this.#head, this.#ledger);
    return both(before, this.#rest.push(this.#unread.take()));
  }
}
