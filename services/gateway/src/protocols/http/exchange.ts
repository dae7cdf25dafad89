/** One forwarded request until it is over: hears the upstream, watches both sides, ends in one way only. */
import type { Dispatcher } from 'undici';
import { Outcome, type Body, type Header } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import type { Lockable } from '@sallyport/control/state/lock-match';
import { forwardTrailers, type ParsedHeaders } from '@sallyport/wire/http/response-headers';
import type { RefusalCode } from '../../core/error-table.js';
import type { Seated } from '../../core/roster.js';
import type { Joined } from '../../core/session-desk.js';
import type { Stop } from '../../core/answer/answer.js';
import { drainRest } from './answer-error.js';
import { answerHead, continuesStream } from './answer-head.js';
import { answerRules, stopDetails, type AnswerFor } from './answer-rules.js';
import { AnswerFlow } from './answer-flow.js';
import type { Arrival } from './arrival.js';
import type { OnConnection } from './client-connection.js';
import { completeExchange } from './complete-exchange.js';
import { cutAnswer, stopAnswer } from './cut-answer.js';
import type { Door } from './door.js';
import { lockableOf } from './standing-no.js';
import type { Subject } from './examined.js';
import { ExchangeWaits, type Phase } from './exchange-waits.js';
import { Relay, type RelaySource } from './relay.js';
import { answerRecord, type ResponseRecord } from './response-record.js';
import { isUpload, type Upload } from './upload.js';
import { HeldCalls } from './held-calls.js';
import { headFailure, upstreamFailure } from './upstream-failure.js';

/** Ends of a stream that its client is told of in its dialect's own words. */
const saysWhy: ReadonlySet<RefusalCode> = new Set(['LOCKED', 'CONTROL_STALE']);

export class Exchange implements Dispatcher.DispatchHandler, OnConnection, RelaySource, Seated {
  seat = -1;
  #phase: Phase = 'waiting';
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: Header[] = [];
  #forwardedMs = 0;
  #firstByteMs = 0;
  #upstreamEnded = false;
  #trailers: ParsedHeaders = {};
  readonly #record: ResponseRecord;
  readonly #relay: Relay;

  private readonly arrival: Arrival;
  readonly #flow: AnswerFlow;
  /** Where calls of the answer may wait for people. */
  readonly #calls: HeldCalls | undefined;
  readonly #waits: ExchangeWaits;

  constructor(
    private readonly door: Door,
    private readonly subject: Subject,
    private readonly joined: Joined,
    private readonly answer: AnswerFor,
    /** Whole, or still going on. */
    private readonly requestBody: Body | Upload,
  ) {
    const { limits } = door;
    const { arrival, connection } = subject;
    this.arrival = arrival;
    this.#record = answerRecord(door, subject, joined.envelope);
    this.#relay = new Relay(arrival.response, this.#record, limits.sentAheadBytesMax, this);
    const rules = answerRules(door, subject, answer);
    this.#flow = new AnswerFlow(rules, arrival.method === 'HEAD', this.#record, this.#relay);
    if (rules?.judgeCall !== undefined && door.control !== undefined) {
      const hold = { subject, joined, examined: answer.examined };
      this.#calls = new HeldCalls(door, door.control, hold, this.#flow, () => this.#resume());
    }
    const upload = isUpload(requestBody) ? requestBody : undefined;
    this.#waits = new ExchangeWaits({ limits, connection, upload, flow: this.#flow, relay: this.#relay });
    door.exchanges.add(this);
    arrival.client.begins(this);
    arrival.response.on('close', () => this.clientGone(false));
  }

  get lockable(): Lockable {
    return lockableOf(this.subject);
  }

  get readsAnswer(): boolean {
    return this.#flow.isRead;
  }

