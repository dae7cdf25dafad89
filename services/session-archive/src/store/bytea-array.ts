/** A `bytea[]` parameter in PostgreSQL's binary array format: node-postgres would write it as hexadecimal text, at twice the size. */

const BYTEA_OID = 17;

// dimensions(int32 = 1) hasNull(int32 = 0) elementType(int32) length(int32) lowerBound(int32 = 1) { length(int32) bytes }*
/** Encodes values; pass the result as a parameter cast to `bytea[]` (a Buffer is sent as binary). */
export function byteaArray(values: readonly Uint8Array[]): Buffer {
  let size = 20;
  for (const value of values) size += 4 + value.length;
  const buffer = Buffer.allocUnsafe(size);
  let end = buffer.writeInt32BE(1, 0);
  end = buffer.writeInt32BE(0, end);
  end = buffer.writeInt32BE(BYTEA_OID, end);
  end = buffer.writeInt32BE(values.length, end);
  end = buffer.writeInt32BE(1, end);
  for (const value of values) {
    end = buffer.writeInt32BE(value.length, end);
    buffer.set(value, end);
    end += value.length;
  }
  return buffer;
}
