/** Where a call comes from: the peer, or what trusted proxies say of it (RFC 7239, X-Forwarded-For). */
import ipaddr from 'ipaddr.js';

export interface SourceAddress {
  /** Full address in text form: personal, for payloads only. */
  readonly address: string;
  /** IPv4 /24 or IPv6 /48 in CIDR form; empty when the address is not known. */
  readonly network: string;
  /** True when it was taken from a trusted proxy's header. */
  readonly forwarded: boolean;
}

type Network = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Networks whose word on `X-Forwarded-For` and `Forwarded` is believed. */
export class TrustedProxies {
  readonly #networks: readonly Network[];

  /** @throws Error naming the first entry that is neither an address nor a network in CIDR form. */
  constructor(list: readonly string[]) {
    this.#networks = list.map((entry) => {
      if (ipaddr.isValidCIDR(entry)) return ipaddr.parseCIDR(entry);
      if (!ipaddr.isValid(entry))
        throw new Error(`"${entry}" is neither an address nor a network such as 10.0.0.0/8`);
      const address = ipaddr.process(entry);
      return [address, address.kind() === 'ipv4' ? 32 : 128];
    });
  }

  get none(): boolean {
    return this.#networks.length === 0;
  }

  has(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
    return this.#networks.some(
      ([network, bits]) => network.kind() === address.kind() && address.match(network, bits),
    );
  }
}

/** Entries read from the right of a forwarding header: more would only be work for nothing. */
const hopsMax = 16;

/**
 * The source of a call. The header is read from the right, as long as the one who wrote the entry is trusted; the first
 * address that is not trusted is the source. An entry that is no address ends the walk: the last trusted hop counts.
 */
export function sourceAddress(
  peer: string | undefined,
  headers: { readonly forwarded: string | undefined; readonly forwardedFor: string | undefined },
  trusted: TrustedProxies,
): SourceAddress {
  let address = parse(peer ?? '');
  if (address === undefined) return { address: '', network: '', forwarded: false };
  let forwarded = false;
  if (!trusted.none && trusted.has(address)) {
    for (const hop of hops(headers).slice(-hopsMax).reverse()) {
      const next = parse(hop);
      if (next === undefined) break;
      address = next;
      forwarded = true;
      if (!trusted.has(next)) break;
    }
  }
  return { address: address.toString(), network: networkOf(address), forwarded };
}

/** IPv4 in IPv6 clothes is IPv4; zones are dropped. */
function parse(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const bare = text.includes('%') ? text.slice(0, text.indexOf('%')) : text;
  return ipaddr.IPv4.isValidFourPartDecimal(bare) || ipaddr.IPv6.isValid(bare)
    ? ipaddr.process(bare)
    : undefined;
}

function networkOf(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  const bits = address.kind() === 'ipv4' ? 24 : 48;
  const text = `${address.toString()}/${bits}`;
  const network =
    bits === 24 ? ipaddr.IPv4.networkAddressFromCIDR(text) : ipaddr.IPv6.networkAddressFromCIDR(text);
  return `${network.toString()}/${bits}`;
}

/** `Forwarded: for=…` where present, else `X-Forwarded-For`; in the order written. */
function hops(headers: {
  readonly forwarded: string | undefined;
  readonly forwardedFor: string | undefined;
}): string[] {
  if (headers.forwarded !== undefined) {
    return headers.forwarded.split(',').map((element) => {
      const value = /(?:^|;)\s*for\s*=\s*("[^"]*"|[^;\s]+)/i.exec(element)?.[1] ?? '';
      return withoutPort(value.replaceAll('"', ''));
    });
  }
  return headers.forwardedFor === undefined
    ? []
    : headers.forwardedFor.split(',').map((hop) => withoutPort(hop.trim()));
}

/** `192.0.2.1:80`, `[2001:db8::1]:80` and `[2001:db8::1]` without brackets and port. */
function withoutPort(hop: string): string {
  if (hop.startsWith('[')) return hop.slice(1, hop.indexOf(']'));
  const colon = hop.indexOf(':');
  return colon >= 0 && hop.indexOf(':', colon + 1) < 0 ? hop.slice(0, colon) : hop;
}
