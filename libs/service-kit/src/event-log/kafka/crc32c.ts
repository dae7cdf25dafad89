/** CRC-32C (Castagnoli, RFC 3720 §B.4), eight bytes a step: the check sum of Kafka's record batches. */

/** The polynomial 0x1EDC6F41, its bits reversed. */
const POLYNOMIAL = 0x82f63b78;

function firstTable(): Int32Array {
  const table = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = (rest & 1) === 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1;
    table[byte] = rest;
  }
  return table;
}

/** What a byte does to the sum when one more byte follows it than in `before`. */
function nextTable(before: Int32Array): Int32Array {
  return before.map((sum) => (sum >>> 8) ^ (t0[sum & 0xff] ?? 0));
}

const t0 = firstTable();
const t1 = nextTable(t0);
const t2 = nextTable(t1);
const t3 = nextTable(t2);
const t4 = nextTable(t3);
const t5 = nextTable(t4);
const t6 = nextTable(t5);
const t7 = nextTable(t6);

/** @returns an unsigned number of 32 bits */
export function crc32c(bytes: Uint8Array): number {
  const at = (index: number): number => bytes[index] as number;
  const of = (table: Int32Array, byte: number): number => table[byte & 0xff] as number;
  const wholeEnd = bytes.length - 7;
  let sum = -1;
  let i = 0;
  for (; i < wholeEnd; i += 8) {
    const mixed = sum ^ (at(i) | (at(i + 1) << 8) | (at(i + 2) << 16) | (at(i + 3) << 24));
    sum =
      of(t7, mixed) ^
      of(t6, mixed >>> 8) ^
      of(t5, mixed >>> 16) ^
      of(t4, mixed >>> 24) ^
      of(t3, at(i + 4)) ^
      of(t2, at(i + 5)) ^
      of(t1, at(i + 6)) ^
      of(t0, at(i + 7));
  }
  for (; i < bytes.length; i++) sum = of(t0, sum ^ at(i)) ^ (sum >>> 8);
  return ~sum >>> 0;
}
