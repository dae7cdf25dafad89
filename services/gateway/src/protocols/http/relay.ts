/** Ninth step: the answer's way to the client, as fast as the client reads and as far as the record allows. */
import type { ServerResponse } from 'node:http';
import type { ResponseRecord } from './response-record.js';

/** Whoever feeds a relay. */
export interface RelaySource {
  pause(): void;
  resume(): void;
  /** The last byte was handed to the client's connection. */
  allSent(): void;
  /** The record fell behind for good: the answer cannot go on. */
  recordFailed(): void;
}

/** A chunk that waits for its record, which is as long as this once it is written. */
interface Held {
  readonly chunk: Buffer;
  readonly recordedBytes: number;
}

/** A first chunk that is larger is not worth the copy that joins it with the headers. */
const firstChunkBytesMax = 16_384;

/**
 * Sends chunks in order. A chunk that would bring what is sent more than `sentAheadBytesMax` ahead of what is durable is
 * held, and the source is paused, until the record has caught up.
 */
export class Relay {
  sentBytes = 0;
  /** The client does not read as fast as it is sent to. */
  clientBlocked = false;
  #held: Held[] = [];
  /** A first small chunk that came with the headers: it goes out with them and, if it is all, with the end. */
  #first: Buffer | undefined;
  /** True until the turn of the event loop in which the headers came is over. */
  #starting = false;
  #sourceEnded = false;
  #trailers: readonly string[] = [];
  #over = false;
  /** `gatheredFrom` of the record at the last call of `keepUp`. */
  #gatheredFrom: number | undefined;

  constructor(
    private readonly response: ServerResponse,
    private readonly record: ResponseRecord,
    private readonly sentAheadBytesMax: number,
    private readonly source: RelaySource,
  ) {}

  /** The record is behind, so that nothing more is taken from the source. */
  get isHolding(): boolean {
    return this.#held.length > 0;
  }

  /** @throws when node cannot write such a head; nothing has been sent then. */
  start(status: number, statusMessage: string, headers: string[]): void {
    const { response } = this;
    response.sendDate = false;
    response.writeHead(
      status,
      statusMessage,
      maySendTrailers(response, status, headers) ? headers : untrailed(headers),
    );
    this.#starting = true;
    process.nextTick(endOfStart, this);
  }

  /**
   * @param chunk for the client
   * @param recorded for the record, before the chunk is sent
   * @param receivedBytes how much of the upstream's bytes the two stand for
   */
  data(chunk: Buffer, recorded: Buffer = chunk, receivedBytes: number = chunk.length): void {
    if (this.record.add(recorded, receivedBytes)) this.#flush();
    if (chunk.length === 0) return;
    const { recordedBytes } = this.record;
    if (
      this.#starting &&
      this.#first === undefined &&
      this.sentBytes === 0 &&
      chunk.length <= firstChunkBytesMax
    ) {
      this.#first = chunk;
      return;
    }
    this.#sendFirst();
    if (this.#held.length > 0 || !this.#maySend(recordedBytes)) {
      this.#held.push({ chunk, recordedBytes });
      this.source.pause();
      if (this.record.gatheredBytes > 0) this.#flush();
      return;
    }
    this.#send(chunk);
  }

  /** @param trailers names and values by turns */
  end(trailers: readonly string[]): void {
    this.#sourceEnded = true;
    this.#trailers = trailers;
    if (this.#held.length === 0) this.#finish();
  }

  /**
   * Called at a steady pace: what had been gathered at the last call and is in no event yet is written now. So a slow answer
   * can be watched while it runs, and what was said survives a crash.
   */
  keepUp(): void {
    const from = this.record.gatheredFrom;
    if (from !== undefined && from === this.#gatheredFrom && !this.#over) this.#flush();
    this.#gatheredFrom = this.record.gatheredFrom;
  }

  /** Ends the answer with what tells the client's library that it was cut: it is short and goes out at once. */
  endWith(last: Uint8Array): void {
    this.#sendFirst();
    if (last.length > 0) this.response.write(last);
    this.cut();
    this.response.end();
  }

  /** Nothing is sent from now on. */
  cut(): void {
    this.#over = true;
    this.#held = [];
    this.#first = undefined;
  }

  /** Headers go out at once, also when no byte of the body came with them: the client of a slow stream waits for them. */
  endOfStart(): void {
    this.#starting = false;
    if (this.#over || this.#sourceEnded) return;
    if (this.#first !== undefined) this.#sendFirst();
    else if (this.sentBytes === 0) this.response.flushHeaders();
  }

  #sendFirst(): void {
    const first = this.#first;
    if (first === undefined) return;
    this.#first = undefined;
    this.#send(first);
  }

  #maySend(recordedBytes: number): boolean {
    return recordedBytes - this.record.durableBytes <= this.sentAheadBytesMax;
  }

  #send(chunk: Buffer): void {
    this.sentBytes += chunk.length;
    if (this.response.write(chunk) || this.clientBlocked) return;
    this.clientBlocked = true;
    this.source.pause();
    this.response.once('drain', () => {
      this.clientBlocked = false;
      this.#resume();
    });
  }

  #flush(): void {
    this.record.flush().then(
      () => this.#sendHeld(),
      () => this.source.recordFailed(),
    );
  }

  #sendHeld(): void {
    if (this.#over) return;
    const before = this.#held.length;
    for (let held = this.#held[0]; held !== undefined; held = this.#held[0]) {
      if (!this.#maySend(held.recordedBytes)) return;
      this.#held.shift();
      this.#send(held.chunk);
    }
    if (before === 0) return;
    if (this.#sourceEnded) this.#finish();
    else this.#resume();
  }

  #resume(): void {
    if (!this.#over && this.#held.length === 0 && !this.clientBlocked) this.source.resume();
  }

  #finish(): void {
    const { response } = this;
    if (this.#trailers.length > 0 && response.chunkedEncoding) response.addTrailers(pairs(this.#trailers));
    // As text, headers and body are one write instead of a list of two; latin1 keeps every byte.
    if (this.#first === undefined) response.end();
    else response.end(this.#first.toString('latin1'), 'latin1');
    this.cut();
    this.source.allSent();
  }
}

/** Trailers need chunks: a body of announced length, no body, and a client of HTTP/1.0 leave no place for them. */
function maySendTrailers({ req }: ServerResponse, status: number, headers: readonly string[]): boolean {
  if (req.httpVersion === '1.0' || req.method === 'HEAD' || status === 204 || status === 304) return false;
  return !headers.some((name, at) => at % 2 === 0 && name.toLowerCase() === 'content-length');
}

/** The headers without the announcement of trailers; the array itself where there is none. */
function untrailed(headers: string[]): string[] {
  const announces = (name: string | undefined): boolean => name?.toLowerCase() === 'trailer';
  if (!headers.some((name, at) => at % 2 === 0 && announces(name))) return headers;
  return headers.filter((_, at) => !announces(headers[at - (at % 2)]));
}

function endOfStart(relay: Relay): void {
  relay.endOfStart();
}

function pairs(flat: readonly string[]): [string, string][] {
  const out: [string, string][] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) out.push([flat[i] ?? '', flat[i + 1] ?? '']);
  return out;
}
