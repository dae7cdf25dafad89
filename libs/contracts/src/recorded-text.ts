/** Text that came from outside, made fit for a record: printable ASCII only, length bounded. */

const PLAIN = /^[\u0020-\u005b\u005d-\u007e]*$/u;
/** Ends a text that was cut. */
const CUT = '...';

/**
 * `text` with everything but printable ASCII, and the backslash, as `\xNN` or `\u{N}`, so that it can forge neither a
 * line nor a terminal sequence; at most `bytesMax` bytes, the last three of them `...` when it was cut.
 */
export function recordedText(text: string, bytesMax: number): string {
  // A longer text is cut first, so that the work is bounded by the limit and not by the sender.
  const bounded = text.length > bytesMax ? text.slice(0, bytesMax) : text;
  const plain = PLAIN.test(bounded) ? bounded : escape(bounded);
  if (bounded === text && plain.length <= bytesMax) return plain;
  return plain.slice(0, bytesMax - CUT.length) + CUT;
}

function escape(text: string): string {
  let escaped = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0x20 && code <= 0x7e && code !== 0x5c) escaped += character;
    else if (code <= 0xff) escaped += `\\x${code.toString(16).padStart(2, '0')}`;
    else escaped += `\\u{${code.toString(16)}}`;
  }
  return escaped;
}
