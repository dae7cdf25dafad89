/** The grammar of numbers (RFC 8259 §6); what they are worth is asked later, by whoever needs it. */

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

/** The byte behind the number at `offset`; -1 where none begins there. */
export function scanNumber(bytes: Uint8Array, offset: number, end: number): number {
  let at = offset;
  if (bytes[at] === 0x2d) at += 1;
  if (at >= end) return -1;
  const first = bytes[at] ?? 0;
  if (!isDigit(first)) return -1;
  at += 1;
  if (first !== 0x30) while (at < end && isDigit(bytes[at] ?? 0)) at += 1;
  if (at < end && bytes[at] === 0x2e) {
    at = scanDigits(bytes, at + 1, end);
    if (at < 0) return -1;
  }
  if (at < end && ((bytes[at] ?? 0) | 0x20) === 0x65) {
    at += 1;
    if (at < end && (bytes[at] === 0x2b || bytes[at] === 0x2d)) at += 1;
    at = scanDigits(bytes, at, end);
  }
  return at;
}

/** Behind one digit or more; -1 where there is none. */
function scanDigits(bytes: Uint8Array, offset: number, end: number): number {
  let at = offset;
  while (at < end && isDigit(bytes[at] ?? 0)) at += 1;
  return at === offset ? -1 : at;
}
