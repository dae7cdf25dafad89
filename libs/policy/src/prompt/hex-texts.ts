/** Texts whose bytes stand in a text as hexadecimal numbers: `626c7565`, `62 6c 75 65`, `0x62,0x6c,0x75,0x65`. */
import { bytesText, followers } from './bytes-text.js';

/** Three bytes or more; what separates them is short. A byte of a letter begins with 2 to 7, or is of a longer character. */
const RUN = /(?<![0-9a-z])(?:0x)?[0-9a-f]{2}(?:[\s:,-]{0,2}(?:0x)?[0-9a-f]{2}){2,}(?![0-9a-z])/gi;
const PREFIX = /0x|[^0-9a-f]/gi;

export function hexTexts(text: string): readonly string[] {
  return Array.from(text.matchAll(RUN), ([run]) => decode(run.replace(PREFIX, ''))).filter(
    (inner) => inner !== undefined,
  );
}

function decode(digits: string): string | undefined {
  const bytes = new Uint8Array(digits.length >> 1);
  let following = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16);
    const next = followers(byte, following);
    if (next === undefined) return undefined;
    following = next;
    bytes[at] = byte;
  }
  return bytesText(bytes);
}
