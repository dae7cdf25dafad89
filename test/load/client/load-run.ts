/** One run of load against one target: closed loop, or paced by a schedule that does not wait for answers. */
import { HttpConnection } from './http-connection.js';
import type { Answered } from './http-connection.js';
import type { Order } from './order.js';
import { startPacer } from './pacer.js';
import { Tally } from './tally.js';

const ANSWER_MS_MAX = 10_000; // No row takes a tenth of it; what does, hangs.
const ERRORS_MAX = 100; // More show nothing new: the run is given up.

export class LoadRun {
  readonly tally = new Tally();
  readonly #order: Order;
  readonly #lanes: Lane[] = [];
  /** Paced: times at which requests were due that no connection was free for. */
  readonly #overdue: number[] = [];
  #sending = true;

  constructor(order: Order) {
    this.#order = order;
  }

  async connect(): Promise<void> {
    for (let index = 0; index < this.#order.connections; index++) this.#lanes.push(this.#openLane(index));
    await Promise.all(this.#lanes.map((lane) => lane.connection.connected()));
  }

  /** Starts sending; the result stops it and resolves when the last answer is in. */
  start(): () => Promise<void> {
    const stopPacer = this.#order.ratePerS === undefined ? undefined : this.#startPaced(this.#order.ratePerS);
    if (stopPacer === undefined) for (const lane of this.#lanes) lane.send(performance.now());
    return async () => {
      this.#sending = false;
      await stopPacer?.();
      await this.#drained();
      for (const lane of this.#lanes) lane.connection.end();
    };
  }

  #startPaced(ratePerS: number): () => Promise<void> {
    const intervalMs = 1000 / ratePerS;
    let dueMs = performance.now() + intervalMs;
    return startPacer(intervalMs, () => {
      for (const now = performance.now(); dueMs <= now && this.#sending; dueMs += intervalMs) {
        const lane = this.#lanes.find((each) => each.free);
        if (lane === undefined) this.#overdue.push(dueMs);
        else lane.send(dueMs);
      }
    });
  }

  #openLane(index: number): Lane {
    return new Lane(this.#order, index, this.tally, (lane) => {
      if (this.#order.ratePerS !== undefined) {
        const dueMs = this.#overdue.shift();
        if (dueMs !== undefined && this.#sending) lane.send(dueMs);
      } else if (this.#sending && this.tally.errors < ERRORS_MAX) {
        lane.send(performance.now());
      }
    });
  }

  async #drained(): Promise<void> {
    const giveUpMs = performance.now() + ANSWER_MS_MAX;
    while (this.#lanes.some((lane) => !lane.free)) {
      if (performance.now() > giveUpMs) {
        this.tally.failed(`no answer within ${ANSWER_MS_MAX} ms`);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

/** A place in the load: sends one request at a time and reconnects when its connection is lost. */
class Lane {
  connection: HttpConnection;
  readonly #order: Order;
  readonly #requests: readonly Buffer[];
  readonly #tally: Tally;
  readonly #onFree: (lane: Lane) => void;
  /** The turn that is asked, or comes next. */
  #turn: number;
  #startedMs = 0;

  constructor(order: Order, index: number, tally: Tally, onFree: (lane: Lane) => void) {
    this.#order = order;
    this.#requests = requestsOf(order, index);
    this.#turn = index % this.#requests.length;
    this.#tally = tally;
    this.#onFree = onFree;
    this.connection = this.#open();
  }

  get free(): boolean {
    return !this.connection.busy;
  }

  /** Latency counts from `startedMs`. */
  send(startedMs: number): void {
    this.#startedMs = startedMs;
    const request = this.#requests[this.#turn];
    if (request !== undefined) this.connection.send(request);
  }

  #open(): HttpConnection {
    return new HttpConnection(this.#order, {
      onAnswer: (answered) => {
        this.#count(answered);
        this.#turn = (this.#turn + 1) % this.#requests.length;
        this.#onFree(this);
      },
      onLost: (reason) => {
        this.#tally.failed(`connection lost: ${reason}`);
        this.connection.busy = false;
        if (this.#tally.errors >= ERRORS_MAX) return;
        this.connection = this.#open();
        this.#onFree(this);
      },
    });
  }

  #count({ status, bodyBytes, firstByteAtMs, firstTokenAtMs }: Answered): void {
    const bytes = this.#order.turns[this.#turn]?.answerBytes ?? bodyBytes;
    if (status !== 200 || bodyBytes !== bytes) {
      this.#tally.failed(`answer ${status} with ${bodyBytes} bytes instead of 200 with ${bytes}`);
      return;
    }
    const started = this.#startedMs;
    const token = firstTokenAtMs === undefined ? undefined : firstTokenAtMs - started;
    this.#tally.answered(performance.now() - started, firstByteAtMs - started, token);
  }
}

/** Whole requests as bytes on the wire. */
function requestsOf({ heads, turns }: Order, index: number): readonly Buffer[] {
  const head = heads[index % heads.length] ?? '';
  return turns.map(({ body }) =>
    Buffer.from(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`),
  );
}
