/** The inside of a JSON string (RFC 8259, section 7): decoded for matching, and encoded again. */
import type { Escape } from './span-writer.js';

const SIMPLE: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const ESCAPES = /\\(?:u([0-9a-fA-F]{4})|([^]))/g;
const UNFINISHED = /\\(?:u[0-9a-fA-F]{0,3})?$/;

export interface DecodedString {
  readonly decoded: string;
  readonly escapes: readonly Escape[];
}

/** Whole escapes only. An escape JSON does not know stands for its character. */
export function decodeJsonString(source: string): DecodedString {
  if (!source.includes('\\')) return { decoded: source, escapes: [] };
  const escapes: Escape[] = [];
  let shorter = 0;
  const decoded = source.replace(
    ESCAPES,
    (text: string, hex: string | undefined, one: string | undefined, at: number) => {
      escapes.push({ at: at - shorter, extra: text.length - 1 });
      shorter += text.length - 1;
      return hex !== undefined ? String.fromCharCode(parseInt(hex, 16)) : (SIMPLE[one ?? ''] ?? one ?? '');
    },
  );
  return { decoded, escapes };
}

/** Where, in the inside of a string that goes on, an escape begins that is not there whole; the length without one. */
export function unfinishedEscapeAt(source: string): number {
  const tail = source.slice(-6);
  const found = UNFINISHED.exec(tail);
  if (found === null) return source.length;
  // Preceded by an odd number of backslashes, this one is escaped itself.
  let backslashes = 0;
  const at = source.length - tail.length + found.index;
  while (source[at - 1 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 0 ? at : source.length;
}

/** Offset of the quote that ends the string, or -1. */
export function closingQuoteAt(source: string, from: number): number {
  for (let index = from; index < source.length; index++) {
    const code = source.charCodeAt(index);
    if (code === 0x22) return index;
    if (code === 0x5c) index++;
  }
  return -1;
}

export const encodeJsonString = (text: string): string => JSON.stringify(text).slice(1, -1);
