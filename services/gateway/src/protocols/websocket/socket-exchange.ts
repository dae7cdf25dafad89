/** One WebSocket from the switch of protocols until it is over: commands one way, events the other, one end only. */
import type { WebSocket } from 'ws';
import { Outcome, type Header } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { AnswerRules } from '../../core/answer/answer.js';
import type { RefusalCode } from '../../core/error-table.js';
import { complete } from '../http/complete.js';
import type { Underway } from '../http/door.js';
import { lockableOf } from '../http/standing-no.js';
import type { Lockable } from '@sallyport/control/state/lock-match';
import { openValues } from '../http/session-of.js';
import type { PacedSource } from '../http/paced-sends.js';
import { answerRecord, type FinishedBody } from '../http/response-record.js';
import { ABNORMAL, closeCode, GOING_AWAY, UNSUPPORTED_DATA } from './close-code.js';
import { CommandLine } from './command-line.js';
import { CommandRecord, type FinishedCommands } from './command-record.js';
import { EventLine } from './event-line.js';
import { MessageRelay } from './message-relay.js';
import type { Upgrading } from './open-socket.js';
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
  readonly #events: EventLine;
  readonly #relay: MessageRelay;
  readonly #commands: CommandLine;
  readonly #commandRecord: CommandRecord;
  readonly #firstByteMs = performance.now();
  readonly #waits: SocketWaits;

  get lockable(): Lockable {
    return lockableOf(this.open.subject);
  }

  constructor(private readonly open: OpenSocket) {
    const { door, subject, joined, client, upstream } = open;
    const { arrival, connection } = subject;
    const { limits, recorder, maskKeys } = door;
    const full = connection.record === 'full';
    // There from now on: a command may seal the first one later.
    const values = openValues(door, subject.prospect, joined.session);
    const record = answerRecord(door, subject, joined.envelope);
    const shared = { requestId: arrival.requestId, recorder, full, digestKey: maskKeys.digestKey };
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
    this.#relay = new MessageRelay(this.#client, record, limits, this);
    this.#rules = socketRules(open, values);
    this.#events = new EventLine({
      ...{ requestId: arrival.requestId, rules: this.#rules, record, relay: this.#relay },
      stopped: (code) => this.end(Outcome.CUT, code),
      unreadable: () => this.#finish(Outcome.CUT, 'ANSWER_UNREADABLE', UNSUPPORTED_DATA),
    });
    this.#commands = new CommandLine({
      ...{ door, subject, record: this.#commandRecord, values },
      ...{ client: this.#client, upstream: this.#upstream },
      refuse: (command, code, details, requestId) => {
        if (this.#phase === 'open') this.#events.refuse(command, code, details, requestId);
      },
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

  #event(bytes: Buffer, isBinary: boolean): void {
    if (this.#phase !== 'open') return;
    this.#waits.message();
    try {
      this.#events.take(bytes, isBinary);
    } catch (error) {
      // Reading an event never throws; if it does, nothing of it goes on.
      this.open.door.failed(this.open.subject.arrival.requestId, error);
      this.end(Outcome.CUT, 'INTERNAL');
    }
  }

  /** What the server said before it closed still reaches the client; then the client hears how it closed. */
  #upstreamClosed(code: number, reason: string): void {
    if (this.#phase !== 'open') return;
    const isLost = code === ABNORMAL;
    if (!isLost) {
      this.#events.ended();
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
    const endedMs = performance.now();
    const finished = this.#events.finish();
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
      answer: this.#events.facts,
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

const isTooLarge = (code: string): boolean =>
  code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' || code === 'WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH';
