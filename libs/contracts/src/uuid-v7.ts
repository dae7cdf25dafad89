/** UUIDv7 (RFC 9562 §5.7): time-ordered ids, monotonic within a millisecond of one generator. */
import { randomFillSync } from 'node:crypto';

const POOL_BYTES = 4096;
const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export type NewId = (timeMs: number) => string;

/**
 * Makes a generator of UUIDv7 in text form. Ids of one generator rise: within a millisecond, and when the clock steps
 * back, a 12-bit counter in `rand_a` goes on from the last id (and carries into the time when it is used up).
 * Random bytes are taken from the system in pools of 4 KiB because a system call per id would cost more than the id.
 */
export function uuidV7Generator(
  fill: (bytes: Uint8Array) => void = (bytes) => void randomFillSync(bytes),
): NewId {
  const pool = new Uint8Array(POOL_BYTES);
  let used = POOL_BYTES;
  let lastMs = 0;
  let counter = 0;
  const byte = (): number => pool[used++] ?? 0;
  const hex = (value: number): string => HEX[value & 0xff] ?? '00';
  return (timeMs) => {
    if (used + 10 > POOL_BYTES) {
      fill(pool);
      used = 0;
    }
    if (timeMs > lastMs) {
      lastMs = timeMs;
      counter = ((byte() << 8) | byte()) & 0x7ff;
    } else if (++counter > 0xfff) {
      counter = 0;
      lastMs++;
    }
    const high = Math.floor(lastMs / 0x100000000);
    const low = lastMs >>> 0;
    return (
      hex(high >>> 8) +
      hex(high) +
      hex(low >>> 24) +
      hex(low >>> 16) +
      '-' +
      hex(low >>> 8) +
      hex(low) +
      '-' +
      hex(0x70 | (counter >>> 8)) +
      hex(counter) +
      '-' +
      hex(0x80 | (byte() & 0x3f)) +
      hex(byte()) +
      '-' +
      hex(byte()) +
      hex(byte()) +
      hex(byte()) +
      hex(byte()) +
      hex(byte()) +
      hex(byte())
    );
  };
}

/** Milliseconds since 1970 that a UUIDv7 carries. */
export function timeOfUuidV7(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
