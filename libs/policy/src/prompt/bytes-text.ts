/** Bytes that hide a text, as that text: UTF-8 without control characters other than white space. */

const utf8 = new TextDecoder('utf-8', { fatal: true });
const OTHER_CONTROLS = /[^\P{Cc}\t\n\r]/u;

/** Undefined: they are of no text. */
export function bytesText(bytes: Uint8Array): string | undefined {
  try {
    const inner = utf8.decode(bytes);
    return OTHER_CONTROLS.test(inner) ? undefined : inner;
  } catch {
    // Not of a text: there is nothing hidden.
    return undefined;
  }
}

/** How many bytes of a character must follow this one; undefined where no text has it. RFC 3629. */
export function followers(byte: number, before: number): number | undefined {
  if (before > 0) return byte >= 0x80 && byte < 0xc0 ? before - 1 : undefined;
  if (byte < 0x20) return byte === 0x09 || byte === 0x0a || byte === 0x0d ? 0 : undefined;
  if (byte < 0x7f) return 0;
  if (byte < 0xc2 || byte > 0xf4) return undefined;
  return byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
}
