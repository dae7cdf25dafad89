/** Ninth step: one forwarded request until it is over. Relays the answer, keeps the record ahead, ends in one way only. */
import type { Dispatcher } from 'undici';
import type { Body, Header } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { Outcome } from '@sallyport/contracts/generated/sallyport/events/v1/request';
import { forwardResponseHeaders, type ParsedHeaders } from '@sallyport/wire/http/response-headers';
import { errorRow, type RefusalCode } from '../../core/error-table.js';
import type { ConnectionInForce } from '../../core/ports/policy-in-force.js';
import type { Joined } from '../../core/session-desk.js';
import { answerError, drainRest } from './answer-error.js';
import type { Arrival } from './arrival.js';
import type { OnConnection } from './client-connection.js';
import { complete } from './complete.js';
import type { Door } from './door.js';
import { ResponseRecord } from './response-record.js';
import type { Upload } from './upload.js';
import { upstreamFailure } from './upstream-failure.js';
import type { UpstreamPools } from './upstream-pools.js';

type Phase = 'waiting' | 'relaying' | 'sent' | 'over';

export class Exchange implements Dispatcher.DispatchHandler, OnConnection {
  #phase: Phase = 'waiting';
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: Header[] = [];
  #forwardedMs = 0;
  #firstByteMs = 0;
  #sentBytes = 0;
  /** Chunks that wait until the record has caught up. */
  #held: Buffer[] = [];
  /** A first small chunk that came with the headers: it goes out with them and, if it is all, with the end. */
  #first: Buffer | undefined;
  /** True until the turn of the event loop in which the headers came is over. */
  #starting = false;
  #trailers: string[] | undefined;
  #upstreamEnded = false;
  #clientBlocked = false;
  /** Reading of the sweep's clock at which the present wait began. */
  #waitSinceMs = 0;
  /** Bytes that had passed when it began. */
  #waitProgress = -1;
  readonly #record: ResponseRecord;

