/** The events of a socket on their way to the client: read, recorded, and held where policy says so. */
import { refuseSocketCommand } from '@sallyport/wire/langgraph/socket';
import type { AnswerFacts, AnswerRules, Stop } from '../../core/answer/answer.js';
import { MessageReading } from '../../core/answer/message-reading.js';
import { errorMessage, type ErrorDetails } from '../../core/error-body.js';
import { errorRow, type RefusalCode } from '../../core/error-table.js';
import { stopDetails } from '../http/answer-rules.js';
import { bufferOf } from '../http/buffer-of.js';
import type { FinishedBody, ResponseRecord } from '../http/response-record.js';
import type { MessageRelay } from './message-relay.js';
import { asLine, binaryLine } from './recorded-message.js';

export interface EventLineContext {
  /** Of the upgrade. */
  readonly requestId: string;
  readonly rules: AnswerRules;
  readonly record: ResponseRecord;
  readonly relay: MessageRelay;
  /** The events go no further; the last one said so. */
  readonly stopped: (code: RefusalCode) => void;
  /** A message that is no text, where rules or masks depend on what events say. */
  readonly unreadable: () => void;
}

const SWITCHING_PROTOCOLS = 101;
const noBytes: Buffer = Buffer.alloc(0);

export class EventLine {
  readonly #reading: MessageReading;
  #isChanged = false;
  #isStopped = false;

  constructor(private readonly context: EventLineContext) {
    this.#reading = new MessageReading(context.rules, SWITCHING_PROTOCOLS);
  }

  get facts(): AnswerFacts {
    return this.#reading.facts;
  }

  /** A message of the upstream. */
  take(bytes: Buffer, isBinary: boolean): void {
    if (isBinary) this.#takeBinary(bytes);
    else this.#passAll(asLine(bytes), this.#reading.push(bytes));
  }

  /** The upstream says no more: what was held back of what it said goes on. */
  ended(): void {
    this.#passAll(noBytes, this.#reading.finish());
  }

  /** Tells the client that its command was refused, as the server would. */
  refuse(command: Buffer, code: RefusalCode, details: ErrorDetails, requestId: string): void {
    const message = errorMessage(code, details);
    const answer = refuseSocketCommand(command, { code, message, requestId, status: errorRow(code).status });
    this.context.relay.data({ bytes: answer, isBinary: false }, asLine(answer), 0);
    this.#isChanged = true;
  }

  /** The body for the completion event; to be asked for once, when nothing goes on any more. */
  finish(): FinishedBody | Promise<FinishedBody> {
    const { record } = this.context;
    // What was held back belongs to the record of what was said.
    for (const { recorded } of this.#reading.finish()) {
      if (recorded.length > 0) record.add(asLine(recorded), 0);
    }
    return record.finish(this.#reading.facts.isChanged || this.#isChanged);
  }

  #takeBinary(bytes: Buffer): void {
    const { rules, record, relay, unreadable } = this.context;
    if (rules.isBinding) {
      unreadable();
      return;
    }
    record.came(asLine(bytes));
    this.#isChanged = true;
    relay.data({ bytes, isBinary: true }, binaryLine(bytes), bytes.length + 1);
  }

  /** What came of the upstream's message goes into the record and to the client; what may not go on stops the socket. */
  #passAll(came: Buffer, passed: ReturnType<MessageReading['push']>): void {
    const { record, relay } = this.context;
    let received = came.length;
    if (received > 0) record.came(came);
    for (const { client, recorded } of passed) {
      const line = recorded.length === 0 ? noBytes : asLine(recorded);
      relay.data({ bytes: bufferOf(client), isBinary: false }, line, received);
      received = 0;
    }
    if (received > 0) relay.data({ bytes: noBytes, isBinary: false }, noBytes, received);
    const { stopped } = this.#reading;
    if (stopped !== undefined && !this.#isStopped) this.#stop(stopped);
  }

  /** Policy lets the events go no further: the last one says so. */
  #stop(stop: Stop): void {
    this.#isStopped = true;
    const { requestId, record, relay } = this.context;
    const { code, details } = stopDetails(stop);
    const message = errorMessage(code, details);
    const last = this.#reading.cut({ code, message, requestId, status: errorRow(code).status });
    record.add(asLine(last), 0);
    this.#isChanged = true;
    relay.last({ bytes: last, isBinary: false });
    this.context.stopped(code);
  }
}
