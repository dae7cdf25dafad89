/** The slow half of reading a string: escapes and bytes outside ASCII (RFC 8259 §7, RFC 3629 §4). */
import { escaped, wide } from './tape.js';

/** 1 for bytes that mean themselves in a string: printable ASCII but the quote and the backslash. */
export const plainByte = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && byte < 0x80 && byte !== 0x22 && byte !== 0x5c ? 1 : 0,
);

/** The byte behind a string's closing quote, times 64, with the flags of the tape. */
const found = (end: number, flags: number): number => end * 64 + flags;
/** Failures are negative, so that the answer stays one number: odd ones are encoding, even ones grammar. */
const badText = (offset: number): number => -(offset * 2 + 1) - 1;
const badGrammar = (offset: number): number => -(offset * 2) - 1;

/**
 * Reads on from `offset`, inside a string. Escapes of lone surrogates are refused as not being UTF-8: no UTF-8 text can
 * say what they mean, and readers differ in what they make of them.
 */
export function scanStringRest(bytes: Uint8Array, offset: number, end: number): number {
  let at = offset;
  let flags = 0;
  while (at < end) {
    const byte = bytes[at] ?? 0;
    if (plainByte[byte] === 1) {
      at += 1;
    } else if (byte === 0x22) {
      return found(at + 1, flags);
    } else if (byte === 0x5c) {
      flags |= escaped;
      const behind = skipEscape(bytes, at);
      if (behind < 0) return behind;
      at = behind;
    } else if (byte >= 0x80) {
      flags |= wide;
      const length = sequenceLength(bytes, at, end);
      if (length === 0) return badText(at);
      at += length;
    } else {
      return badGrammar(at);
    }
  }
  return badGrammar(end);
}

function skipEscape(bytes: Uint8Array, at: number): number {
  switch (bytes[at + 1]) {
    case 0x22:
    case 0x5c:
    case 0x2f:
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
      return at + 2;
    case 0x75: {
      const unit = hexUnit(bytes, at + 2);
      if (unit < 0) return badGrammar(at);
      if (unit < 0xd800 || unit > 0xdfff) return at + 6;
      if (unit > 0xdbff || bytes[at + 6] !== 0x5c || bytes[at + 7] !== 0x75) return badText(at);
      const low = hexUnit(bytes, at + 8);
      if (low < 0) return badGrammar(at + 6);
      return low >= 0xdc00 && low <= 0xdfff ? at + 12 : badText(at);
    }
    default:
      return badGrammar(at);
  }
}

function hexUnit(bytes: Uint8Array, at: number): number {
  let unit = 0;
  for (let index = at; index < at + 4; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte >= 0x30 && byte <= 0x39) unit = unit * 16 + byte - 0x30;
    else if (byte >= 0x41 && byte <= 0x46) unit = unit * 16 + byte - 0x37;
    else if (byte >= 0x61 && byte <= 0x66) unit = unit * 16 + byte - 0x57;
    else return -1;
  }
  return unit;
}

/** Bytes of the UTF-8 sequence at `at`; 0 where it is none (overlong, surrogate, cut off, beyond U+10FFFF). */
export function sequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0xc2 || first > 0xf4 || at + 1 >= end) return 0;
  const second = bytes[at + 1] ?? 0;
  if (first < 0xe0) return isContinuation(second) ? 2 : 0;
  const lowest = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const highest = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  if (at + 2 >= end || !isContinuation(bytes[at + 2] ?? 0)) return 0;
  if (first < 0xf0) return 3;
  return at + 3 < end && isContinuation(bytes[at + 3] ?? 0) ? 4 : 0;
}

const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80;
