/** One forwarded request until it is over: hears the upstream, watches both sides, ends in one way only. */
import type { Dispatcher } from 'undici';
import { Outcome, type Body, type Header } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import {
  forwardResponseHeaders,
  forwardTrailers,
  type ParsedHeaders,
} from '@sallyport/wire/http/response-headers';
import { errorRow, type RefusalCode } from '../../core/error-table.js';
import type { ConnectionInForce } from '../../core/ports/policy-in-force.js';
import type { Seated } from '../../core/roster.js';
import type { Joined } from '../../core/session-desk.js';
import type { Stop } from '../../core/answer/answer.js';
import { errorMessage, type ErrorDetails } from '../../core/error-body.js';
import { answerError, drainRest } from './answer-error.js';
import { answerRules, stopDetails, type AnswerFor } from './answer-rules.js';
import { AnswerFlow } from './answer-flow.js';
import type { Arrival } from './arrival.js';
import type { OnConnection } from './client-connection.js';
import { complete } from './complete.js';
import { described } from './describe.js';
import type { Door } from './door.js';
import type { Subject } from './examine.js';
import { Relay, type RelaySource } from './relay.js';
import { ResponseRecord, type FinishedBody } from './response-record.js';
import type { Upload } from './upload.js';
import { headFailure, upstreamFailure } from './upstream-failure.js';

/** Waiting for the answer; relaying it; all of it sent and not yet taken by the client; over. */
type Phase = 'waiting' | 'relaying' | 'sent' | 'over';

export class Exchange implements Dispatcher.DispatchHandler, OnConnection, RelaySource, Seated {
  seat = -1;
  #phase: Phase = 'waiting';
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: Header[] = [];
  #forwardedMs = 0;
  #firstByteMs = 0;
  #upstreamEnded = false;
  /** Reading of the sweep's clock at which the present wait began, and the bytes that had passed by then. */
  #waitSinceMs = 0;
  #waitProgress = -1;
  readonly #record: ResponseRecord;
  readonly #relay: Relay;

  private readonly arrival: Arrival;
  private readonly connection: ConnectionInForce;
  readonly #flow: AnswerFlow;

