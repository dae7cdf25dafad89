/** The flow of an answer from the upstream into record and relay, through its reading where it is read. */
import { openAnswer } from '../../core/answer/open-answer.js';
import type { AnswerFacts, AnswerRules, Passed, Stop } from '../../core/answer/answer.js';
import type { CallDesk } from '../../core/answer/call-desk.js';
import { isEventStream } from '../../core/answer/body-kind.js';
import { both, nothingPassed } from '../../core/answer/outgoing.js';
import type { DialectError } from '@sallyport/wire/llm/dialect';
import { AnswerCourse } from './answer-course.js';
import { bufferOf } from './buffer-of.js';
import { waitComment } from './waiting-stream.js';
import type { Relay } from './relay.js';
import type { ResponseRecord } from './response-record.js';

export interface FlowHead {
  readonly status: number;
  readonly statusMessage: string;
  /** Names and values by turns, as they would be forwarded. */
  readonly headers: string[];
  readonly contentType: string;
  readonly contentEncoding: string;
  /** Of the gateway, names and values by turns. */
  readonly added: readonly string[];
}

export class AnswerFlow {
  /** Bytes received from the upstream. */
  received = 0;
  /** Received since the record was last given something. */
  #unrecorded = 0;
  #course: AnswerCourse | undefined;
  /** The head of an answer that goes out when it is there whole. */
  #heldHead: FlowHead | undefined;
  #isFinished = false;
  #isEvents = false;
  /** The upstream's end came while a call waited for people: what goes out with the end. */
  #rest: Passed | undefined;

  constructor(
    /** Undefined: the answer is not read. */
    private readonly rules: AnswerRules | undefined,
    private readonly isHead: boolean,
    private readonly record: ResponseRecord,
    private readonly relay: Relay,
  ) {}

  get isRead(): boolean {
    return this.rules !== undefined;
  }

  get facts(): AnswerFacts | undefined {
    return this.#course?.facts;
  }

  /** @throws when node cannot write such a head; nothing has been sent then. */
  start(head: FlowHead): void {
    const { rules } = this;
    const { status, contentType, contentEncoding } = head;
    const hasBody = !this.isHead && status !== 204 && status !== 304;
    if (rules !== undefined && hasBody) {
      const reading = openAnswer(rules, { status, contentType });
      this.#course = new AnswerCourse(reading, contentEncoding, rules.gatheredBytesMax);
    }
    this.#isEvents = isEventStream(contentType);
    this.record.encoding = this.#course === undefined ? contentEncoding : '';
    if (this.#course?.holdsHead === true) this.#heldHead = head;
    else this.#startRelay(head);
  }

  /** What may not go on is told; nothing of it was passed. */
  data(chunk: Buffer): Stop | undefined {
    this.received += chunk.length;
    const course = this.#course;
    if (course === undefined) {
      this.relay.data(chunk);
      return undefined;
    }
    this.record.came(chunk);
    this.#unrecorded += chunk.length;
    const passed = course.push(chunk);
    if (this.#heldHead !== undefined && !course.holdsHead) this.#releaseHead(this.#heldHead);
    this.#pass(passed);
    return course.stopped;
  }

  /** The upstream's end; `relay.end` is the caller's. */
  finish(): Stop | undefined {
    const course = this.#course;
    if (course === undefined) return undefined;
    this.#isFinished = true;
    return this.#end(course, course.finish());
  }

  /** The tool calls of the answer; undefined where none are read. */
  get calls(): CallDesk | undefined {
    return this.#course?.calls;
  }

  /** While a call waits for people: a comment that readers of event streams skip, and nobody records. */
  keepAlive(): void {
    if (this.#isEvents && this.#heldHead === undefined) this.relay.data(waitComment, noBytes, 0);
  }

  /** After a call that waited was settled: what it held back goes on. */
  resume(): Stop | undefined {
    const course = this.#course;
    if (course === undefined) return undefined;
    const passed = course.resume();
    const rest = this.#rest;
    if (rest !== undefined) return this.#end(course, both(rest, passed));
    this.#pass(passed);
    return course.stopped;
  }

  #end(course: AnswerCourse, rest: Passed): Stop | undefined {
    const { stopped } = course;
    this.#rest = undefined;
    if (stopped === undefined && course.calls?.isWaiting === true) {
      if (this.#heldHead === undefined) this.#pass(rest);
      this.#rest = this.#heldHead === undefined ? nothingPassed : rest;
      return undefined;
    }
    const head = this.#heldHead;
    this.#heldHead = undefined;
    if (stopped === undefined && head !== undefined) this.#startRelay(head, rest.client.length);
    this.#pass(rest);
    return stopped;
  }

  /** The answer ends before its end: what was held back of it is recorded as far as its meaning is settled, and goes nowhere. */
  breakOff(): void {
    const course = this.#course;
    if (course !== undefined && !this.#isFinished && course.stopped === undefined) {
      this.#isFinished = true;
      this.record.add(bufferOf(course.breakOff().recorded), 0);
    }
    this.record.add(noBytes, this.#unrecorded);
    this.#unrecorded = 0;
  }

  /** Ends a stream in its dialect's own words. False where it has none. */
  cut(error: DialectError): boolean {
    const last = this.#course?.cut(error) ?? noBytes;
    if (last.length === 0) return false;
    this.record.add(bufferOf(last), 0);
    this.relay.endWith(last);
    return true;
  }

  #pass({ client, recorded }: Passed): void {
    if (client.length + recorded.length === 0) return;
    const received = this.#unrecorded;
    this.#unrecorded = 0;
    this.relay.data(bufferOf(client), bufferOf(recorded), received);
  }

  /** More came than is held. */
  #releaseHead(head: FlowHead): void {
    this.#heldHead = undefined;
    this.#startRelay(head);
  }

  #startRelay({ status, statusMessage, headers, added }: FlowHead, bytes?: number): void {
    const outgoing = this.#course?.isRewritten === true ? rewritten(headers) : headers;
    outgoing.push(...added);
    if (bytes !== undefined) outgoing.push('content-length', String(bytes));
    this.relay.start(status, statusMessage, outgoing);
  }
}

const noBytes: Buffer = Buffer.alloc(0);

/** What describes the upstream's bytes does not hold for others (RFC 9110 §8, RFC 9530). */
const describesBytes: ReadonlySet<string> = new Set([
  ...['content-length', 'content-encoding', 'etag', 'content-md5', 'digest', 'content-digest', 'repr-digest'],
  ...['accept-ranges', 'content-range', 'signature', 'signature-input'],
]);

function rewritten(headers: readonly string[]): string[] {
  return headers.filter((_, at) => !describesBytes.has((headers[at - (at % 2)] ?? '').toLowerCase()));
}
