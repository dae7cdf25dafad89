/** Texts that runs of base64 in a text hold, where they are texts. RFC 4648, both alphabets. */

/** Shorter runs are words. */
const BASE64_CHARS_MIN = 20;

/** What a character stands for, by its code; 255: it is none of base64. */
const SEXTETS = new Uint8Array(128).fill(255);
for (const [at, character] of Array.from(
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
).entries()) {
  SEXTETS[character.charCodeAt(0)] = at;
}
SEXTETS['-'.charCodeAt(0)] = 62;
SEXTETS['_'.charCodeAt(0)] = 63;

const utf8 = new TextDecoder('utf-8', { fatal: true });
const OTHER_CONTROLS = /[^\P{Cc}\t\n\r]/u;

export function base64Texts(text: string): readonly string[] {
  const texts: string[] = [];
  let from = 0;
  // A run that is long enough has a character at every such distance: few are looked at.
  for (let at = BASE64_CHARS_MIN - 1; at < text.length; at += BASE64_CHARS_MIN) {
    if (sextet(text, at) === 255) continue;
    let start = at;
    while (start > from && sextet(text, start - 1) !== 255) start--;
    let end = at + 1;
    while (end < text.length && sextet(text, end) !== 255) end++;
    if (end - start >= BASE64_CHARS_MIN) {
      const inner = decode(text, start, end);
      if (inner !== undefined) texts.push(inner);
    }
    from = end;
    at = end;
  }
  return texts;
}

function sextet(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? (SEXTETS[code] ?? 255) : 255;
}

/** Most runs are no texts, and most of those end here with their first bytes. */
function decode(text: string, start: number, end: number): string | undefined {
  const bytes = new Uint8Array(Math.floor(((end - start) * 3) / 4));
  let [bits, held, length, following] = [0, 0, 0, 0];
  for (let at = start; at < end; at++) {
    bits = ((bits << 6) | sextet(text, at)) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    const byte = (bits >> held) & 0xff;
    const next = followers(byte, following);
    if (next === undefined) return undefined;
    following = next;
    bytes[length++] = byte;
  }
  return wholeText(bytes.subarray(0, length));
}

/** How many bytes of a character must follow this one; undefined where no text has it. RFC 3629. */
function followers(byte: number, before: number): number | undefined {
  if (before > 0) return byte >= 0x80 && byte < 0xc0 ? before - 1 : undefined;
  if (byte < 0x20) return byte === 0x09 || byte === 0x0a || byte === 0x0d ? 0 : undefined;
  if (byte < 0x7f) return 0;
  if (byte < 0xc2 || byte > 0xf4) return undefined;
  return byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
}

function wholeText(bytes: Uint8Array): string | undefined {
  try {
    const inner = utf8.decode(bytes);
    return OTHER_CONTROLS.test(inner) ? undefined : inner;
  } catch {
    // Not of a text: there is nothing hidden.
    return undefined;
  }
}
