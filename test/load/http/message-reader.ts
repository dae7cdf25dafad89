/** Reads HTTP/1.1 messages off a raw socket: just enough of RFC 9112 for the bench's own client and upstream, and cheap. */

const HEAD_BYTES_MAX = 16 * 1024; // Nothing the bench speaks to sends more; a larger head is an error.
const HEAD_END = Buffer.from('\r\n\r\n', 'latin1');
const EMPTY = Buffer.alloc(0);

export class BadMessageError extends Error {
  override readonly name = 'BadMessageError';
}

type State = 'head' | 'length' | 'chunk-size' | 'chunk-data' | 'chunk-end' | 'trailer';

/**
 * Feed it what arrives; it says when a message is whole. Messages follow one another without overlap (no pipelining):
 * bytes behind the end of a message are an error.
 */
export class MessageReader {
  /** First line of the current or last message. */
  startLine = '';
  /** Header lines of the current or last message, without the first line. */
  headerLines = '';
  /** Body bytes so far, without chunk framing. */
  bodyBytes = 0;
  #state: State = 'head';
  #left = 0;
  #held: Buffer = EMPTY;

  /** True when the message is whole; the next `feed` then begins a new one. `onBody` sees body bytes as they come. */
  feed(bytes: Buffer, onBody?: (part: Buffer) => void): boolean {
    let rest = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    this.#held = EMPTY;
    if (this.#state === 'head') {
      const end = rest.indexOf(HEAD_END);
      if (end === -1) return this.#hold(rest);
      this.#readHead(rest.toString('latin1', 0, end));
      rest = rest.subarray(end + 4);
    }
    return this.#state === 'length' ? this.#readLength(rest, onBody) : this.#readChunks(rest, onBody);
  }

  /** Value of a header of the current or last message; undefined when it is absent. */
  header(name: string): string | undefined {
    const at = this.headerLines.toLowerCase().indexOf(`\n${name.toLowerCase()}:`);
    if (at === -1) return undefined;
    const end = this.headerLines.indexOf('\r', at + 1);
    return this.headerLines.slice(at + name.length + 2, end === -1 ? undefined : end).trim();
  }

  #readHead(head: string): void {
    const lineEnd = head.indexOf('\r\n');
    this.startLine = lineEnd === -1 ? head : head.slice(0, lineEnd);
    this.headerLines = lineEnd === -1 ? '' : head.slice(lineEnd);
    this.bodyBytes = 0;
    const length = this.header('content-length');
    if (length !== undefined) {
      this.#state = 'length';
      this.#left = Number(length);
      if (!Number.isSafeInteger(this.#left) || this.#left < 0)
        throw new BadMessageError('bad content-length');
    } else if (this.header('transfer-encoding') !== undefined) {
      this.#state = 'chunk-size';
    } else {
      this.#state = 'length';
      this.#left = 0;
    }
  }

  #readLength(rest: Buffer, onBody?: (part: Buffer) => void): boolean {
    if (rest.length > this.#left) throw new BadMessageError('bytes behind the end of a message');
    this.#left -= rest.length;
    this.bodyBytes += rest.length;
    if (rest.length > 0) onBody?.(rest);
    if (this.#left > 0) return false;
    this.#state = 'head';
    return true;
  }

  #readChunks(bytes: Buffer, onBody?: (part: Buffer) => void): boolean {
    let at = 0;
    while (at < bytes.length) {
      if (this.#state === 'chunk-data') {
        const part = bytes.subarray(at, at + this.#left);
        this.bodyBytes += part.length;
        this.#left -= part.length;
        at += part.length;
        onBody?.(part);
        if (this.#left === 0) this.#state = 'chunk-end';
        continue;
      }
      const end = bytes.indexOf(10, at);
      if (end === -1) return this.#hold(bytes.subarray(at));
      const line = bytes.toString('latin1', at, end).trim();
      at = end + 1;
      if (this.#state === 'chunk-end') {
        this.#state = 'chunk-size';
      } else if (this.#state === 'chunk-size') {
        this.#left = Number.parseInt(line, 16);
        if (Number.isNaN(this.#left)) throw new BadMessageError('bad chunk size');
        this.#state = this.#left === 0 ? 'trailer' : 'chunk-data';
      } else if (line === '') {
        if (at < bytes.length) throw new BadMessageError('bytes behind the end of a message');
        this.#state = 'head';
        return true;
      }
    }
    return false;
  }

  #hold(rest: Buffer): boolean {
    if (rest.length > HEAD_BYTES_MAX) throw new BadMessageError('head or chunk line too long');
    this.#held = Buffer.from(rest); // The socket's buffer is used again for the next read.
    return false;
  }
}
