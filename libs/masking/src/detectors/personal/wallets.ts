/** Addresses of crypto currencies. Where the chain has a checksum it decides. */
import { base58CheckVersion, rippleAlphabet } from '../../checksums/base58check.js';
import { bech32 } from '../../checksums/bech32.js';
import type { Detector } from '../../detector.js';
import { row } from './row.js';
import { shape } from './shape.js';

const versionIn =
  (versions: readonly number[], alphabet?: string) =>
  (text: string): boolean =>
    versions.includes(base58CheckVersion(text, alphabet) ?? -1);

const BASE58 = '[1-9A-HJ-NP-Za-km-z]';
const BECH32 = '(?:[02-9ac-hj-np-z]{6,98}|[02-9AC-HJ-NP-Z]{6,98})';
const words = ['wallet', 'address', 'crypto'];
const keys = ['wallet', 'walletaddress', 'cryptoaddress'];

export const wallets: readonly Detector[] = [
  row({
    kind: 'bitcoin-address',
    category: 'financial',
    about: 'Bitcoin address: base58check, bech32 or bech32m',
    pattern: shape(`[13mn2]${BASE58}{25,34}|(?:bc|tb)1${BECH32}|(?:BC|TB)1${BECH32}`),
    hint: 'letters-and-digits',
    isValid: (text) => (/^[bt]/iu.test(text) ? bech32(text) : versionIn([0x00, 0x05, 0x6f, 0xc4])(text)),
    context: ['bitcoin', 'btc', ...words],
    keys: ['bitcoin', 'btc', 'bitcoinaddress', 'btcaddress', ...keys],
    score: 0.9,
    replacement: '[CRYPTO_WALLET]',
    examples: {
      match: [
        '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2',
        '3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy',
        'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
        'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
      ],
      not: [
        '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3',
        'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5',
        '11111111111111111111111111',
      ],
    },
  }),
  row({
    kind: 'ethereum-address',
    category: 'financial',
    about: 'Address of Ethereum and the chains that share its form',
    pattern: shape('0x[0-9a-fA-F]{40}'),
    keywords: ['0x'],
    isValid: (text) => !/^0x(?:0{39}|f{40})/iu.test(text),
    context: ['ethereum', 'eth', ...words],
    keys: ['ethereum', 'eth', 'ethereumaddress', 'ethaddress', ...keys],
    score: 0.75,
    replacement: '[CRYPTO_WALLET]',
    examples: {
      match: [
        '0x52908400098527886E0F7030069857D2E4169EE7',
        '0xde709f2102306220921060314715629080e2fb77',
        'to 0x27b1fdb04752bbc536007a920d24acb045561c26.',
      ],
      not: [
        '0x52908400098527886E0F7030069857D2E4169EE',
        '0x0000000000000000000000000000000000000000',
        '0x52908400098527886E0F7030069857D2E4169EE77',
      ],
    },
  }),
  row({
    kind: 'litecoin-address',
    category: 'financial',
    about: 'Litecoin address',
    pattern: shape(`[LM]${BASE58}{25,33}|ltc1${BECH32}`),
    hint: 'letters-and-digits',
    isValid: (text) => (text.startsWith('ltc1') ? bech32(text) : versionIn([0x30, 0x32])(text)),
    context: ['litecoin', 'ltc', ...words],
    keys: ['litecoin', 'ltc', 'litecoinaddress', ...keys],
    score: 0.9,
    replacement: '[CRYPTO_WALLET]',
    examples: {
      match: [
        'LMdRycT7b6J1bUoKyHrHDnww1GQB58EWA4',
        'ltc MAJdwq3h1TDmEM5W28WvC3VWGGv4aFgCaM',
        'wallet ltc1kjrd4qmquzt6wxdg8jj52vw3rqdhl53d250uykp.',
      ],
      not: ['LMdRycT7b6J1bUoKyHrHDnww1GQB58EWA5', 'ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', 'Licence'],
    },
  }),
  row({
    kind: 'dogecoin-address',
    category: 'financial',
    about: 'Dogecoin address',
    pattern: shape(`D${BASE58}{33}`),
    hint: 'letters-and-digits',
    isValid: versionIn([0x1e]),
    context: ['dogecoin', 'doge', ...words],
    keys: ['dogecoin', 'doge', ...keys],
    score: 0.9,
    replacement: '[CRYPTO_WALLET]',
    examples: {
      match: [
        'D7YaFf5voqxEsgHmXjrYVY3mgBmCHHy1aD',
        'doge DRhwgfSriXpo35i8Yjo3tVM4kCC1pw43HD',
        'to DSWSkJfhPqGSnVogvddQNfGkNUP7CK5Mgg.',
      ],
      not: ['D7YaFf5voqxEsgHmXjrYVY3mgBmCHHy1aE', 'Dx', 'DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDD'],
    },
  }),
  row({
    kind: 'tron-address',
    category: 'financial',
    about: 'Tron address',
    pattern: shape(`T${BASE58}{33}`),
    hint: 'letters-and-digits',
    isValid: versionIn([0x41]),
    context: ['tron', 'trx', 'usdt', ...words],
    keys: ['tron', 'trx', ...keys],
    score: 0.9,
    replacement: '[CRYPTO_WALLET]',
    examples: {
      match: [
        'TCNgiTX1fAAuVrAoPRWhTvaJhqnDE6k9ZM',
        'usdt TWY49TswZr3TfFbAQRTCrssbmrD2ehfqYw',
        'to TXLZD76nF9V7QfginKHZM3oHQ8Q86aXBt5.',
      ],
      not: ['TCNgiTX1fAAuVrAoPRWhTvaJhqnDE6k9ZN', 'Tx', 'TTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTTT'],
    },
  }),
  row({
    kind: 'xrp-address',
    category: 'financial',
    about: 'XRP Ledger address',
    pattern: shape(`r${BASE58}{24,34}`),
    hint: 'letters-and-digits',
    isValid: versionIn([0x00], rippleAlphabet),
    context: ['xrp', 'ripple', ...words],
    keys: ['xrp', 'ripple', ...keys],
    score: 0.9,
    replacement: '[CRYPTO_WALLET]',
    examples: {
      match: [
        'rsQ75Q9HWSsxLgfwo9iyAmtwohptxE1QVy',
        'xrp rMZi9QWDRfvWWnXXF9oVLjBT1hT5VTGprX',
        'to r44MDsjhaR4wEVdaUsdqFuf9VLeoi3tC3i.',
      ],
      not: ['rsQ75Q9HWSsxLgfwo9iyAmtwohptxE1QVz', 'rrr', 'rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr'],
    },
  }),
  row({
    kind: 'cardano-address',
    category: 'financial',
    about: 'Cardano address (Shelley)',
    pattern: shape('(?:addr|stake)1[02-9ac-hj-np-z]{50,110}'),
    keywords: ['addr1', 'stake1'],
    isValid: bech32,
    context: ['cardano', 'ada', ...words],
    keys: ['cardano', ...keys],
    score: 0.9,
    replacement: '[CRYPTO_WALLET]',
    examples: {
      match: [
        'addr1kjrd4qmquzt6wxdg8jj52vw3rqdhl53d2qwrexjcx3xdjyv5ff80k',
        'cardano addr1lyv75cszqel3n0s9vdd5uphnnksmx9zn4m6y6065kgnjscrj9rh9qkm76s53grf0lyv75cszqel3n0s9vdd5uphnnksm9m84lg',
        'to stake1tmaspajzkgf2k2fvdw63tjjytnne5n4lehahev6pexrkx5wtarpad.',
      ],
      not: [
        'addr1kjrd4qmquzt6wxdg8jj52vw3rqdhl53d2qwrexjcx3xdjyv5ff80q',
        'addr1',
        'addr1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq',
      ],
    },
  }),
];
