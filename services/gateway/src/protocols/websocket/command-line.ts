/** The commands of a socket, one after the other: judged, recorded, and only then handed on. */
import { errorRow, type RefusalCode } from '../../core/error-table.js';
import type { ErrorDetails } from '../../core/error-body.js';
import type { SealedValues } from '../../core/masking/sealed-values.js';
import { RecordError } from '../../core/ports/recorder.js';
import { verdictMessage } from '../../core/verdict-record.js';
import { bufferOf } from '../http/buffer-of.js';
import { describeClaims, describeTarget } from '../http/describe.js';
import type { Door } from '../http/door.js';
import type { Passing, Refusal, Subject } from '../http/examined.js';
import { raiseAlerts } from '../http/raise-alerts.js';
import { lockableOf, standingNo } from '../http/standing-no.js';
import type { CommandRecord } from './command-record.js';
import { commandSubject, examineCommand } from './examine-command.js';
import { asLine, binaryLine } from './recorded-message.js';
import type { Side } from './side.js';

export interface CommandLineContext {
  readonly door: Door;
  /** Of the upgrade. */
  readonly subject: Subject;
  readonly record: CommandRecord;
  /** Values behind the placeholders of the session. */
  readonly values: SealedValues;
  readonly client: Side;
  readonly upstream: Side;
  readonly refuse: (command: Buffer, code: RefusalCode, details: ErrorDetails, requestId: string) => void;
  /** The socket cannot go on. */
  readonly failed: (code: RefusalCode) => void;
  /** A message that is no text, where rules or masks depend on what commands say. */
  readonly unreadable: () => void;
}

interface Message {
  readonly bytes: Buffer;
  readonly isBinary: boolean;
}

/** At most one command is on its way; while it is, the client is not read. */
export class CommandLine {
  #waiting: Message[] = [];
  #isBusy = false;
  #isOver = false;
  #whenDone: (() => void) | undefined;
  /** A command is recorded and the upstream does not take it. */
  isBlocked = false;

  constructor(private readonly context: CommandLineContext) {}

  take(bytes: Buffer, isBinary: boolean): void {
    if (this.#isOver) return;
    this.#waiting.push({ bytes, isBinary });
    if (!this.#isBusy) void this.#run();
  }

  /** Calls when every command that came is handed on or refused. */
  afterAll(done: () => void): void {
    if (this.#isBusy) this.#whenDone = done;
    else done();
  }

  /** Nothing is handed on from now on. */
  cut(): void {
    this.#isOver = true;
    this.#waiting = [];
    this.#whenDone = undefined;
  }

  async #run(): Promise<void> {
    const { client, door, subject } = this.context;
    this.#isBusy = true;
    client.pause();
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      try {
        await this.#pass(next);
      } catch (error) {
        if (!(error instanceof RecordError)) door.failed(subject.arrival.requestId, error);
        if (!this.#isOver)
          this.context.failed(error instanceof RecordError ? 'AUDIT_UNAVAILABLE' : 'INTERNAL');
      }
    }
    this.#isBusy = false;
    client.resume();
    this.#whenDone?.();
  }

  async #pass({ bytes, isBinary }: Message): Promise<void> {
    const { door, subject: socket, failed } = this.context;
    const policy = door.policy() ?? socket.policy;
    const connection = policy.connection(socket.connection.name);
    const subject = commandSubject(door, socket, policy, connection ?? socket.connection);
    const no = standingNo(door, lockableOf(subject), subject.connection, policy);
    if (socket.caller.expiresAtS * 1000 <= subject.arrival.receivedMs) failed('TOKEN_EXPIRED');
    else if (door.closed !== undefined) this.#refuse(subject, bytes, { code: door.closed });
    else if (connection === undefined) this.#refuse(subject, bytes, { code: 'CONNECTION_UNKNOWN' });
    else if (no !== undefined) this.#refuse(subject, bytes, { code: no });
    else if (isBinary) await this.#passBinary(subject, bytes);
    else {
      const examined = await examineCommand(door, subject, bytes);
      if (this.#isOver) return;
      if (examined.kind === 'refused') this.#refuse(subject, bytes, examined);
      else await this.#passExamined(subject, bytes, examined);
    }
  }

  /** Nobody can read it: it passes where nothing depends on what it says, and the record has its digest. */
  async #passBinary({ connection, prospect }: Subject, bytes: Buffer): Promise<void> {
    if (connection.reading.bindsRequests) {
      this.context.unreadable();
      return;
    }
    await this.context.record.add(prospect.envelope, { sent: asLine(bytes), recorded: binaryLine(bytes) });
    await this.#handOn(bytes, true);
  }

  async #passExamined({ prospect }: Subject, bytes: Buffer, passing: Passing): Promise<void> {
    const { door, record, values } = this.context;
    const { envelope, words } = prospect;
    if (passing.tokens.size > 0) values.seal(passing.tokens);
    const source = { requestId: this.context.subject.arrival.requestId, envelope };
    raiseAlerts(door, source, passing.verdict, passing.failures);
    try {
      const recorded = asLine(passing.body.recorded);
      await record.add(
        envelope,
        { sent: asLine(bytes), recorded },
        {
          verdict: verdictMessage(passing.verdict, words),
          operation: passing.operation,
          masked: [...passing.masked],
        },
      );
    } finally {
      passing.admission?.end();
    }
    await this.#handOn(bufferOf(passing.body.sent), false);
  }

  /** What is durable goes on, as fast as the upstream takes it. */
  async #handOn(bytes: Buffer, isBinary: boolean): Promise<void> {
    if (this.#isOver) return;
    const { upstream, door } = this.context;
    await new Promise<void>((resolve) => {
      upstream.send(bytes, isBinary, () => {
        this.isBlocked = false;
        resolve();
      });
      if (upstream.bufferedBytes <= door.limits.socketBufferedBytesMax) resolve();
      else this.isBlocked = true;
    });
  }

  #refuse(
    { arrival, path, prospect }: Subject,
    command: Buffer,
    { code, details = {}, verdict, operation }: Pick<Refusal, 'code'> & Partial<Refusal>,
  ): void {
    const { door, refuse, subject } = this.context;
    const { requestId, headers, receivedMs: nowMs } = arrival;
    const { words, envelope } = prospect;
    raiseAlerts(door, { requestId, envelope }, verdict);
    door.counters.refuse(code);
    door.refusals.caller(prospect, {
      code,
      status: errorRow(code).status,
      requestId,
      target: describeTarget('POST', path, headers, door.limits.recordedPathCharactersMax, words),
      verdict: verdict && verdictMessage(verdict, words),
      operation,
      claimed: describeClaims(subject.arrival.headers, words),
      nowMs,
    });
    refuse(command, code, details, requestId);
  }
}
