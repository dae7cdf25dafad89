/** A protobuf writer that encodes straight into given memory: no intermediate arrays, no copy at the end. */
import { BinaryWriter } from '@bufbuild/protobuf/wire';

/** Up to this many characters a loop over ASCII is quicker than a call into the native encoder. */
const SHORT_STRING_CHARACTERS = 20;

/** The message did not fit in the memory that was given. */
export class NoRoomError extends Error {
  override readonly name = 'NoRoomError';
}

/**
 * Writes the same bytes as `BinaryWriter`, for every message whose fields are of the types our contracts use. Point it at
 * memory with `target`; `position` is where the next byte goes. Any method throws NoRoomError at the end of that memory.
 */
export class InPlaceWriter extends BinaryWriter {
  position = 0;
  private bytesOf: Uint8Array;
  private textOf: Buffer;
  private end: number;
  /** Where each open sub-message starts; negative when two bytes were reserved for its length. */
  private readonly starts: number[] = [];

  constructor(memory: Uint8Array = new Uint8Array(0)) {
    super();
    this.bytesOf = memory;
    this.textOf = Buffer.from(memory.buffer, memory.byteOffset, memory.byteLength);
    this.end = memory.length;
  }

  /** Goes on at `position` of `memory`, up to its end. */
  target(memory: Uint8Array, position: number): void {
    if (this.bytesOf !== memory) {
      this.bytesOf = memory;
      this.textOf = Buffer.from(memory.buffer, memory.byteOffset, memory.byteLength);
      this.end = memory.length;
    }
    this.position = position;
    this.starts.length = 0;
  }

  override finish(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.bytesOf.subarray(0, this.position));
  }

  override fork(): this {
    this.room(1);
    this.starts.push(++this.position);
    return this;
  }

  /** A fork with two bytes reserved: for what is usually 128 bytes and more, so that `join` need not move it. */
  forkWide(): this {
    this.room(2);
    this.position += 2;
    this.starts.push(-this.position);
    return this;
  }

  /** Writes the length before the sub-message; moves it where the reserved bytes are not what the length takes. */
  override join(): this {
    const mark = this.starts.pop();
    if (mark === undefined) throw new RangeError('join without fork');
    const start = mark < 0 ? -mark : mark;
    const reserved = mark < 0 ? 2 : 1;
    const size = this.position - start;
    const needed = size < 0x80 ? 1 : size < 0x4000 ? 2 : size < 0x200000 ? 3 : 4;
    if (needed !== reserved) {
      this.room(needed);
      this.bytesOf.copyWithin(start - reserved + needed, start, this.position);
    }
    this.position = start - reserved;
    this.varint(size);
    this.position += size;
    return this;
  }

  override tag(fieldNo: number, type: number): this {
    return this.uint32(((fieldNo << 3) | type) >>> 0);
  }

  override raw(chunk: Uint8Array): this {
    this.room(chunk.length);
    this.bytesOf.set(chunk, this.position);
    this.position += chunk.length;
    return this;
  }

  override bytes(value: Uint8Array): this {
    this.uint32(value.byteLength);
    return this.raw(value);
  }

  override uint32(value: number): this {
    if (value >>> 0 !== value) throw new RangeError('not an unsigned 32-bit integer');
    this.room(5);
    this.varint(value);
    return this;
  }

  override int32(value: number): this {
    if ((value | 0) !== value) throw new RangeError('not a 32-bit integer');
    return value < 0 ? this.uint64(BigInt.asUintN(64, BigInt(value))) : this.uint32(value);
  }

  override bool(value: boolean): this {
    this.room(1);
    this.bytesOf[this.position++] = value ? 1 : 0;
    return this;
  }

  override int64(value: string | number | bigint): this {
    return typeof value === 'number' && value >= 0
      ? this.uint64(value)
      : this.big(BigInt.asUintN(64, BigInt(value)));
  }

  override uint64(value: string | number | bigint): this {
    if (typeof value !== 'number') return this.big(BigInt(value));
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError('not an unsigned integer');
    this.room(10);
    let rest = value;
    if (rest > 0xffffffff) {
      // Four groups of seven bits at once; what remains of 53 bits fits in 32.
      const low = rest % 0x10000000;
      rest = Math.floor(rest / 0x10000000);
      for (let shift = 0; shift < 28; shift += 7)
        this.bytesOf[this.position++] = ((low >>> shift) & 0x7f) | 0x80;
    }
    this.varint(rest);
    return this;
  }

  override string(value: string): this {
    const length = value.length;
    this.room(3 * length + 5);
    if (length <= SHORT_STRING_CHARACTERS) {
      const bytes = this.bytesOf;
      let at = this.position + 1;
      let index = 0;
      for (; index < length; index++) {
        const code = value.charCodeAt(index);
        if (code > 0x7f) break;
        bytes[at++] = code;
      }
      if (index === length) {
        bytes[this.position] = length;
        this.position = at;
        return this;
      }
    }
    if (length < 0x80) this.fork();
    else this.forkWide();
    this.position += this.textOf.write(value, this.position, 'utf8');
    return this.join();
  }

  private big(value: bigint): this {
    if (value < 0n || value > 0xffff_ffff_ffff_ffffn) throw new RangeError('not a 64-bit integer');
    this.room(10);
    let rest = value;
    while (rest > 0x7fn) {
      this.bytesOf[this.position++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.bytesOf[this.position++] = Number(rest);
    return this;
  }

  private varint(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.bytesOf[this.position++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytesOf[this.position++] = rest;
  }

  private room(bytes: number): void {
    if (this.position + bytes > this.end)
      throw new NoRoomError(`a message does not fit in ${this.end} bytes`);
  }
}
