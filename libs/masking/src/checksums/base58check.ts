/** Base58Check: base 58 with four bytes of a double SHA-256 behind the payload, as Bitcoin and its relatives write addresses. */
import { createHash } from 'node:crypto';

export const bitcoinAlphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
export const rippleAlphabet = 'rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz';

/** An address has 25 bytes: version, hash of 20, checksum of 4. */
const ADDRESS_BYTES = 25;

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** The version byte of an address whose checksum is right; undefined for any other text. */
export function base58CheckVersion(text: string, alphabet: string = bitcoinAlphabet): number | undefined {
  let value = 0n;
  for (const character of text) {
    const digit = alphabet.indexOf(character);
    if (digit < 0) return undefined;
    value = value * 58n + BigInt(digit);
  }
  const hex = value.toString(16).padStart(ADDRESS_BYTES * 2, '0');
  if (hex.length !== ADDRESS_BYTES * 2) return undefined;
  const bytes = Buffer.from(hex, 'hex');
  const checksum = sha256(sha256(bytes.subarray(0, 21))).subarray(0, 4);
  return checksum.equals(bytes.subarray(21)) ? bytes[0] : undefined;
}
