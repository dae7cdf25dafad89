/** Array parameters in PostgreSQL's binary format: node-postgres would write them as text, bytes in hexadecimal at twice the size. */

const BYTEA_OID = 17;
const INT2_OID = 21;

// dimensions(int32 = 1) hasNull(int32 = 0) elementType(int32) length(int32) lowerBound(int32 = 1) { length(int32) bytes }*
function header(elementType: number, length: number, elementBytes: number): { buffer: Buffer; end: number } {
  const buffer = Buffer.allocUnsafe(20 + 4 * length + elementBytes);
  let end = 0;
  for (const field of [1, 0, elementType, length, 1]) end = buffer.writeInt32BE(field, end);
  return { buffer, end };
}

/** Encodes values; pass the result as a parameter cast to `bytea[]` (a Buffer is sent as binary). */
export function byteaArray(values: readonly Uint8Array[]): Buffer {
  const bytes = values.reduce((sum, value) => sum + value.length, 0);
  const { buffer, end: start } = header(BYTEA_OID, values.length, bytes);
  let end = start;
  for (const value of values) {
    end = buffer.writeInt32BE(value.length, end);
    buffer.set(value, end);
    end += value.length;
  }
  return buffer;
}

/** Encodes values; pass the result as a parameter cast to `smallint[]`. */
export function smallintArray(values: readonly number[]): Buffer {
  const { buffer, end: start } = header(INT2_OID, values.length, 2 * values.length);
  let end = start;
  for (const value of values) end = buffer.writeInt16BE(value, buffer.writeInt32BE(2, end));
  return buffer;
}
