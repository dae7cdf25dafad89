/** One WebSocket from the switch of protocols until it is over: commands one way, events the other, one end only. */
import type { WebSocket } from 'ws';
import { Outcome, type Header } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { refuseSocketCommand } from '@sallyport/wire/langgraph/socket';
import type { AnswerRules, Stop } from '../../core/answer/answer.js';
import { MessageReading } from '../../core/answer/message-reading.js';
import { errorMessage, type ErrorDetails } from '../../core/error-body.js';
import { errorRow, type RefusalCode } from '../../core/error-table.js';
import { bufferOf } from '../http/buffer-of.js';
import { complete } from '../http/complete.js';
import type { Underway } from '../http/door.js';
import { stopDetails } from '../http/answer-rules.js';
import { openValues } from '../http/session-of.js';
import type { PacedSource } from '../http/paced-sends.js';
import { ResponseRecord, type FinishedBody } from '../http/response-record.js';
import { ABNORMAL, closeCode, GOING_AWAY, UNSUPPORTED_DATA } from './close-code.js';
import { CommandLine } from './command-line.js';
import { CommandRecord, type FinishedCommands } from './command-record.js';
import { MessageRelay } from './message-relay.js';
import type { Upgrading } from './open-socket.js';
import { asLine, binaryLine } from './recorded-message.js';
import { Side } from './side.js';
import { SocketWaits } from './socket-waits.js';
import { socketRules } from './socket-rules.js';

const SWITCHING_PROTOCOLS = 101;

export interface OpenSocket extends Upgrading {
  readonly client: WebSocket;
  readonly upstream: WebSocket;
  /** Of the upstream's answer, as recorded. */
  readonly headers: Header[];
  readonly forwardedMs: number;
}

/** Both sides open; one of them closed, the rest on its way to the other; over. */
type Phase = 'open' | 'closing' | 'over';

