/** An answer that is read when it is there whole; the client waits for that only where its form depends on it. */
import { looksLikeJson } from '@sallyport/wire/plain/media';
import type { DialectError } from '@sallyport/wire/llm/dialect';
import type { AnswerFacts, AnswerHead, AnswerReading, AnswerRules, Passed, Stop } from './answer.js';
import { AnswerLedger } from './answer-ledger.js';
import type { CallDesk } from './call-desk.js';
import { isEventStream, looksLikeEvents } from './body-kind.js';
import { BytesReading } from './bytes-reading.js';
import { both, joined, noBytes, nothingPassed } from './outgoing.js';
import { judgeAnswer } from './judge-answer.js';
import { JudgedTexts } from './judged-texts.js';
import { StreamReading, type OpenStream } from './stream-reading.js';
import { writeAnswer } from './whole-answer.js';

export class WholeReading implements AnswerReading {
  readonly isWhole: boolean;
  stopped: Stop | undefined;
  readonly #rules: AnswerRules;
  readonly #head: AnswerHead;
  readonly #ledger: AnswerLedger;
  readonly #chunks: Uint8Array[] = [];
  #bytes = 0;
  /** The body while calls of it wait for people. */
  #waiting: Uint8Array | undefined;
  /** A longer body than may be gathered, of which the record goes on; or one that turned out to be a stream. */
  #instead: AnswerReading | undefined;

  constructor(rules: AnswerRules, head: AnswerHead) {
    this.#rules = rules;
    this.#head = head;
    this.#ledger = new AnswerLedger(rules);
    this.isWhole = rules.isBinding || rules.holdsWhole || rules.values.size > 0;
  }

  get mayChange(): boolean {
    return this.isWhole;
  }

  get calls(): CallDesk {
    return this.#ledger.calls;
  }

  get facts(): AnswerFacts {
    return this.#instead?.facts ?? this.#ledger.facts();
  }

  push(bytes: Uint8Array): Passed {
    if (this.stopped !== undefined) return nothingPassed;
    if (this.#instead !== undefined) return this.#only(bytes, this.#instead.push(bytes).recorded);
    this.#chunks.push(bytes);
    this.#bytes += bytes.length;
    const isTooLarge = this.#bytes > this.#rules.gatheredBytesMax;
    if (this.isWhole) {
      if (isTooLarge) this.stopped = { kind: 'too-large' };
      return nothingPassed;
    }
    return this.#only(bytes, isTooLarge ? this.#goOn() : noBytes);
  }

  finish(): Passed {
    if (this.stopped !== undefined) return nothingPassed;
    if (this.#instead !== undefined) return this.#only(noBytes, this.#instead.finish().recorded);
    const body = joined(this.#chunks.splice(0));
    if (body.length === 0) return nothingPassed;
    const passed = this.#isStream(body) ? this.#stream(body) : this.#written(body);
    return this.isWhole ? passed : this.#only(noBytes, passed.recorded);
  }

  resume(): Passed {
    if (this.stopped !== undefined) return nothingPassed;
    if (this.#instead !== undefined) return this.#instead.resume?.() ?? nothingPassed;
    const body = this.#waiting;
    return body === undefined ? nothingPassed : this.#written(body);
  }

  cut(error: DialectError): Uint8Array {
    return this.#instead?.cut(error) ?? noBytes;
  }

  #only(client: Uint8Array, recorded: Uint8Array): Passed {
    return { client, recorded: this.#rules.isRecorded ? recorded : client };
  }

  #goOn(): Uint8Array {
    const record = new BytesReading(this.#unbound, this.#head, this.#ledger);
    this.#instead = record;
    return record.push(joined(this.#chunks.splice(0))).recorded;
  }

  /** What has gone to the client already stops nothing. */
  get #unbound(): AnswerRules {
    return { ...this.#rules, isBinding: false };
  }

  #isStream(body: Uint8Array): boolean {
    if (isEventStream(this.#head.contentType)) return !looksLikeJson(body);
    return this.#rules.operation.isStreaming && looksLikeEvents(body);
  }

  #stream(body: Uint8Array): Passed {
    const { openStream } = this.#rules.dialect;
    if (openStream === undefined) return this.#written(body);
    const rules = this.#judgedStream(openStream, body);
    if (rules === undefined) return nothingPassed;
    const reading = new StreamReading(rules, this.#head, openStream, this.#ledger);
    this.#instead = reading;
    const passed = both(reading.push(body), reading.finish());
    this.stopped = reading.stopped;
    return this.stopped === undefined ? passed : nothingPassed;
  }

  /** The rules, with the masks that those on answers ask for; undefined where they refuse it. */
  #judgedStream(openStream: OpenStream, body: Uint8Array): AnswerRules | undefined {
    const rules = this.#rules;
    if (!rules.holdsWhole || rules.judgeAnswer === undefined) return rules;
    const texts = new JudgedTexts(rules.gatheredBytesMax);
    const reader = openStream(rules.operation);
    for (const { deltas } of reader.frames(body)) texts.take(deltas);
    for (const { deltas } of reader.finish()) texts.take(deltas);
    const verdict = judgeAnswer(rules, texts.spans, this.#head.status);
    this.#ledger.verdict = verdict;
    if (verdict !== undefined && verdict.decision !== 'allow') {
      this.stopped = { kind: 'denied', verdict };
      return undefined;
    }
    const masks = verdict?.masks ?? [];
    const plan = masks.length === 0 ? rules.plan : rules.planOf(masks);
    this.#ledger.calls.plan = plan;
    return { ...rules, plan, orders: [...(rules.orders ?? []), ...masks], judgeAnswer: undefined };
  }

  #written(body: Uint8Array): Passed {
    const written = writeAnswer(this.#rules, this.#head, body, this.#ledger);
    if (written.kind === 'written') return written.passed;
    if (written.kind === 'waits') {
      this.#waiting = body;
      return nothingPassed;
    }
    if (written.kind === 'unreadable' && !this.#rules.isBinding) return this.#unreadable(body);
    if (this.isWhole) this.stopped = written;
    return nothingPassed;
  }

  /** It passes as it is; the record has it masked as the text it may be. */
  #unreadable(body: Uint8Array): Passed {
    const record = new BytesReading({ ...this.#unbound, values: new Map() }, this.#head, this.#ledger);
    const recorded = joined([record.push(body).recorded, record.finish().recorded]);
    return { client: body, recorded };
  }
}
