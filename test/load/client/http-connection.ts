/** One keep-alive connection of the load generator: a raw socket, one request in flight, none pipelined. */
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { MessageReader } from '../http/message-reader.js';

const READ_BYTES = 64 * 1024; // One buffer per connection, used again for every read.
/** Text that is not empty, in a frame of a chat stream. */
const TOKEN = /"content":"[^"]/;

/** What one exchange gave; times from `performance.now()`. */
export interface Answered {
  readonly status: number;
  readonly bodyBytes: number;
  /** First byte of the body, or of the head where there is no body. */
  readonly firstByteAtMs: number;
  /** The first piece of text of a chat stream; undefined where there was none, or nobody looked. */
  readonly firstTokenAtMs: number | undefined;
}

export interface ConnectionEvents {
  onAnswer(answered: Answered): void;
  /** The connection is gone; the exchange in flight, if any, failed. */
  onLost(reason: string): void;
}

export class HttpConnection {
  readonly #reader = new MessageReader();
  readonly #socket: Socket;
  readonly #events: ConnectionEvents;
  readonly #readsTokens: boolean;
  readonly #onBody = (part: Buffer): void => {
    if (this.#firstByteAtMs === 0) this.#firstByteAtMs = performance.now();
    if (this.#readsTokens && this.#firstTokenAtMs === undefined && TOKEN.test(part.toString('latin1'))) {
      this.#firstTokenAtMs = performance.now();
    }
  };
  #firstByteAtMs = 0;
  #firstTokenAtMs: number | undefined;
  #ended = false;
  /** True while an answer is awaited. */
  busy = false;

  constructor({ port, readsTokens }: { port: number; readsTokens: boolean }, events: ConnectionEvents) {
    this.#events = events;
    this.#readsTokens = readsTokens;
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: Buffer.allocUnsafe(READ_BYTES),
        callback: (length, buffer) => this.#read(length, buffer as Buffer),
      },
    });
    this.#socket.on('error', (error) => this.#lose(error.message));
    this.#socket.on('close', () => this.#lose('closed by the peer'));
  }

  /** Resolves when connected, rejects when that fails. */
  async connected(): Promise<void> {
    if (!this.#socket.connecting) return;
    await new Promise<void>((resolve, reject) => {
      this.#socket.once('connect', resolve);
      this.#socket.once('error', reject);
    });
  }

  send(request: Buffer): void {
    this.busy = true;
    this.#firstByteAtMs = 0;
    this.#firstTokenAtMs = undefined;
    this.#socket.write(request);
  }

  end(): void {
    this.#ended = true;
    this.#socket.destroy();
  }

  #read(length: number, buffer: Buffer): boolean {
    if (this.#ended) return false;
    try {
      if (this.#reader.feed(buffer.subarray(0, length), this.#onBody)) this.#answered();
      return true;
    } catch (error) {
      this.#lose(error instanceof Error ? error.message : String(error));
      return false;
    }
  }

  #answered(): void {
    this.busy = false;
    this.#events.onAnswer({
      status: Number(this.#reader.startLine.slice(9, 12)),
      bodyBytes: this.#reader.bodyBytes,
      firstByteAtMs: this.#firstByteAtMs === 0 ? performance.now() : this.#firstByteAtMs,
      firstTokenAtMs: this.#firstTokenAtMs,
    });
  }

  #lose(reason: string): void {
    if (this.#ended) return;
    this.end();
    this.#events.onLost(reason);
  }
}
