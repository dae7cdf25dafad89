/** An answer whose label and bytes may disagree: its first bytes choose how it is read. */
import type { DialectError } from '@sallyport/wire/llm/dialect';
import type { AnswerFacts, AnswerHead, AnswerReading, AnswerRules, Passed, Stop } from './answer.js';
import { AnswerLedger } from './answer-ledger.js';
import type { CallDesk } from './call-desk.js';
import { isEventStream, sniff } from './body-kind.js';
import { both, joined, nothingPassed } from './outgoing.js';
import { StreamReading, type OpenStream } from './stream-reading.js';
import { WholeReading } from './whole-reading.js';

export class SniffedReading implements AnswerReading {
  readonly isWhole = false;
  readonly mayChange: boolean;
  readonly #rules: AnswerRules;
  readonly #head: AnswerHead;
  readonly #stream: StreamReading;
  #start: Uint8Array[] = [];
  #reading: AnswerReading | undefined;

  constructor(rules: AnswerRules, head: AnswerHead, openStream: OpenStream) {
    this.#rules = rules;
    this.#head = head;
    this.#stream = new StreamReading(rules, head, openStream);
    this.mayChange = this.#stream.mayChange;
  }

  get stopped(): Stop | undefined {
    return this.#reading?.stopped;
  }

  get calls(): CallDesk | undefined {
    return this.#reading?.calls;
  }

  get facts(): AnswerFacts {
    return this.#reading?.facts ?? new AnswerLedger(this.#rules).facts();
  }

  push(bytes: Uint8Array): Passed {
    if (this.#reading !== undefined) return this.#reading.push(bytes);
    this.#start.push(bytes);
    const start = joined(this.#start);
    const kind = sniff(start);
    return kind === 'unknown' ? nothingPassed : this.#open(kind).push(start);
  }

  finish(): Passed {
    if (this.#reading !== undefined) return this.#reading.finish();
    const start = joined(this.#start);
    if (start.length === 0) return nothingPassed;
    const reading = this.#open('other');
    return both(reading.push(start), reading.finish());
  }

  resume(): Passed {
    return this.#reading?.resume?.() ?? nothingPassed;
  }

  breakOff(): Passed {
    return this.#reading?.breakOff?.() ?? this.finish();
  }

  cut(error: DialectError): Uint8Array {
    return (this.#reading ?? this.#stream).cut(error);
  }

  /** JSON is no stream whatever its label says; what is neither is what its label says. */
  #open(kind: 'json' | 'events' | 'other'): AnswerReading {
    const isStream = kind === 'events' || (kind === 'other' && isEventStream(this.#head.contentType));
    this.#start = [];
    this.#reading = isStream ? this.#stream : new WholeReading(this.#rules, this.#head);
    return this.#reading;
  }
}
