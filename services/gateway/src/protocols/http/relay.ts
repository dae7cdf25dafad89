/** Ninth step: the answer's way to the client, as fast as the client reads and as far as the record allows. */
import type { ServerResponse } from 'node:http';
import { PacedSends, type PacedSource, type Sender } from './paced-sends.js';
import type { ResponseRecord } from './response-record.js';

/** Whoever feeds a relay. */
export interface RelaySource extends PacedSource {
  /** The last byte was handed to the client's connection. */
  allSent(): void;
}

/** A first chunk that is larger is not worth the copy that joins it with the headers. */
const firstChunkBytesMax = 16_384;

export class Relay implements Sender<Buffer> {
  sentBytes = 0;
  readonly #paced: PacedSends<Buffer>;
  /** A first small chunk that came with the headers: it goes out with them and, if it is all, with the end. */
  #first: Buffer | undefined;
  /** True until the turn of the event loop in which the headers came is over. */
  #starting = false;
  #sourceEnded = false;
  #trailers: readonly string[] = [];

  constructor(
    private readonly response: ServerResponse,
    record: ResponseRecord,
    sentAheadBytesMax: number,
    private readonly source: RelaySource,
  ) {
    this.#paced = new PacedSends(record, sentAheadBytesMax, source, this);
  }

  /** The record is behind, so that nothing more is taken from the source. */
  get isHolding(): boolean {
    return this.#paced.isHolding;
  }

  /** The client does not read as fast as it is sent to. */
  get clientBlocked(): boolean {
    return this.#paced.isBlocked;
  }

  /** @throws when node cannot write such a head; nothing has been sent then. */
  start(status: number, statusMessage: string, headers: string[]): void {
    const { response } = this;
    // A stream that began while its request waited has its head already.
    if (response.headersSent) return;
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
    this.#paced.recorded(recorded, receivedBytes);
    if (chunk.length === 0) return;
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
    this.#paced.pass(chunk);
  }

  /** @param trailers names and values by turns */
  end(trailers: readonly string[]): void {
    this.#sourceEnded = true;
    this.#trailers = trailers;
    if (!this.isHolding) this.#finish();
  }

  /** @see PacedSends.keepUp */
  keepUp(): void {
    this.#paced.keepUp();
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
    this.#paced.cut();
    this.#first = undefined;
  }

  /** Headers go out at once, also when no byte of the body came with them: the client of a slow stream waits for them. */
  endOfStart(): void {
    this.#starting = false;
    if (this.#paced.isOver || this.#sourceEnded) return;
    if (this.#first !== undefined) this.#sendFirst();
    else if (this.sentBytes === 0) this.response.flushHeaders();
  }

  send(chunk: Buffer): void {
    this.sentBytes += chunk.length;
    if (!this.response.write(chunk) && this.#paced.block()) {
      this.response.once('drain', () => this.#paced.unblock());
    }
  }

  heldSent(): void {
    if (this.#sourceEnded) this.#finish();
  }

  #sendFirst(): void {
    const first = this.#first;
    if (first === undefined) return;
    this.#first = undefined;
    this.send(first);
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
