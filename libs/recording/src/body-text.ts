/** Recorded body bytes as text: UTF-8, bounded; what is not text is said to be binary. */

/** Most bytes of text shown of one body: a timeline is for reading; the payloads keep everything. */
export const bodyTextBytesMax = 1024 * 1024;

export type BodyText =
  | { readonly kind: 'text'; readonly text: string; readonly truncated: boolean }
  | { readonly kind: 'binary' }
  /** The content coding is unknown, or the bytes are not what it says. */
  | { readonly kind: 'undecodable' };

/** Undoes a content coding (RFC 9110 §8.4); undefined when it is unknown or the bytes are not what it says. */
export type UndoCoding = (bytes: Uint8Array, coding: string) => Uint8Array | undefined;

/** @param coding Content coding as on the wire; empty for none. */
export function bodyText(bytes: Uint8Array, coding: string, undoCoding: UndoCoding): BodyText {
  const plain = coding === '' ? bytes : undoCoding(bytes, coding);
  if (plain === undefined) return { kind: 'undecodable' };
  return readText(plain);
}

/** The text of a part of a body: a character that its borders divide is left out; the joined body has it. */
export function partText(bytes: Uint8Array): BodyText {
  let start = 0;
  // Continuation bytes of UTF-8 are 10xxxxxx, at most three in a row.
  while (start < 3 && start < bytes.length && ((bytes[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return readText(bytes.subarray(start), true);
}

function readText(plain: Uint8Array, divided = false): BodyText {
  const truncated = plain.length > bodyTextBytesMax;
  const shown = truncated ? plain.subarray(0, bodyTextBytesMax) : plain;
  try {
    // `stream` forgives a character that the end divides.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(shown, {
      stream: truncated || divided,
    });
    return text.includes('\0') ? { kind: 'binary' } : { kind: 'text', text, truncated };
  } catch {
    return { kind: 'binary' };
  }
}
