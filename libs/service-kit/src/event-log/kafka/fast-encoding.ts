/** Takes waste out of how kafkajs 2.2.4 encodes requests: a fifth of all that an append costs (1 kB events, 96 at a time). */
import { createRequire } from 'node:module';
import { crc32c } from './crc32c.js';

/** What the replaced methods need of kafkajs's growing buffer (`src/protocol/encoder`). */
interface Encoder {
  buf: Buffer;
  /** Bytes written; what lies behind them never leaves the buffer. */
  offset: number;
  ensureAvailable(bytes: number): void;
  writeInt8(value: number): Encoder;
  writeVarLong(value: unknown): Encoder;
}

interface Replaceable {
  ensureAvailable: (this: Encoder, bytes: number) => void;
  writeEncoderArray: (this: Encoder, parts: readonly Encoder[]) => Encoder;
  writeUVarInt: (this: Encoder, value: number) => Encoder;
  writeVarLong: (this: Encoder, value: unknown) => Encoder;
}

const load = createRequire(import.meta.url);
const CHECK_SUM = 'kafkajs/src/protocol/recordBatch/crc32C';
const VARINT_BYTES_MAX = 5;

/** Memory is not cleared before it is written over, and grows at once to what is asked for, to a power of two. */
function ensureAvailable(this: Encoder, bytes: number): void {
  const needed = this.offset + bytes;
  if (needed <= this.buf.length) return;
  const grown = Buffer.allocUnsafe(2 ** Math.ceil(Math.log2(needed)));
  this.buf.copy(grown, 0, 0, this.offset);
  this.buf = grown;
}

function writeEncoderArray(this: Encoder, parts: readonly Encoder[]): Encoder {
  let bytes = 0;
  for (const part of parts) bytes += part.offset;
  this.ensureAvailable(bytes);
  for (const part of parts) this.offset += part.buf.copy(this.buf, this.offset, 0, part.offset);
  return this;
}

/** Seven bits a byte, the lowest first; the highest bit says that another byte follows. */
function writeUVarInt(this: Encoder, value: number): Encoder {
  this.ensureAvailable(VARINT_BYTES_MAX);
  let rest = value;
  for (; (rest & ~0x7f) !== 0; rest >>>= 7) this.buf[this.offset++] = (rest & 0x7f) | 0x80;
  this.buf[this.offset++] = rest;
  return this;
}

function isReplaceable(value: unknown): value is Replaceable {
  const names = ['ensureAvailable', 'writeEncoderArray', 'writeUVarInt', 'writeVarLong'];
  return typeof value === 'object' && value !== null && names.every((name) => name in value);
}

/** Another version of kafkajs without these methods stays as it is. */
function replaceMethods(): void {
  const encoder: unknown = load('kafkajs/src/protocol/encoder');
  const prototype: unknown = typeof encoder === 'function' ? encoder.prototype : undefined;
  if (!isReplaceable(prototype)) return;
  const writeVarLong = prototype.writeVarLong;
  Object.assign(prototype, {
    ensureAvailable,
    writeEncoderArray,
    writeUVarInt,
    // The time of each of our records after the first is 0, which kafkajs computes with big integers.
    writeVarLong(this: Encoder, value: unknown): Encoder {
      return value === 0 ? this.writeInt8(0) : writeVarLong.call(this, value);
    },
  } satisfies Replaceable);
}

/** kafkajs's modules keep what they were given, so this works only before they are loaded: see `kafka-library.ts`. */
function replaceCheckSum(): void {
  load(CHECK_SUM);
  const module = load.cache[load.resolve(CHECK_SUM)];
  if (module !== undefined) module.exports = crc32c;
}

replaceCheckSum();
replaceMethods();
