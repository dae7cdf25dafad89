/** UTF-8 (RFC 3629) as it arrives in pieces: where a character is cut off, and how far a text is valid. */
import { isUtf8 } from 'node:buffer';

/** Bytes of the character that a first byte begins; 0 for what begins none. */
function lengthFrom(first: number): number {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
}

/** Where the last character begins, if its end is yet to come; the length where it is there. */
export function cutAt(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    return lengthFrom(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** Bytes of the longest beginning that is valid; linear. */
export function validLength(bytes: Uint8Array): number {
  if (isUtf8(bytes)) return bytes.length;
  for (let at = 0; at < bytes.length;) {
    const length = lengthFrom(bytes[at] ?? 0);
    if (length === 0 || (length > 1 && !isUtf8(bytes.subarray(at, at + length)))) return at;
    at += length;
  }
  return bytes.length;
}