export class SocketExchange implements Underway, PacedSource {
  seat = -1;
  #phase: Phase = 'open';
  /** What the completion says, once one side has closed. */
  #ending: { readonly outcome: Outcome; readonly code: RefusalCode | '' } = {
    outcome: Outcome.ANSWERED,
    code: '',
  };
  readonly #client: Side;
  readonly #upstream: Side;
  readonly #rules: AnswerRules;
  readonly #reading: MessageReading;
  readonly #record: ResponseRecord;
  readonly #relay: MessageRelay;
  readonly #commands: CommandLine;
  readonly #commandRecord: CommandRecord;
  readonly #firstByteMs = performance.now();
  #isChanged = false;
  readonly #waits: SocketWaits;

  constructor(private readonly open: OpenSocket) {
    const { door, subject, joined, client, upstream } = open;
    const { arrival, connection } = subject;
    const { limits, recorder, maskKeys } = door;
    const full = connection.record === 'full';
    // There from now on: a command may seal the first one later.
    const values = openValues(door, subject.prospect, joined.session);
    this.#rules = socketRules(open, values);
    this.#reading = new MessageReading(this.#rules, SWITCHING_PROTOCOLS);
    const shared = { requestId: arrival.requestId, recorder, full, digestKey: maskKeys.digestKey };
    this.#record = new ResponseRecord({
      ...shared,
      envelope: joined.envelope,
      inlineBytesMax: limits.responseInlineBytesMax,
      partBytesMax: limits.responsePartBytesMax,
    });
    this.#commandRecord = new CommandRecord({ ...shared, partBytesMax: limits.requestPartBytesMax });
    this.#client = new Side(client, limits.socketLingerMsMax, {
      message: (bytes, isBinary) => this.#command(bytes, isBinary),
      closed: (code, reason) => this.#clientClosed(code, reason),
      broken: (code) => this.end(Outcome.CUT, isTooLarge(code) ? 'BODY_TOO_LARGE' : 'REQUEST_MALFORMED'),
    });
    this.#upstream = new Side(upstream, limits.socketLingerMsMax, {
      message: (bytes, isBinary) => this.#event(bytes, isBinary),
      closed: (code, reason) => this.#upstreamClosed(code, reason),
      broken: (code) =>
        isTooLarge(code)
          ? this.end(Outcome.CUT, 'ANSWER_TOO_LARGE')
          : this.end(Outcome.UPSTREAM_INVALID, 'UPSTREAM_BAD_RESPONSE'),
    });
    this.#relay = new MessageRelay(this.#client, this.#record, limits, this);
    this.#commands = new CommandLine({
      ...{ door, subject, record: this.#commandRecord, values },
      ...{ client: this.#client, upstream: this.#upstream },
      refuse: (command, code, details, requestId) => this.#refuse(command, code, details, requestId),
      failed: (code) => this.end(Outcome.CUT, code),
      unreadable: () => this.#finish(Outcome.CUT, 'REQUEST_MALFORMED', UNSUPPORTED_DATA),
    });
    this.#waits = new SocketWaits({
      ...{ door, subject, client: this.#client, upstream: this.#upstream },
      commands: this.#commands,
    });
    door.exchanges.add(this);
  }

  pause(): void {
    this.#upstream.pause();
  }

  resume(): void {
    this.#upstream.resume();
  }

  recordFailed(): void {
    this.end(Outcome.CUT, 'AUDIT_UNAVAILABLE');
  }

  /** Ends it from outside or for a failure: the close code says why. */
  end(outcome: Outcome, code: RefusalCode): void {
    this.#finish(outcome, code, closeCode(code));
  }

  /** Looks at the waits. Called at a steady pace with the reading of one clock. */
  sweep(nowMs: number): void {
    if (this.#phase === 'over') return;
    this.#relay.keepUp();
    const due = this.#waits.due(nowMs, this.#phase === 'closing');
    if (due !== undefined) this.#finish(due.outcome, due.code, due.close);
  }

  #command(bytes: Buffer, isBinary: boolean): void {
    if (this.#phase !== 'open') return;
    this.#waits.message();
    this.#commands.take(bytes, isBinary);
  }

  #refuse(command: Buffer, code: RefusalCode, details: ErrorDetails, requestId: string): void {
    if (this.#phase !== 'open') return;
    const message = errorMessage(code, details);
    const answer = refuseSocketCommand(command, { code, message, requestId, status: errorRow(code).status });
    this.#relay.data({ bytes: answer, isBinary: false }, asLine(answer), 0);
    this.#isChanged = true;
  }

  #event(bytes: Buffer, isBinary: boolean): void {
    if (this.#phase !== 'open') return;
    this.#waits.message();
    try {
      if (isBinary) this.#binaryEvent(bytes);
      else this.#passAll(asLine(bytes), this.#reading.push(bytes));
    } catch (error) {
      // Reading an event never throws; if it does, nothing of it goes on.
      this.open.door.failed(this.open.subject.arrival.requestId, error);
      this.end(Outcome.CUT, 'INTERNAL');
    }
  }

  #binaryEvent(bytes: Buffer): void {
    if (this.#rules.isBinding) {
      this.#finish(Outcome.CUT, 'ANSWER_UNREADABLE', UNSUPPORTED_DATA);
      return;
    }
    this.#record.came(asLine(bytes));
    this.#isChanged = true;
    this.#relay.data({ bytes, isBinary: true }, binaryLine(bytes), bytes.length + 1);
  }

  /** What came of the upstream's message goes into the record and to the client; what may not go on stops the socket. */
  #passAll(came: Buffer, passed: ReturnType<MessageReading['push']>): void {
    let received = came.length;
    if (received > 0) this.#record.came(came);
    for (const { client, recorded } of passed) {
      const line = recorded.length === 0 ? noBytes : asLine(recorded);
      this.#relay.data({ bytes: bufferOf(client), isBinary: false }, line, received);
      received = 0;
    }
    if (received > 0) this.#relay.data({ bytes: noBytes, isBinary: false }, noBytes, received);
    const { stopped } = this.#reading;
    if (stopped !== undefined && this.#phase === 'open') this.#stop(stopped);
  }

  /** Policy lets the events go no further: the last one says so. */
  #stop(stop: Stop): void {
    const { code, details } = stopDetails(stop);
    const { requestId } = this.open.subject.arrival;
    const message = errorMessage(code, details);
    const last = this.#reading.cut({ code, message, requestId, status: errorRow(code).status });
    this.#record.add(asLine(last), 0);
    this.#isChanged = true;
    this.#relay.last({ bytes: last, isBinary: false });
    this.end(Outcome.CUT, code);
  }

  /** What the server said before it closed still reaches the client; then the client hears how it closed. */
  #upstreamClosed(code: number, reason: string): void {
    if (this.#phase !== 'open') return;
    const isLost = code === ABNORMAL;
    if (!isLost) {
      this.#passAll(noBytes, this.#reading.finish());
      if (this.#isOver()) return;
    }
    this.#phase = 'closing';
    this.#commands.cut();
    if (isLost) this.#ending = { outcome: Outcome.UPSTREAM_GONE, code: 'UPSTREAM_RESET' };
    const told = isLost ? closeCode('UPSTREAM_RESET') : code;
    const said = isLost || this.#rules.isBinding ? '' : reason;
    this.#relay.afterAll(() => this.#client.close(told, said, Infinity));
  }

  #clientClosed(code: number, reason: string): void {
    if (this.#phase === 'closing') {
      const isTaken = code !== ABNORMAL || this.#client.bufferedBytes === 0;
      if (isTaken && !this.#relay.isHolding) this.#close(this.#ending.outcome, this.#ending.code);
      else this.#close(Outcome.CLIENT_GONE, '');
      return;
    }
    if (this.#phase === 'over') return;
    if (code === ABNORMAL) {
      this.#finish(Outcome.CLIENT_GONE, '', ABNORMAL);
      return;
    }
    // Commands that came before it still go on.
    this.#phase = 'closing';
    this.#commands.afterAll(() => {
      if (this.#isOver()) return;
      const said = this.open.subject.connection.reading.bindsRequests ? '' : reason;
      this.#upstream.close(code, said);
      this.#close(Outcome.ANSWERED, '');
    });
  }

  #finish(outcome: Outcome, code: RefusalCode | '', told: number): void {
    if (this.#phase === 'over') return;
    this.#client.close(told, code);
    this.#close(outcome, code);
  }

  #isOver(): boolean {
    return this.#phase === 'over';
  }

  #close(outcome: Outcome, code: RefusalCode | ''): void {
    this.#phase = 'over';
    this.#relay.cut();
    this.#commands.cut();
    this.#upstream.close(GOING_AWAY, '');
    // What was held back belongs to the record of what was said.
    for (const { recorded } of this.#reading.finish()) {
      if (recorded.length > 0) this.#record.add(asLine(recorded), 0);
    }
    const endedMs = performance.now();
    const finished = this.#record.finish(this.#reading.facts.isChanged || this.#isChanged);
    void Promise.all([this.#commandRecord.finish(), finished]).then(([commands, events]) =>
      this.#complete(outcome, code, commands, events, endedMs),
    );
  }

  #complete(
    outcome: Outcome,
    code: RefusalCode | '',
    commands: FinishedCommands,
    events: FinishedBody,
    endedMs: number,
  ): void {
    const { door, subject, joined, answer, headers, forwardedMs } = this.open;
    // Until here the door counts it, so that a stop waits for its completion.
    door.exchanges.delete(this);
    complete(door, subject.arrival, joined.session, joined.envelope, {
      answer: this.#reading.facts,
      examined: answer.examined,
      policy: subject.policy,
      outcome,
      status: SWITCHING_PROTOCOLS,
      code,
      headers,
      requestBody: commands.body,
      responseBody: events.body,
      payloads: events.payloads,
      incomplete: commands.partsLost + events.partsLost > 0,
      forwardedMs,
      firstByteMs: this.#firstByteMs,
      endedMs,
    });
  }
}

const noBytes: Buffer = Buffer.alloc(0);
const isTooLarge = (code: string): boolean =>
  code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' || code === 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH';
