/** Keys themselves: PEM blocks, key files, wallets, seeds, web tokens, password hashes. */
import type { Detector } from '../../detector.js';
import { assigned, leftEdge, secret, token } from './secret-row.js';
import { isLikelySecret } from './likely-secret.js';
import { alnum, base32, base64, base64url, hex, lower, oneOf, padded, upper } from './shape.js';
import { isWebEncryption, isWebSignature } from './web-token.js';

const newline = String.raw`(?:\r?\n|\\r\\n|\\n)`;
const dashes = '-----';
const pem = (label: string, lines: number): string =>
  [
    `${dashes}BEGIN ${label}${dashes}`,
    ...Array.from({ length: lines }, () => base64(64).sample),
    `${dashes}END ${label}${dashes}`,
  ].join('\n');
const webHeader = btoa('{"alg":"HS256","typ":"JWT"}').replaceAll('=', '');
const encryptedHeader = btoa('{"alg":"RSA-OAEP","enc":"A256GCM"}').replaceAll('=', '');
const webClaims = btoa('{"sub":"1","name":"made up"}').replaceAll('=', '');

export const keyMaterial: readonly Detector[] = [
  secret({
    kind: 'private-key',
    about:
      'Private key in PEM: RSA, EC, PKCS #8, OpenSSH, PGP, encrypted ones too (whole up to 4,096 bits of RSA)',
    pattern: new RegExp(
      `-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:\\s|\\\\[rn]){0,8}` +
        `(?:[A-Za-z][A-Za-z-]{2,20}: [ -\\[\\]-~]{0,76}${newline}{1,2}){0,5}(?:\\s|\\\\[rn]){0,8}` +
        `[A-Za-z0-9+/]{16}[A-Za-z0-9+/=\\s\\\\]{4,3300}(?:-----END [A-Z0-9 ]{1,48}-----)?`,
      'gu',
    ),
    keywords: ['private key-----', 'private key block-----'],
    keys: ['privatekey', 'privatekeypem', 'sshprivatekey', 'tlskey', 'keypem', 'signingkey'],
    score: 1,
    examples: {
      match: [
        pem('RSA PRIVATE KEY', 12),
        pem('OPENSSH PRIVATE KEY', 6),
        pem('PRIVATE KEY', 3).replaceAll('\n', '\\n'),
        pem('PGP PRIVATE KEY BLOCK', 40).replace('-----\n', '-----\nVersion: 1\n\n'),
      ],
      not: [pem('PUBLIC KEY', 4), `${dashes}BEGIN PRIVATE KEY${dashes} goes here`],
    },
  }),
  secret({
    kind: 'private-key-end',
    about: 'Last lines of a private key in PEM, for keys too long for one match and for cut ones',
    pattern: new RegExp(
      `(?<![^\\nn])(?<=\\n|\\\\n)(?:[A-Za-z0-9+/]{64,76}={0,2}${newline}){1,46}(?:[A-Za-z0-9+/]{1,76}={0,2}${newline}){0,2}-----END (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----`,
      'gu',
    ),
    keywords: ['private key-----', 'private key block-----'],
    score: 0.9,
    examples: {
      match: [pem('RSA PRIVATE KEY', 5), `cut\n${pem('PRIVATE KEY', 3).slice(60)}`],
      not: [pem('PUBLIC KEY', 4), `${dashes}END PRIVATE KEY${dashes}`],
    },
  }),
  secret({
    kind: 'putty-private-key',
    about: 'Private lines of a PuTTY key file',
    pattern: /Private-Lines: [0-9]{1,3}\r?\n(?<value>(?:[A-Za-z0-9+/=]{1,64}\r?\n){1,60})/gu,
    hasValueGroup: true,
    keywords: ['private-lines:'],
    score: 1,
    examples: {
      match: [
        `PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 2\n${base64(64).sample}\n${base64(40).sample}\n`,
        `Private-Lines: 1\n${base64(48).sample}\n`,
      ],
      not: [`Public-Lines: 1\n${base64(48).sample}\n`, 'Private-Lines: 1\n'],
    },
  }),
  token('age-secret-key', 'age secret key', ['AGE-SECRET-KEY-1', upper(58)]),
  token('age-plugin-key', 'age plugin identity', ['AGE-PLUGIN-', upper(2, 24), '-1', upper(40, 300)]),
  assigned(
    'wireguard-key',
    'WireGuard private or preshared key',
    ['privatekey', 'presharedkey', 'wg_private', 'private_key'],
    {
      ...padded(44),
      source: '[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=',
      sample: `${base64(42).sample}A=`,
      tooShort: base64(40).sample,
    },
    {
      keys: ['presharedkey'],
      examples: {
        match: [`PrivateKey = ${base64(42).sample}A=`, `PresharedKey=${base64(42).sample}8=`],
        not: [`PublicKey = ${base64(42).sample}A=`, `PrivateKey = ${base64(40).sample}=`],
      },
    },
  ),
  secret({
    kind: 'jwk-private',
    about: 'Private part of a JSON Web Key',
    pattern:
      /"(?:d|dp|dq|qi|p|q|k)\\{0,3}"[ \t\r\n]{0,8}:[ \t\r\n]{0,8}\\{0,3}"(?<value>[A-Za-z0-9_-]{43,1400})\\{0,3}"/gu,
    hasValueGroup: true,
    keywords: ['"d', '"p', '"q', '"k'],
    isValid: isLikelySecret,
    score: 0.9,
    examples: {
      match: [
        `{"kty":"EC","crv":"P-256","d":"${base64url(43).sample}"}`,
        `{"kty":"oct","k": "${base64url(64).sample}"}`,
      ],
      not: [`{"kty":"EC","x":"${base64url(43).sample}"}`, '{"kty":"oct","k":"short"}'],
    },
  }),
  secret({
    kind: 'jwt',
    about: 'JSON Web Token or other JWS in compact form',
    pattern: new RegExp(
      `${leftEdge}(?:eyJ|eyAi|ewo|ew0K)[A-Za-z0-9_-]{8,700}\\.[A-Za-z0-9_-]{2,2690}(?:\\.[A-Za-z0-9_-]{0,690})?`,
      'gu',
    ),
    keywords: ['eyj', 'eyai', 'ewo', 'ew0k'],
    keys: ['jwt', 'idtoken', 'clientassertion'],
    isValid: isWebSignature,
    score: 0.97,
    examples: {
      match: [`${webHeader}.${webClaims}.${base64url(43).sample}`, `Bearer ${webHeader}.${webClaims}.`],
      not: [`eyJub3RoaW5nIjoxfQ.${webClaims}.${base64url(43).sample}`, `eyes.${webClaims}.x`],
    },
  }),
  secret({
    kind: 'jwe',
    about: 'Encrypted JSON Web Token in compact form',
    pattern: new RegExp(
      `${leftEdge}(?:eyJ|eyAi|ewo|ew0K)[A-Za-z0-9_-]{8,700}\\.[A-Za-z0-9_-]{0,700}\\.[A-Za-z0-9_-]{8,24}\\.[A-Za-z0-9_-]{1,2590}(?:\\.[A-Za-z0-9_-]{16,64})?`,
      'gu',
    ),
    keywords: ['eyj', 'eyai', 'ewo', 'ew0k'],
    isValid: isWebEncryption,
    score: 0.98,
    examples: {
      match: [
        `${encryptedHeader}.${base64url(342).sample}.${base64url(16).sample}.${base64url(80).sample}.${base64url(22).sample}`,
        `${encryptedHeader}..${base64url(16).sample}.${base64url(80).sample}.${base64url(22).sample}`,
      ],
      not: [
        `${webHeader}.${webClaims}.${base64url(16).sample}.${base64url(22).sample}`,
        `${encryptedHeader}.${base64url(40).sample}`,
      ],
    },
  }),
  token(
    'paseto',
    'PASETO token',
    [oneOf('v1', 'v2', 'v3', 'v4'), '.', oneOf('local', 'public'), '.', base64url(40, 3_000)],
    { keywords: ['.local.', '.public.'] },
  ),
  token('macaroon', 'Macaroon of the older packet form', ['MDAx', padded(60, 2_000)], {
    isValid: isLikelySecret,
    score: 0.8,
  }),
  token('minisign-secret-key', 'Minisign secret key', ['RWRTY0Iy', padded(200, 220)]),
  token(
    'bip32-private-key',
    'Extended private key of a wallet',
    [oneOf('xprv', 'yprv', 'zprv', 'tprv'), alnum(107)],
    { keywords: ['xprv', 'yprv', 'zprv', 'tprv'] },
  ),
  assigned(
    'bitcoin-private-key',
    'Bitcoin private key (WIF), by its name',
    ['wif', 'bitcoin', 'btc_', 'private_key', 'privatekey', 'private key'],
    {
      ...alnum(52),
      source: '(?:5[1-9A-HJ-NP-Za-km-z]{50}|[KL][1-9A-HJ-NP-Za-km-z]{51})',
      sample: `K${alnum(70)
        .sample.replaceAll(/[0IlO]/g, '')
        .slice(0, 51)}`,
      tooShort: 'K1',
    },
    { keys: ['wif'] },
  ),
  assigned(
    'ethereum-private-key',
    'Private key of an Ethereum account, by its name',
    ['private_key', 'privatekey', 'private key', 'eth_key', 'wallet_key', 'deployer_key', 'mnemonic_key'],
    {
      ...hex(66),
      source: '(?:0x)?[0-9a-f]{64}',
      sample: `0x${hex(64).sample}`,
      tooShort: `0x${hex(63).sample}`,
    },
    { keys: ['ethprivatekey', 'walletprivatekey', 'deployerkey'] },
  ),
  assigned(
    'stellar-secret-seed',
    'Stellar secret seed, by its name',
    ['stellar', 'seed', 'xlm'],
    {
      ...base32(56),
      source: 'S[A-Z2-7]{55}',
      sample: `S${base32(55).sample}`,
      tooShort: `S${base32(54).sample}`,
    },
    { keys: ['stellarseed', 'stellarsecret'] },
  ),
  token('nostr-private-key', 'Nostr private key', ['nsec1', lower(58)]),
  secret({
    kind: 'wallet-phrase',
    about: 'Recovery phrase of a wallet, by its name',
    pattern: new RegExp(
      `(?:mnemonic|seed[ _-]?phrase|recovery[ _-]?phrase|seed[ _-]?words)["']?[ \\t]{0,4}(?:is|[=:])[ \\t]{0,4}["']?(?<value>(?:[a-z]{3,8}[ ,]{1,2}){11,23}[a-z]{3,8})`,
      'giu',
    ),
    hasValueGroup: true,
    keywords: ['mnemonic', 'phrase', 'seed words', 'seed-words', 'seed_words', 'seedwords'],
    keys: ['mnemonic', 'seedphrase', 'recoveryphrase', 'seedwords'],
    score: 0.9,
    examples: {
      match: [
        `mnemonic: "${'apple river stone cloud '.repeat(3).trim()}"`,
        `Seed phrase is ${'apple river stone cloud '.repeat(6).trim()}`,
      ],
      not: ['mnemonic: "apple river stone"', 'The seed phrase has twelve words.'],
    },
  }),
  secret({
    kind: 'otpauth-seed',
    about: 'Secret of a one-time password in an otpauth URI',
    pattern:
      /otpauth:\/\/[ht]otp\/[^\s?"']{0,200}\?(?:[A-Za-z]{1,16}=[^&\s"']{0,100}&){0,6}secret=(?<value>[A-Za-z2-7]{10,128})/giu,
    hasValueGroup: true,
    keywords: ['otpauth://'],
    score: 0.98,
    examples: {
      match: [
        `otpauth://totp/Acme:ann?secret=${base32(32).sample}&issuer=Acme`,
        `otpauth://totp/a?issuer=A&secret=${base32(16).sample}`,
      ],
      not: ['otpauth://totp/Acme:ann?issuer=Acme', 'otpauth://totp/a?secret=abc'],
    },
  }),
  assigned(
    'totp-seed',
    'Seed of a one-time password, by its name',
    ['totp', 'otp_secret', 'otp_seed', 'mfa_secret', 'mfa_seed', '2fa', 'two_factor', 'authenticator key'],
    { ...base32(16, 64), source: '[A-Z2-7]{16,64}' },
    { keys: ['totpsecret', 'totpseed', 'otpsecret', 'mfasecret', 'twofactorsecret'] },
  ),
  assigned(
    'backup-code',
    'Recovery code of a second factor, by its name',
    ['recovery_code', 'recovery code', 'backup_code', 'backup code'],
    { ...lower(11), source: '[a-z0-9]{4,5}-[a-z0-9]{4,5}', sample: '7f3k9-m2x8q', tooShort: '7f3' },
    { keys: ['recoverycode', 'recoverycodes', 'backupcode', 'backupcodes'] },
  ),
  token(
    'bcrypt-hash',
    'Password hash: bcrypt',
    [
      oneOf('$2a$', '$2b$', '$2y$'),
      { ...hex(2), source: '[0-3][0-9]', sample: '12', tooShort: '' },
      '$',
      { ...base64(53), source: '[A-Za-z0-9./]{53}' },
    ],
    {
      keywords: ['$2a$', '$2b$', '$2y$'],
      examples: {
        match: [`$2b$12$${alnum(53).sample}`, `hash: $2y$10$${alnum(53).sample}`],
        not: [`$2b$12$${alnum(52).sample}`, `$2b$xx$${alnum(53).sample}`],
      },
    },
  ),
  secret({
    kind: 'argon2-hash',
    about: 'Password hash: Argon2 or scrypt in PHC form',
    pattern:
      /\$(?:argon2(?:id|i|d)|scrypt)\$(?:v=[0-9]{1,4}\$)?[A-Za-z0-9=,]{3,64}\$[A-Za-z0-9+/]{8,96}\$[A-Za-z0-9+/]{16,128}/gu,
    keywords: ['$argon2', '$scrypt$'],
    score: 0.95,
    examples: {
      match: [
        `$argon2id$v=19$m=65536,t=3,p=4$${base64(22).sample}$${base64(43).sample}`,
        `$scrypt$ln=16,r=8,p=1$${base64(22).sample}$${base64(43).sample}`,
      ],
      not: ['$argon2id$v=19$m=65536,t=3,p=4', '$argon2x$v=19$m=1$abcdefgh$abcdefghijklmnop'],
    },
  }),
  secret({
    kind: 'crypt-hash',
    about: 'Password hash of a shadow file: SHA-crypt, MD5-crypt, yescrypt',
    pattern:
      /(?<![A-Za-z0-9$])\$(?:[156]|y|7|apr1)\$(?:rounds=[0-9]{1,9}\$)?[A-Za-z0-9./]{1,32}\$[A-Za-z0-9./]{22,100}(?:\$[A-Za-z0-9./]{22,100})?/gu,
    keywords: ['$1$', '$5$', '$6$', '$y$', '$7$', '$apr1$'],
    score: 0.9,
    examples: {
      match: [
        `root:$6$${alnum(16).sample}$${alnum(86).sample}:19000:0`,
        `$y$j9T$${alnum(22).sample}$${alnum(43).sample}`,
      ],
      not: [`$6$${alnum(16).sample}$short`, `$9$${alnum(16).sample}$${alnum(86).sample}`],
    },
  }),
  assigned(
    'application-key',
    'Key by which a web framework signs and encrypts',
    [
      'app_key',
      'secret_key_base',
      'rails_master_key',
      'django_secret',
      'nextauth_secret',
      'auth_secret',
      'flask_secret',
      'session_secret',
      'cookie_secret',
      'jwt_secret',
      'encryption_key',
      'fernet_key',
      'machinekey',
      'validationkey',
      'decryptionkey',
    ],
    { ...padded(16, 256), source: '(?:base64:)?[^\\s"\'\\x60<>,;(){}]{16,256}' },
    {
      keys: [
        'appkey',
        'secretkeybase',
        'railsmasterkey',
        'djangosecretkey',
        'nextauthsecret',
        'authsecret',
        'sessionsecret',
        'cookiesecret',
        'jwtsecret',
        'encryptionkey',
        'fernetkey',
      ],
    },
  ),
  secret({
    kind: 'ntlm-hash',
    about: 'LM and NTLM hash in a dump of accounts',
    pattern: /:[0-9]{1,10}:(?<value>[0-9A-Fa-f]{32}:[0-9A-Fa-f]{32}):::/gu,
    hasValueGroup: true,
    keywords: [':::'],
    score: 0.9,
    examples: {
      match: [
        `ann:1001:${hex(32).sample}:${hex(32).sample}:::`,
        `Administrator:500:${hex(32).sample}:${hex(32).sample}:::`,
      ],
      not: [`ann:1001:${hex(32).sample}:::`, `${hex(32).sample}:${hex(32).sample}:::`],
    },
  }),
];