  /** Now the request is on its way. A pool that cannot be opened ends the exchange, which is recorded already. */
  start(upstream: () => Pick<Dispatcher, 'dispatch'>, options: Dispatcher.DispatchOptions): void {
    this.#forwardedMs = performance.now();
    this.door.observeAdded((this.#forwardedMs - this.arrival.startedMs) / 1000);
    try {
      upstream().dispatch(options, this);
    } catch (error) {
      this.#failed(error);
    }
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#phase === 'over') controller.abort(new Error('the exchange is over'));
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: ParsedHeaders,
    statusMessage?: string,
  ): void {
    if (status < 200 || this.#phase !== 'waiting') return;
    this.#controller = controller;
    this.#firstByteMs = performance.now();
    if (this.arrival.opened !== undefined && !continuesStream(status, headers)) {
      this.end(Outcome.CUT, 'UPSTREAM_REFUSED');
      return;
    }
    try {
      const head = answerHead(this.subject, this.joined.envelope.session, { status, statusMessage, headers });
      this.#flow.start(head);
      this.#headers = head.recorded;
    } catch (error) {
      this.#headRefused(error);
      return;
    }
    this.#phase = 'relaying';
    this.#waits.answered();
    this.#status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#phase !== 'relaying') return;
    try {
      const stopped = this.#flow.data(chunk);
      if (stopped !== undefined) this.#stop(stopped);
      else this.#calls?.ask();
    } catch (error) {
      this.#failed(error);
    }
  }

  onResponseEnd(_controller: Dispatcher.DispatchController, trailers: ParsedHeaders): void {
    if (this.#phase !== 'relaying') return;
    this.#upstreamEnded = true;
    try {
      this.#ended(this.#flow.finish(), trailers);
      this.#calls?.ask();
    } catch (error) {
      this.#failed(error);
    }
  }

  /** The upstream has said everything; what waits for people is still to come. */
  #ended(stopped: Stop | undefined, trailers: ParsedHeaders): void {
    if (stopped !== undefined) this.#stop(stopped);
    else if (this.#flow.calls?.isWaiting === true) this.#trailers = trailers;
    else this.#relay.end(forwardTrailers(trailers));
  }

  /** A call that waited is settled: the answer goes on. */
  #resume(): void {
    if (this.#phase !== 'relaying') return;
    try {
      const stopped = this.#flow.resume();
      if (this.#upstreamEnded) this.#ended(stopped, this.#trailers);
      else if (stopped !== undefined) this.#stop(stopped);
    } catch (error) {
      this.#failed(error);
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    if (this.#phase === 'over' || this.#phase === 'sent') return;
    const failure = upstreamFailure(error, this.#phase === 'relaying');
    this.end(failure.outcome, failure.code);
  }

  pause(): void {
    this.#controller?.pause();
  }

  resume(): void {
    if (this.#phase === 'relaying' && !this.#upstreamEnded) this.#controller?.resume();
  }

  allSent(): void {
    this.#phase = 'sent';
  }

  recordFailed(): void {
    this.end(Outcome.CUT, 'AUDIT_UNAVAILABLE');
  }

  /** The client's side is closed, after the whole answer or before; or it sent what cannot be read. */
  clientGone(malformed: boolean): void {
    if (this.#phase === 'over') return;
    if (malformed) this.end(Outcome.CUT, 'REQUEST_MALFORMED');
    else if (this.#phase === 'sent' && this.arrival.response.writableFinished)
      this.#close(Outcome.ANSWERED, '');
    else this.#close(Outcome.CLIENT_GONE, '');
  }

  /** Policy lets the answer go no further: a refusal, or in the middle of a stream its dialect's own error. */
  #stop(stop: Stop): void {
    if (this.#phase === 'over') return;
    const { code, details } = stopDetails(stop);
    const { dialect } = this.answer.examined;
    const status = stopAnswer(
      this.arrival,
      this.door.limits,
      this.#flow,
      { dialect, code, details },
      this.#relay.sentBytes,
    );
    this.#status = status ?? this.#status;
    this.#close(Outcome.CUT, code);
  }

  /** What nobody expected, as reading an answer never throws: nothing of it goes on. */
  #failed(error: unknown): void {
    this.door.failed(this.arrival.requestId, error);
    this.end(Outcome.CUT, 'INTERNAL');
  }

  /** Ends the exchange from outside or for a failure. */
  end(outcome: Outcome, code: RefusalCode): void {
    if (this.#phase === 'over') return;
    const { dialect } = this.answer.examined;
    const { arrival, door } = this;
    const { sentBytes } = this.#relay;
    const told = { dialect, code };
    const status = saysWhy.has(code)
      ? stopAnswer(arrival, door.limits, this.#flow, told, sentBytes)
      : cutAnswer(arrival, door.limits, told, sentBytes);
    this.#status = status ?? this.#status;
    this.#close(outcome, code);
  }

  /** The upstream has switched protocols: another takes over, completion included. Undefined where this is over already. */
  handOver(): { readonly forwardedMs: number } | undefined {
    if (this.#phase !== 'waiting') return undefined;
    this.#phase = 'over';
    this.arrival.client.ends(this);
    this.door.exchanges.delete(this);
    return { forwardedMs: this.#forwardedMs };
  }

  /** Looks at the waits. Called at a steady pace with the reading of one clock. */
  sweep(nowMs: number): void {
    if (this.#phase === 'over') return;
    if (this.#phase !== 'waiting') this.#relay.keepUp();
    this.#calls?.sweep(performance.now());
    const upstream = { isAsked: this.#controller !== undefined, hasEnded: this.#upstreamEnded };
    const due = this.#waits.due(nowMs, this.#phase, upstream);
    if (due !== undefined) this.end(due.outcome, due.code);
  }

  /** The answer's head cannot be passed on. The client has seen nothing yet, so that it still gets an answer it can read. */
  #headRefused(error: unknown): void {
    const failure = headFailure(error);
    if (failure.code === 'INTERNAL') this.door.failed(this.arrival.requestId, error);
    this.arrival.response.statusMessage = '';
    this.end(failure.outcome, failure.code);
  }

  #close(outcome: Outcome, code: RefusalCode | ''): void {
    const { door, arrival } = this;
    this.#phase = 'over';
    this.#relay.cut();
    this.#calls?.leave();
    arrival.client.ends(this);
    if (!this.#upstreamEnded) this.#controller?.abort(new Error('the exchange is over'));
    if (isUpload(this.requestBody)) this.requestBody.destroy();
    if (!arrival.request.complete && !arrival.request.destroyed) drainRest(arrival.request, door.limits);
    this.#flow.breakOff();
    const { subject, joined, answer, requestBody } = this;
    completeExchange(door, { subject, joined, examined: answer.examined, requestBody }, this.#record, {
      outcome,
      code,
      status: this.#status,
      headers: this.#headers,
      answer: this.#flow.facts,
      forwardedMs: this.#forwardedMs,
      firstByteMs: this.#firstByteMs,
      endedMs: performance.now(),
      // Until then the door counts the exchange, so that a stop waits for its completion.
      completes: () => door.exchanges.delete(this),
    });
  }
}
