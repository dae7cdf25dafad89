/** The checksum of GitHub's and npm's tokens: their last six characters are the CRC-32 of the thirty before, in base 62. */
import { alnum } from './shape.js';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const randomLength = 30;
const checksumLength = 6;

/** CRC-32 of ASCII as in ISO-HDLC, bit by bit: the texts are thirty characters long. */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at++) {
    crc ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function checksumOf(random: string): string {
  let rest = crc32(random);
  let text = '';
  while (text.length < checksumLength) {
    text = base62.charAt(rest % 62) + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}

/** Of a whole token with its prefix. */
export const hasTokenChecksum = (token: string): boolean => {
  const body = token.slice(token.indexOf('_') + 1);
  return (
    body.length === randomLength + checksumLength &&
    checksumOf(body.slice(0, randomLength)) === body.slice(randomLength)
  );
};

/** A made-up token that passes, and one that differs in its last character. */
export function checkedExamples(prefix: string): { match: readonly string[]; not: readonly string[] } {
  const random = alnum(randomLength).sample;
  const good = prefix + random + checksumOf(random);
  const bad = good.slice(0, -1) + (good.endsWith('0') ? '1' : '0');
  return { match: [good, `token: ${good}.`], not: [bad, good.slice(0, -1), `Z${good}`] };
}
