/** Values that stand alone under a telling key, in JSON or a column: the key decides, the value need not have a shape. */
import type { Detector } from '../../detector.js';
import { anyText } from '../personal/shape.js';
import { isLikelyCredential, isNoVariable, isRandomText } from './likely-secret.js';
import { secret } from './secret-row.js';
import { alnum, hex } from './shape.js';

const valueCharactersMax = 2_000;
/** Tried once for each word: a long text under such a key is no reason to give it up. */
const oneWord = new RegExp(String.raw`(?<!\S)\S{8,${valueCharactersMax}}`, 'gu');

const passwordKeys =
  `password passwd passphrase pwd userpassword newpassword oldpassword currentpassword confirmpassword
  passwordconfirmation dbpassword databasepassword adminpassword rootpassword masterpassword smtppassword sshpassword
  ldappassword bindpassword proxypassword keystorepassword truststorepassword sudopassword defaultpassword temppassword
  passwort kennwort contrasena motdepasse senha wachtwoord haslo parola losenord salasana passcode pincode
  requirepass redispassword pgpassword postgrespassword mysqlpassword mysqlrootpassword mariadbpassword`.split(
    /\s+/,
  );
/** Their values may be words of a text that is not secret at all: a model's tokens, a page's. */
const ambiguousKeys = [
  'token',
  'secret',
  'key',
  'auth',
  'bearer',
  'sessionid',
  'sid',
  'signature',
  'sig',
] as const;

const random = alnum(32).sample;

/** `keys`: those of all other rows. */
export const byKey = (keys: readonly string[]): readonly Detector[] => [
  secret({
    kind: 'password-by-key',
    about: 'Whatever stands under a key that says password',
    pattern: anyText(valueCharactersMax),
    keys: passwordKeys,
    needsContext: true,
    isValid: isNoVariable,
    judgesWhole: true,
    score: 0.7,
    examples: {
      match: [
        '{"password":"correct horse battery"}',
        '{"dbPassword":"Winter24"}',
        '{"new_password":"kitty"}',
      ],
      not: ['{"password":"${DB_PASSWORD}"}', '{"password":"string"}', '{"passwordPolicy":"strict"}'],
    },
  }),
  secret({
    kind: 'credential-by-key',
    about: 'Random value under a key that names a service or the use of a secret',
    pattern: oneWord,
    keys: [...new Set(keys)].filter((key) => !passwordKeys.includes(key)).sort(),
    needsContext: true,
    isValid: isLikelyCredential,
    score: 0.7,
    examples: {
      match: [
        `{"apiKey":"${random}"}`,
        `{"heroku_token":"${hex(40).sample}"}`,
        `{"client-secret":"${random}"}`,
      ],
      not: ['{"apiKey":"your-api-key"}', '{"clientSecret":"see the vault"}', `{"checksum":"${random}"}`],
    },
  }),
  secret({
    kind: 'token-by-key',
    about: 'Random value under a key such as token, which may hold other things too',
    pattern: oneWord,
    keys: ambiguousKeys,
    needsContext: true,
    isValid: (value) => value.length >= 16 && isLikelyCredential(value) && isRandomText(value),
    score: 0.6,
    examples: {
      match: [`{"token":"${random}"}`, `{"sessionId":"${hex(32).sample}"}`],
      not: ['{"token":" Hello"}', '{"key":"colour-of-the-door"}', `{"hash":"${random}"}`],
    },
  }),
];