  constructor(
    private readonly door: Door,
    private readonly subject: Subject,
    private readonly joined: Joined,
    private readonly answer: AnswerFor,
    /** Whole, or still going on. */
    private readonly requestBody: Body | Upload,
  ) {
    const { limits, recorder } = door;
    const { arrival, connection } = subject;
    this.arrival = arrival;
    this.connection = connection;
    this.#record = new ResponseRecord({
      requestId: arrival.requestId,
      envelope: joined.envelope,
      recorder,
      full: connection.record === 'full',
      inlineBytesMax: limits.responseInlineBytesMax,
      partBytesMax: limits.responsePartBytesMax,
      digestKey: door.maskKeys.digestKey,
    });
    this.#relay = new Relay(arrival.response, this.#record, limits.sentAheadBytesMax, this);
    const rules = answerRules(door, subject, answer);
    this.#flow = new AnswerFlow(rules, arrival.method === 'HEAD', this.#record, this.#relay);
    door.exchanges.add(this);
    arrival.client.begins(this);
    arrival.response.on('close', () => this.clientGone(false));
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
      this.door.failed(this.arrival.requestId, error);
      this.end(Outcome.CUT, 'INTERNAL');
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
    try {
      const forwarded = forwardResponseHeaders(headers, this.connection);
      const words = this.subject.policy.recordedWords;
      const type = headers['content-type'];
      this.#flow.start({
        status,
        statusMessage: statusMessage ?? '',
        headers: forwarded.headers,
        contentType: (Array.isArray(type) ? type[0] : type) ?? '',
        contentEncoding: words(forwarded.contentEncoding),
        added: [
          ...['x-sallyport-request-id', this.arrival.requestId],
          ...['x-sallyport-session-id', this.joined.envelope.session],
        ],
      });
      this.#headers = described(forwarded.recorded, words);
    } catch (error) {
      this.#headRefused(error);
      return;
    }
    this.#phase = 'relaying';
    this.#waitProgress = -1;
    this.#status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#phase !== 'relaying') return;
    try {
      const stopped = this.#flow.data(chunk);
      if (stopped !== undefined) this.#stop(stopped);
    } catch (error) {
      this.#readingFailed(error);
    }
  }

  onResponseEnd(_controller: Dispatcher.DispatchController, trailers: ParsedHeaders): void {
    if (this.#phase !== 'relaying') return;
    this.#upstreamEnded = true;
    try {
      const stopped = this.#flow.finish();
      if (stopped === undefined) this.#relay.end(forwardTrailers(trailers));
      else this.#stop(stopped);
    } catch (error) {
      this.#readingFailed(error);
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
    const { response, requestId } = this.arrival;
    const { code, details } = stopDetails(stop);
    if (!response.headersSent) this.#answerError(code, details);
    else {
      const message = errorMessage(code, details);
      const error = { code, message, requestId, status: errorRow(code).status };
      if (!this.#flow.cut(error)) breakOff(this.arrival);
    }
    this.#close(Outcome.CUT, code);
  }

  #answerError(code: RefusalCode, details?: ErrorDetails): void {
    const { request, response, requestId } = this.arrival;
    this.#status = errorRow(code).status;
    const { dialect } = this.answer.examined;
    answerError(request, response, code, requestId, this.door.limits, details, dialect);
  }

  /** Reading an answer never throws; if it does, nothing of it goes on. */
  #readingFailed(error: unknown): void {
    this.door.failed(this.arrival.requestId, error);
    this.end(Outcome.CUT, 'INTERNAL');
  }

  /**
   * Ends the exchange from outside or for a failure: an error answer if there was no answer yet, else the connection is
   * broken, so that a cut answer never looks complete.
   */
  end(outcome: Outcome, code: RefusalCode): void {
    if (this.#phase === 'over') return;
    if (!this.arrival.response.headersSent) this.#answerError(code);
    else breakOff(this.arrival);
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
    const { limits } = this.door;
    const upload = isUpload(this.requestBody) ? this.requestBody : undefined;
    if (upload !== undefined && upload.silentForMs(nowMs) > limits.requestIdleMsMax) {
      this.end(Outcome.CUT, 'REQUEST_TIMEOUT');
    } else if (this.#phase === 'waiting') {
      // Once the answer has begun, the upstream itself says how long it listens: slow streams in both directions may pass.
      if (upload?.dripping(nowMs, limits.requestPaceWindowMs, limits.requestPaceBytesMin) === true) {
        this.end(Outcome.CUT, 'REQUEST_TIMEOUT');
        return;
      }
      const { connectMsMax, headersMsMax } = this.connection;
      // Until a connection has taken the request, it may still have to be opened.
      const openMsMax = this.#controller === undefined ? connectMsMax : 0;
      const upstreamsTurn = upload === undefined || upload.complete || upload.blocked;
      const waitedMs = this.#waited(nowMs, upstreamsTurn, upload?.body.size ?? 0);
      if (waitedMs > openMsMax + headersMsMax) this.end(Outcome.UPSTREAM_TIMEOUT, 'UPSTREAM_TIMEOUT');
    } else {
      this.#relay.keepUp();
      const clientsTurn = this.#relay.clientBlocked || this.#phase === 'sent';
      // Bytes that were received and sent: each side's wait is its own, and ends when it moves.
      const waits = clientsTurn || !this.#relay.isHolding;
      const waitedMs = this.#waited(
        nowMs,
        waits,
        clientsTurn ? -2 - this.#relay.sentBytes : this.#flow.received,
      );
      if (clientsTurn) {
        if (waitedMs > limits.clientStallMsMax) this.end(Outcome.CUT, 'CLIENT_STALLED');
      } else if (!this.#upstreamEnded && waitedMs > this.connection.idleMsMax) {
        this.end(Outcome.UPSTREAM_TIMEOUT, 'UPSTREAM_TIMEOUT');
      }
    }
  }

  /** The answer's head cannot be passed on. The client has seen nothing yet, so that it still gets an answer it can read. */
  #headRefused(error: unknown): void {
    const failure = headFailure(error);
    if (failure.code === 'INTERNAL') this.door.failed(this.arrival.requestId, error);
    this.arrival.response.statusMessage = '';
    this.end(failure.outcome, failure.code);
  }

  /** How long one side has been waited for without any progress. */
  #waited(nowMs: number, waits: boolean, progress: number): number {
    if (!waits || this.#waitProgress !== progress) {
      this.#waitProgress = waits ? progress : -1;
      this.#waitSinceMs = nowMs;
    }
    return nowMs - this.#waitSinceMs;
  }

  /** What the request may have renamed at the upstream is asked for anew. */
  #forgetNames(): void {
    const { accepted } = this.subject;
    this.door.names.changed(this.connection, { method: this.arrival.method, path: accepted.target.path });
  }

  #close(outcome: Outcome, code: RefusalCode | ''): void {
    const { door, arrival } = this;
    this.#phase = 'over';
    this.#relay.cut();
    arrival.client.ends(this);
    if (!this.#upstreamEnded) this.#controller?.abort(new Error('the exchange is over'));
    if (isUpload(this.requestBody)) this.requestBody.destroy();
    if (!arrival.request.complete && !arrival.request.destroyed) drainRest(arrival.request, door.limits);
    const endedMs = performance.now();
    this.#flow.breakOff();
    const finished = this.#record.finish(this.#flow.facts?.isChanged);
    if (finished instanceof Promise)
      void finished.then((body) => this.#complete(outcome, code, body, endedMs));
    else this.#complete(outcome, code, finished, endedMs);
  }

  #complete(outcome: Outcome, code: RefusalCode | '', finished: FinishedBody, endedMs: number): void {
    const { door, arrival } = this;
    // Until here the door counts the exchange, so that a stop waits for its completion.
    door.exchanges.delete(this);
    this.#forgetNames();
    complete(door, arrival, this.joined.session, this.joined.envelope, {
      answer: this.#flow.facts,
      examined: this.answer.examined,
      policy: this.subject.policy,
      outcome,
      status: this.#status,
      code,
      headers: this.#headers,
      requestBody: isUpload(this.requestBody) ? this.requestBody.body : this.requestBody,
      responseBody: finished.body,
      payloads: finished.payloads,
      incomplete: finished.partsLost > 0,
      forwardedMs: this.#forwardedMs,
      firstByteMs: this.#firstByteMs,
      endedMs,
    });
  }
}

function isUpload(body: Body | Upload): body is Upload {
  return 'silentForMs' in body;
}

/** A body without length and chunks (HTTP/1.0) ends with the connection: only a reset tells the client that it was cut. */
function breakOff({ request, response }: Arrival): void {
  if (request.httpVersion === '1.0') request.socket.resetAndDestroy();
  response.destroy();
}
