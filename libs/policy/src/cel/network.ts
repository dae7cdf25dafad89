/** IP networks such as `10.0.0.0/8` and `2001:db8::/32`, and whether an address is in one. RFC 4632, RFC 4291. */

export interface Network {
  readonly bits: 32 | 128;
  readonly prefix: bigint;
  readonly length: number;
}

/** An address as a number; addresses of IPv4 written as IPv6 (`::ffff:10.0.0.1`) are those of IPv4. */
export function parseAddress(text: string): { readonly bits: 32 | 128; readonly value: bigint } | undefined {
  const plain = text.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  if (plain.includes(':')) {
    const value = parseSix(plain);
    return value === undefined ? undefined : { bits: 128, value };
  }
  const value = parseFour(plain);
  return value === undefined ? undefined : { bits: 32, value };
}

export function parseNetwork(text: string): Network | undefined {
  const match = /^([0-9a-f.:]+)\/(\d{1,3})$/i.exec(text);
  const address = match?.[1] === undefined ? undefined : parseAddress(match[1]);
  const length = Number(match?.[2]);
  if (address === undefined || length > address.bits) return undefined;
  return { bits: address.bits, prefix: address.value >> BigInt(address.bits - length), length };
}

/** Of the last address asked about: many rules ask about the same one. */
let last: { readonly text: string; readonly address: ReturnType<typeof parseAddress> } | undefined;

export function isInNetwork(text: string, { bits, prefix, length }: Network): boolean {
  if (last?.text !== text) last = { text, address: parseAddress(text) };
  const { address } = last;
  return address?.bits === bits && address.value >> BigInt(bits - length) === prefix;
}

function parseFour(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function parseSix(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const groups = (half: string | undefined) => (half === undefined || half === '' ? [] : half.split(':'));
  const [head, tail] = [groups(halves[0]), groups(halves[1])];
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return all.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}
