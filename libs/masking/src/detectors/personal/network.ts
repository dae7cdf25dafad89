/** Addresses of machines, which lead to the people who use them. */
import type { Detector } from '../../detector.js';
import { row } from './row.js';

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d{2}|[1-9]?\\d)';
const IPV4 = `${OCTET}(?:\\.${OCTET}){3}`;

/** This host, no host, every host and the masks of networks say nothing about anybody. */
const isOfSomebody = (text: string): boolean => !/^(?:127\.|0\.|255\.)/u.test(text);

/** RFC 4291, 2.2: eight groups, of which one `::` may stand for at least one; the last two as IPv4. */
function isIpv6(text: string): boolean {
  const address = text.replace(/[%/].{0,80}$/u, '');
  const halves = address.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (
    groups.some(
      (group, at) => !(group.includes('.') ? at === groups.length - 1 : /^[0-9A-Fa-f]{1,4}$/u.test(group)),
    )
  )
    return false;
  const count = groups.length + (groups.at(-1)?.includes('.') ? 1 : 0);
  return halves.length === 2 ? count <= 7 : count === 8;
}

/**
 * `::` and `::1` are nobody's. `a::b` is more often a name in a program than an address and `1::2` a slice of a list, so that a
 * digit must stand in it, and a long group or a part in IPv4.
 */
const isIpv6OfSomebody = (text: string): boolean =>
  isIpv6(text) &&
  /\d/u.test(text) &&
  /[0-9A-Fa-f]{3}|\.|(?:[0-9A-Fa-f]{1,4}:){4}/u.test(text) &&
  !/^(?:0{0,4}:){2,7}(?:0{0,4}|0{0,3}1)(?:[%/]|$)/u.test(text);

export const network: readonly Detector[] = [
  row({
    kind: 'ipv4',
    category: 'network',
    about: 'IPv4 address, with its prefix length where one is written',
    pattern: new RegExp(
      String.raw`(?<![\w.]|[A-Za-z][\/\-]|[Vv]er(?:sion)?[\x22:= ]{1,4}|\d[:/])${IPV4}(?:\/(?:3[0-2]|[12]?\d)(?!\d))?(?!\w|\.\d|-\d{1,4}(?![.\d]))`,
      'gu',
    ),
    hint: 'dot',
    isValid: isOfSomebody,
    keys: [
      'ip',
      'ipaddress',
      'ipaddr',
      'clientip',
      'remoteaddr',
      'remoteip',
      'sourceip',
      'ipv4',
      'xforwardedfor',
      'xrealip',
    ],
    score: 0.7,
    replacement: '[IP]',
    examples: {
      match: [
        '203.0.113.7',
        'http://198.51.100.23:8080/',
        '192.0.2.0/24',
        'from 10.1.2.3.',
        '192.0.2.1-192.0.2.9',
      ],
      not: [
        '256.1.1.1',
        '1.2.3.4.5',
        '127.0.0.1',
        'v1.2.3.4',
        'version 1.2.3.4',
        'Chrome/120.0.0.0',
        'app-1.2.3.4.tgz',
        '1.2.3.4-5',
      ],
    },
  }),
  row({
    kind: 'ipv6',
    category: 'network',
    about: 'IPv6 address, with its IPv4 part, zone and prefix length as one',
    pattern: new RegExp(
      String.raw`(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:${IPV4}|[0-9A-Fa-f]{0,4})(?:%[0-9A-Za-z_.\-]{1,15})?(?:\/(?:12[0-8]|1[01]\d|[1-9]?\d)(?!\d))?(?![\w:]|\.\d)`,
      'gu',
    ),
    hint: 'colon',
    isValid: isIpv6OfSomebody,
    keys: [
      'ip',
      'ipaddress',
      'ipaddr',
      'clientip',
      'remoteaddr',
      'remoteip',
      'sourceip',
      'ipv6',
      'xforwardedfor',
    ],
    score: 0.8,
    replacement: '[IP]',
    examples: {
      match: [
        '2001:db8::8a2e:370:7334',
        '[2001:0db8:0000:0000:0000:ff00:0042:8329]:443',
        '::ffff:192.0.2.128',
        'fe80::1ff:fe23:4567:890a%eth2/64',
      ],
      not: ['12:30:45', '::1', 'std::vector', 'dead::beef', 'list[1::2]', '::20', '1:2:3:4:5:6:7'],
    },
  }),
  row({
    kind: 'mac-address',
    category: 'network',
    about: 'MAC address of a network card',
    pattern:
      /(?<![\w:.-])(?:[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}|(?=[0-9-]{0,15}[A-Fa-f])[0-9A-Fa-f]{2}(?:-[0-9A-Fa-f]{2}){5}|(?=[0-9.]{0,12}[A-Fa-f])[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4})(?![\w:]|[.-]\w)/gu,
    hint: 'letters-and-digits',
    isValid: (text) => !/^(?:[0f][0f][:.-]?){6}$/iu.test(text),
    keys: ['mac', 'macaddress', 'macaddr', 'hardwareaddress', 'bssid'],
    score: 0.8,
    replacement: '[MAC]',
    examples: {
      match: ['00:1A:2B:3C:4D:5E', 'mac 00-1a-2b-3c-4d-5e', '001a.2b3c.4d5e'],
      not: ['00:1A:2B:3C:4D', '00:1A:2B:3C:4D:5E:6F:70', 'ff:ff:ff:ff:ff:ff', '20-11-12-13-14-15'],
    },
  }),
];
