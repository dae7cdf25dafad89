/** One side of a socket pair: its messages as bytes, its signs of life, its way to an end. */
import type { RawData, WebSocket } from 'ws';
import { ABNORMAL, mayRelay } from './close-code.js';

export interface SideListener {
  message(bytes: Buffer, isBinary: boolean): void;
  /** The closing handshake is over, or the connection is lost (1006). */
  closed(code: number, reason: string): void;
  /** What came breaks the protocol or a limit of size; ws closes the connection with the code that says so. */
  broken(code: string): void;
}

export class Side {
  /** Reading of the sweep's clock when it last gave a sign of life; undefined until the sweep has looked. */
  #heardMs: number | undefined;
  #isHeard = true;
  #pingedMs = 0;

  constructor(
    private readonly socket: WebSocket,
    private readonly lingerMsMax: number,
    listener: SideListener,
  ) {
    const heard = (): void => {
      this.#isHeard = true;
    };
    socket.on('message', (data, isBinary) => {
      heard();
      listener.message(bytesOf(data), isBinary);
    });
    socket.on('ping', heard);
    socket.on('pong', heard);
    socket.on('close', (code, reason) => listener.closed(code, reason.toString('utf8')));
    socket.on('error', (error) => {
      const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
      if (code.startsWith('WS_ERR_')) listener.broken(code);
    });
  }

  /** Bytes that wait to be written. */
  get bufferedBytes(): number {
    return this.socket.bufferedAmount;
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN;
  }

  /** @param written called when it has left, or cannot any more */
  send(bytes: Uint8Array, isBinary: boolean, written: () => void): void {
    if (this.isOpen) this.socket.send(bytes, { binary: isBinary }, written);
    else written();
  }

  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  /** How long it has been silent; a side that is not read cannot say anything. Ask at a steady pace. */
  silentForMs(nowMs: number, pingMs: number): number {
    if (this.#isHeard || this.socket.isPaused || this.#heardMs === undefined) {
      this.#heardMs = nowMs;
      this.#isHeard = false;
      this.#pingedMs = nowMs;
    }
    if (nowMs - this.#pingedMs >= pingMs && this.isOpen) {
      this.#pingedMs = nowMs;
      this.socket.ping();
    }
    return nowMs - this.#heardMs;
  }

  /** Begins the closing handshake behind what was sent; who does not take part in it is cut off. */
  close(code: number, reason: string, lingerMs: number = this.lingerMsMax): void {
    const { socket } = this;
    if (mayRelay(code)) socket.close(code, reason);
    else if (code === ABNORMAL) socket.terminate();
    else socket.close();
    // A close frame that is not read never comes.
    socket.resume();
    if (lingerMs === Infinity) return;
    const timer = setTimeout(() => socket.terminate(), lingerMs);
    timer.unref();
    socket.once('close', () => clearTimeout(timer));
  }
}

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