  constructor(
    private readonly door: Door,
    private readonly arrival: Arrival,
    private readonly joined: Joined,
    private readonly connection: ConnectionInForce,
    /** Whole, or still going on. */
    private readonly requestBody: Body | Upload,
  ) {
    const { limits, recorder } = door;
    this.#record = new ResponseRecord({
      requestId: arrival.requestId,
      envelope: joined.envelope,
      recorder,
      full: connection.record === 'full',
      inlineBytesMax: limits.responseInlineBytesMax,
      partBytesMax: limits.responsePartBytesMax,
    });
    door.exchanges.add(this);
    arrival.client.exchanges.add(this);
    arrival.response.on('close', () => this.#responseClosed());
  }

  get over(): boolean {
    return this.#phase === 'over';
  }

  /** Now the request is on its way. A pool that cannot be opened ends the exchange, which is recorded already. */
  start(pools: UpstreamPools, options: Dispatcher.DispatchOptions): void {
    this.#forwardedMs = performance.now();
    this.door.observeAdded((this.#forwardedMs - this.arrival.startedMs) / 1000);
    try {
      pools.of(this.connection).dispatch(options, this);
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
    this.#phase = 'relaying';
    this.#status = status;
    this.#firstByteMs = performance.now();
    const forwarded = forwardResponseHeaders(headers, {
      connection: this.connection.name,
      upstreamOrigin: this.connection.origin,
      upstreamBasePath: this.connection.basePath,
    });
    this.#headers = forwarded.recorded;
    this.#record.encoding = forwarded.contentEncoding;
    forwarded.headers.push('x-sallyport-request-id', this.arrival.requestId);
    forwarded.headers.push('x-sallyport-session-id', this.joined.envelope.session);
    const { response } = this.arrival;
    response.sendDate = false;
    response.writeHead(status, statusMessage ?? '', forwarded.headers);
    this.#starting = true;
    process.nextTick(endOfStart, this);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#phase !== 'relaying') return;
    if (this.#record.add(chunk)) this.#flush();
    if (
      this.#starting &&
      this.#sentBytes === 0 &&
      chunk.length <= firstChunkBytesMax &&
      this.#first === undefined
    ) {
      this.#first = chunk;
      return;
    }
    this.#sendFirst();
    if (this.#held.length > 0 || !this.#mayTake(chunk)) {
      this.#held.push(chunk);
      controller.pause();
      if (this.#record.gatheredBytes > 0) this.#flush();
      return;
    }
    this.#send(chunk);
  }

  onResponseEnd(_controller: Dispatcher.DispatchController, trailers: ParsedHeaders): void {
    if (this.#phase !== 'relaying') return;
    this.#upstreamEnded = true;
    for (const name in trailers) {
      if (trailers[name] !== undefined)
        this.#trailers = forwardResponseHeaders(trailers, this.#noScope()).headers;
      break;
    }
    if (this.#held.length === 0) this.#finishSending();
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    if (this.#phase === 'over' || this.#phase === 'sent') return;
    const failure = upstreamFailure(error, this.#phase === 'relaying');
    this.end(failure.outcome, failure.code);
  }

  /** The client's socket is gone, or sent what cannot be read. */
  clientGone(malformed: boolean): void {
    if (this.#phase === 'over') return;
    if (malformed) this.end(Outcome.CUT, 'REQUEST_MALFORMED');
    else if (this.#phase === 'sent' && this.arrival.response.writableFinished)
      this.#close(Outcome.ANSWERED, '');
    else this.#close(Outcome.CLIENT_GONE, '');
  }

  /**
   * Ends the exchange from outside or for a failure: an error answer if there was no answer yet, else the connection is
   * broken, so that a cut answer never looks complete.
   */
  end(outcome: Outcome, code: RefusalCode): void {
    if (this.#phase === 'over') return;
    const { request, response, requestId } = this.arrival;
    if (this.#phase === 'waiting' && !response.headersSent) {
      this.#status = errorRow(code).status;
      answerError(request, response, code, requestId, this.door.limits);
    } else breakOff(this.arrival);
    this.#close(outcome, code);
  }

  /** Looks at the waits. Called at a steady pace with the reading of one clock. */
  sweep(nowMs: number): void {
    if (this.#phase === 'over') return;
    const { limits } = this.door;
    const upload = isUpload(this.requestBody) ? this.requestBody : undefined;
    if (upload !== undefined && upload.silentForMs(nowMs) > limits.requestIdleMsMax) {
      this.end(Outcome.CUT, 'REQUEST_TIMEOUT');
      return;
    }
    if (this.#phase === 'waiting') {
      const { connectMsMax, headersMsMax } = this.connection;
      const upstreamsTurn = upload === undefined || upload.complete || upload.blocked;
      const waitedMs = this.#waited(nowMs, upstreamsTurn, upload?.body.size ?? 0);
      if (waitedMs > connectMsMax + headersMsMax) this.end(Outcome.UPSTREAM_TIMEOUT, 'UPSTREAM_TIMEOUT');
      return;
    }
    const clientsTurn = this.#clientBlocked || this.#phase === 'sent';
    if (this.#waited(nowMs, clientsTurn, this.#sentBytes) > limits.clientStallMsMax) {
      this.end(Outcome.CUT, 'CLIENT_STALLED');
    }
  }

  /** How long one side has been waited for without any progress. */
  #waited(nowMs: number, waits: boolean, progress: number): number {
    if (!waits || this.#waitProgress !== progress) {
      this.#waitProgress = waits ? progress : -1;
      this.#waitSinceMs = nowMs;
    }
    return nowMs - this.#waitSinceMs;
  }

  /** Headers go out at once, also when no byte of the body came with them: the client of a slow stream waits for them. */
  endOfStart(): void {
    this.#starting = false;
    if (this.#phase !== 'relaying') return;
    if (this.#first !== undefined) this.#sendFirst();
    else if (this.#sentBytes === 0) this.arrival.response.flushHeaders();
  }

  #sendFirst(): void {
    const first = this.#first;
    if (first === undefined) return;
    this.#first = undefined;
    this.#send(first);
  }

  /** Whether a chunk may be sent now: what is sent may be ahead of what is durable by a little only. */
  #mayTake(chunk: Buffer): boolean {
    return this.#sentBytes + chunk.length - this.#record.durableBytes <= this.door.limits.sentAheadBytesMax;
  }

  #send(chunk: Buffer): void {
    this.#sentBytes += chunk.length;
    if (this.arrival.response.write(chunk)) return;
    this.#clientBlocked = true;
    this.#controller?.pause();
    this.arrival.response.once('drain', () => {
      this.#clientBlocked = false;
      this.#resume();
    });
  }

  #flush(): void {
    this.#record.flush().then(
      () => this.#sendHeld(),
      () => this.end(Outcome.CUT, 'AUDIT_UNAVAILABLE'),
    );
  }

  #sendHeld(): void {
    if (this.#phase !== 'relaying') return;
    for (let chunk = this.#held[0]; chunk !== undefined; chunk = this.#held[0]) {
      if (!this.#mayTake(chunk)) return;
      this.#held.shift();
      this.#send(chunk);
    }
    if (this.#upstreamEnded) this.#finishSending();
    else this.#resume();
  }

  #resume(): void {
    if (this.#phase === 'relaying' && this.#held.length === 0 && !this.#clientBlocked)
      this.#controller?.resume();
  }

  #finishSending(): void {
    this.#phase = 'sent';
    const { response } = this.arrival;
    if (this.#trailers !== undefined && response.chunkedEncoding) response.addTrailers(pairs(this.#trailers));
    // As text, headers and body are one write instead of a list of two; latin1 keeps every byte.
    if (this.#first === undefined) response.end();
    else response.end(this.#first.toString('latin1'), 'latin1');
    this.#first = undefined;
  }

  #responseClosed(): void {
    if (this.#phase === 'over') return;
    if (this.#phase === 'sent' && this.arrival.response.writableFinished) this.#close(Outcome.ANSWERED, '');
    else this.#close(Outcome.CLIENT_GONE, '');
  }

  #close(outcome: Outcome, code: RefusalCode | ''): void {
    const answered = this.#upstreamEnded;
    this.#phase = 'over';
    this.#held = [];
    this.door.exchanges.delete(this);
    this.arrival.client.exchanges.delete(this);
    if (!answered) this.#controller?.abort(new Error('the exchange is over'));
    if (isUpload(this.requestBody)) this.requestBody.destroy();
    if (!this.arrival.request.complete && !this.arrival.request.destroyed)
      drainRest(this.arrival.request, this.door.limits);
    const { body, payloads } = this.#record.finish();
    complete(this.door, this.arrival, this.joined.session, this.joined.envelope, {
      outcome,
      status: this.#status,
      code,
      headers: this.#headers,
      requestBody: isUpload(this.requestBody) ? this.requestBody.body : this.requestBody,
      responseBody: body,
      payloads,
      forwardedMs: this.#forwardedMs,
      firstByteMs: this.#firstByteMs,
    });
  }

  #noScope() {
    return { connection: this.connection.name, upstreamOrigin: this.connection.origin, upstreamBasePath: '' };
  }
}

/** Larger ones are not worth the copy that joins them with the headers. */
const firstChunkBytesMax = 16_384;

function endOfStart(exchange: Exchange): void {
  exchange.endOfStart();
}

function isUpload(body: Body | Upload): body is Upload {
  return 'silentForMs' in body;
}

/** A body without length and chunks (HTTP/1.0) ends with the connection: only a reset tells the client that it was cut. */
function breakOff({ request, response }: Arrival): void {
  if (request.httpVersion === '1.0') request.socket.resetAndDestroy();
  response.destroy();
}

function pairs(flat: readonly string[]): [string, string][] {
  const out: [string, string][] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) out.push([flat[i] ?? '', flat[i + 1] ?? '']);
  return out;
}
