/**
 * The bytes of a packed batch: messages of one partition that were appended together, in order.
 *
 *     batch   = message*
 *     message = keyBytes u32, headers u32, valueBytes u32, key utf8, header*, value
 *     header  = nameBytes u32, textBytes u32, name utf8, text utf8          (all numbers little-endian)
 */
import type { AnyTopic } from '@sallyport/contracts/topics';
import type { LogMessage, StoredMessage } from '../event-log.js';

const FIXED_BYTES = 12;
const HEADER_FIXED_BYTES = 8;

function textBytes(message: LogMessage): {
  readonly key: number;
  readonly headers: number;
  readonly count: number;
} {
  let headers = 0;
  let count = 0;
  for (const name in message.headers) {
    headers += HEADER_FIXED_BYTES + Buffer.byteLength(name) + Buffer.byteLength(message.headers[name] ?? '');
    count++;
  }
  return { key: Buffer.byteLength(message.key), headers, count };
}

/** Bytes that `message` takes in a packed batch. */
export function packedBytes(message: LogMessage): number {
  const text = textBytes(message);
  return FIXED_BYTES + text.key + text.headers + message.value.length;
}

/** Writes `message` at `at` and returns the position behind it. `into` must have room. */
export function packMessage(into: Buffer, at: number, message: LogMessage): number {
  const text = textBytes(message);
  into.writeUInt32LE(text.key, at);
  into.writeUInt32LE(text.count, at + 4);
  into.writeUInt32LE(message.value.length, at + 8);
  let end = at + FIXED_BYTES;
  end += into.write(message.key, end);
  for (const name in message.headers) {
    const start = end + HEADER_FIXED_BYTES;
    const nameBytes = into.write(name, start);
    const valueBytes = into.write(message.headers[name] ?? '', start + nameBytes);
    into.writeUInt32LE(nameBytes, end);
    into.writeUInt32LE(valueBytes, end + 4);
    end = start + nameBytes + valueBytes;
  }
  into.set(message.value, end);
  return end + message.value.length;
}

export interface PackedRow {
  readonly topic: AnyTopic;
  readonly partition: number;
  readonly baseOffset: number;
  readonly timestampMs: number;
  readonly body: Buffer;
}

/** Messages of a stored batch from offset `from` on. Values are views of `row.body`. */
export function unpack(row: PackedRow, from: number): StoredMessage[] {
  const { body, topic, partition, timestampMs } = row;
  const messages: StoredMessage[] = [];
  let offset = row.baseOffset;
  let at = 0;
  while (at < body.length) {
    const keyBytes = body.readUInt32LE(at);
    const headerCount = body.readUInt32LE(at + 4);
    const valueBytes = body.readUInt32LE(at + 8);
    const keyEnd = at + FIXED_BYTES + keyBytes;
    let end = keyEnd;
    const headers: [name: string, value: string][] = [];
    for (let i = 0; i < headerCount; i++) {
      const nameEnd = end + HEADER_FIXED_BYTES + body.readUInt32LE(end);
      const textEnd = nameEnd + body.readUInt32LE(end + 4);
      const name = body.toString('utf8', end + HEADER_FIXED_BYTES, nameEnd);
      headers.push([name, body.toString('utf8', nameEnd, textEnd)]);
      end = textEnd;
    }
    if (offset >= from) {
      const key = body.toString('utf8', keyEnd - keyBytes, keyEnd);
      const value = body.subarray(end, end + valueBytes);
      messages.push({
        topic,
        partition,
        offset,
        timestampMs,
        key,
        headers: Object.fromEntries(headers),
        value,
      });
    }
    offset++;
    at = end + valueBytes;
  }
  return messages;
}
