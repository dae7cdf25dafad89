/** PostgreSQL's binary COPY format, written into one buffer: a row costs a few writes instead of a string per value. */

// signature(11 bytes) flags(int32 = 0) extension(int32 = 0) { fields(int16) { length(int32, -1 = null) bytes }* }* trailer(int16 = -1)
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
/** Of an array: dimensions(int32 = 1) hasNull(int32 = 0) elementType(int32) length(int32) lowerBound(int32 = 1), then its elements as fields. */
const ARRAY_HEADER_BYTES = 20;
const TEXT_OID = 25;
/** Widest text a search column takes, in UTF-16 units: a B-tree entry must stay below a third of a page. */
export const columnCharactersMax = 512;

export class BinaryRows {
  private buffer: Buffer;
  private end: number;

  /** @param bytesExpected Room to begin with; it grows when that was too little. */
  constructor(bytesExpected: number) {
    this.buffer = Buffer.allocUnsafe(SIGNATURE.length + bytesExpected);
    this.end = SIGNATURE.copy(this.buffer);
  }

  row(fields: number): void {
    this.reserve(2);
    this.end = this.buffer.writeInt16BE(fields, this.end);
  }

  nothing(): void {
    this.reserve(4);
    this.end = this.buffer.writeInt32BE(-1, this.end);
  }

  int16(value: number): void {
    this.reserve(6);
    this.end = this.buffer.writeInt16BE(value, this.buffer.writeInt32BE(2, this.end));
  }

  /** A safe integer, negative or not. */
  int64(value: number): void {
    this.reserve(12);
    const high = Math.floor(value / 0x1_0000_0000);
    const start = this.buffer.writeInt32BE(8, this.end);
    this.end = this.buffer.writeUInt32BE(value - high * 0x1_0000_0000, this.buffer.writeInt32BE(high, start));
  }

  bytes(value: Uint8Array): void {
    this.reserve(4 + value.length);
    const start = this.buffer.writeInt32BE(value.length, this.end);
    this.buffer.set(value, start);
    this.end = start + value.length;
  }

  /** Text of a search column: cut, and without NUL, which PostgreSQL cannot hold; the record keeps the original. */
  text(value: string): void {
    const shown = searchable(value);
    this.reserve(4 + shown.length * 3);
    const start = this.end + 4;
    const length = this.buffer.write(shown, start);
    this.buffer.writeInt32BE(length, this.end);
    this.end = start + length;
  }

  /** An array of such texts; null where it has none. */
  texts(values: readonly string[]): void {
    if (values.length === 0) {
      this.nothing();
      return;
    }
    this.reserve(4 + ARRAY_HEADER_BYTES);
    const start = this.end;
    this.end += 4;
    for (const field of [1, 0, TEXT_OID, values.length, 1])
      this.end = this.buffer.writeInt32BE(field, this.end);
    for (const value of values) this.text(value);
    this.buffer.writeInt32BE(this.end - start - 4, start);
  }

  /** A UUID in text form. @throws RangeError when it is not one. */
  uuid(value: string): void {
    this.reserve(20);
    const start = this.buffer.writeInt32BE(16, this.end);
    writeUuid(this.buffer, start, value);
    this.end = start + 16;
  }

  /** Everything written, ended by the trailer. The object is spent then. */
  finish(): Buffer {
    this.reserve(2);
    return this.buffer.subarray(0, this.buffer.writeInt16BE(-1, this.end));
  }

  private reserve(more: number): void {
    if (this.end + more <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.end + more));
    this.buffer.copy(larger, 0, 0, this.end);
    this.buffer = larger;
  }
}

/** What a search column holds of a text. */
export function searchable(value: string): string {
  const cut = value.length > columnCharactersMax ? value.slice(0, columnCharactersMax) : value;
  return cut.includes('\0') ? cut.replaceAll('\0', '\ufffd') : cut;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function isUuid(value: string): boolean {
  return UUID.test(value);
}

function writeUuid(target: Buffer, start: number, value: string): void {
  const written =
    target.write(value.slice(0, 8), start, 'hex') +
    target.write(value.slice(9, 13), start + 4, 'hex') +
    target.write(value.slice(14, 18), start + 6, 'hex') +
    target.write(value.slice(19, 23), start + 8, 'hex') +
    target.write(value.slice(24, 36), start + 10, 'hex');
  if (written !== 16) throw new RangeError('not a UUID');
}
