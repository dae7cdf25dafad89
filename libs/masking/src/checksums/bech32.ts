/** The checksum of bech32 and bech32m texts (BIP 173, BIP 350). */

const alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3] as const;
const BECH32 = 1;
const BECH32M = 0x2bc830a3;

/** All lower or all upper case; the part before the last `1` is the human-readable one. */
export function bech32(text: string): boolean {
  const lower = text.toLowerCase();
  if (text !== lower && text !== text.toUpperCase()) return false;
  const separator = lower.lastIndexOf('1');
  if (separator < 1 || lower.length - separator < 7) return false;
  const prefix = Array.from(lower.slice(0, separator)).map((character) => character.charCodeAt(0));
  const data = Array.from(lower.slice(separator + 1)).map((character) => alphabet.indexOf(character));
  if (data.includes(-1)) return false;
  const check = polymod([...prefix.map((code) => code >> 5), 0, ...prefix.map((code) => code & 31), ...data]);
  return check === BECH32 || check === BECH32M;
}

function polymod(values: readonly number[]): number {
  let check = 1;
  for (const value of values) {
    const top = check >>> 25;
    check = ((check & 0x1ffffff) << 5) ^ value;
    generators.forEach((generator, bit) => {
      if ((top >> bit) & 1) check ^= generator;
    });
  }
  return check >>> 0;
}
