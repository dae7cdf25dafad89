/** Credentials that have no mark of their own: headers, command lines, and values behind telling names. */
import type { Detector } from '../../detector.js';
import { isLikelyPassword, isNoPlaceholder, isPasswordInSentence, isRandomText } from './likely-secret.js';
import { assigns, nameTail, secret } from './secret-row.js';
import { alnum, base64, hex } from './shape.js';
import { isUserAndPassword } from './web-token.js';

const pass = 'Tr0ub4dor&3';
const random = alnum(32).sample;

interface Free {
  readonly names: readonly string[];
  readonly keys: readonly string[];
  readonly lengthMin: number;
  readonly score: number;
  readonly isValid: (value: string) => boolean;
  readonly value: string;
}
const freeLengthMax = 512;

/** A value of any shape behind a name; it ends at a quote, a space or what ends a statement, and is no call. */
const free = (
  kind: string,
  about: string,
  { names, keys, lengthMin, score, isValid, value }: Free,
): Detector =>
  secret({
    kind,
    about,
    pattern: new RegExp(
      `(?:${names.map((name) => name.replaceAll('_', '[_. -]?')).join('|')})${nameTail}${assigns}(?<value>[^\\s"'\\x60<>,;(){}\\[\\]\\\\]{${lengthMin},${freeLengthMax}})(?![(\\[{])`,
      'giu',
    ),
    hasValueGroup: true,
    keywords: [
      ...new Set(names.flatMap((name) => (name.includes('_') ? [name.split('_')[1] ?? name] : [name]))),
    ],
    keys,
    isValid,
    score,
    examples: {
      match: [
        `${names[0]}=${value}`,
        `"${names[0]}": "${value}",`,
        `${names[0]?.toUpperCase()}_PROD: '${value}'`,
      ],
      not: [
        `${names[0]}=\${VAR}`,
        `${names[0]}: "changeme"`,
        `${names[0]} = load(path)`,
        `${names[0]}: string;`,
        `${names[0]}=<your-key>`,
        `${names[0]}: "xxxxxxxxxxxxxxxx"`,
      ],
    },
  });

/** A header's scheme and what follows it. */
const header = (
  kind: string,
  about: string,
  pattern: RegExp,
  keywords: readonly string[],
  examples: Detector['examples'],
  isValid: (value: string) => boolean = isRandomText,
): Detector =>
  secret({
    kind,
    about,
    pattern,
    hasValueGroup: true,
    keywords,
    isValid,
    score: 0.8,
    examples,
  });

export const inText: readonly Detector[] = [
  header(
    'bearer-token',
    'Bearer token in a header or text',
    /(?<![A-Za-z0-9])bearer[ \t]{1,4}(?<value>[A-Za-z0-9._~+/-]{16,2000}={0,2})(?![A-Za-z0-9])/giu,
    ['bearer'],
    {
      match: [`Authorization: Bearer ${random}`, `-H "authorization: bearer ${base64(40).sample}=="`],
      not: ['Authorization: Bearer <token>', 'Bearer authentication-is-required', 'a bearer of news'],
    },
  ),
  header(
    'basic-credentials',
    'User and password in an Authorization header',
    /(?:authorization|auth)["']?[ \t]{0,4}[:=][ \t]{0,4}["']?basic[ \t]{1,4}(?<value>[A-Za-z0-9+/]{8,1000}={0,2})(?![A-Za-z0-9])/giu,
    ['basic'],
    {
      match: [
        `Authorization: Basic ${btoa(`ann:${pass}`)}`,
        `"proxy-authorization": "Basic ${btoa(`svc:${random}`)}"`,
      ],
      not: ['Authorization: Basic <credentials>', 'Basic authorisation is off'],
    },
    isUserAndPassword,
  ),
  header(
    'authorization-header',
    'Authorization header of any other scheme',
    /authorization["']?[ \t]{0,4}[:=][ \t]{0,4}["']?(?:token|apikey|api-key|key|ssws|splunk|bot|digest|hmac|aws4-hmac-sha256|nauth|genie?key|oauth)[ \t]{1,4}(?<value>[^\s"'\x60<>]{16,1000})/giu,
    ['authorization'],
    {
      match: [`Authorization: token ${random}`, `"Authorization": "ApiKey ${base64(40).sample}=="`],
      not: ['Authorization: token <token>', 'authorization: key is missing'],
    },
  ),
  header(
    'api-key-header',
    'Key in a header of its own',
    /(?:x-api-key|api-key|x-auth-token|x-access-token|x-goog-api-key|x-functions-key|x-csrf-token|private-token|x-gitlab-token|x-amz-security-token)["']?[ \t]{0,4}[:=][ \t]{0,4}["']?(?<value>[A-Za-z0-9_~+/=.-]{16,2000})(?![A-Za-z0-9(])/giu,
    ['api-key', '-token', '-key'],
    {
      match: [`x-api-key: ${random}`, `curl -H 'PRIVATE-TOKEN: ${alnum(20).sample}'`],
      not: ['x-api-key: YOUR_API_KEY_GOES_HERE', 'x-api-key: ${KEY}'],
    },
  ),
  header(
    'session-cookie',
    'Session or token in a cookie',
    /(?:sess|sid|token|auth|jwt)[A-Za-z0-9_.-]{0,16}=(?<value>[A-Za-z0-9%_.~+/:-]{20,2000}={0,2})(?=;|"|'|\s|$)/giu,
    ['sess', 'sid', 'token', 'auth', 'jwt'],
    {
      match: [
        `Cookie: theme=dark; sessionid=${random}; a=b`,
        `set-cookie: connect.sid=s%3A${random}.${base64(43).sample.replaceAll('/', '_')}; Path=/`,
      ],
      not: ['Cookie: theme=dark; lang=en', 'Cookie: session=none;'],
    },
  ),
  secret({
    kind: 'query-credential',
    about: 'Token, key or signature in the query of an address',
    pattern:
      /[?&](?:access_token|auth_token|refresh_token|id_token|api_?key|apikey|key|token|client_secret|secret|password|passwd|pwd|sig|signature|x-goog-signature|auth|code)=(?<value>[^\s"'\x60<>&#()[\]]{8,2000})/giu,
    hasValueGroup: true,
    keywords: ['?', '&'],
    isValid: isRandomText,
    score: 0.75,
    examples: {
      match: [`https://a.example/x?access_token=${random}`, `/v1?q=1&api_key=${hex(32).sample}&z=2`],
      not: ['https://a.example/x?token=YOUR_TOKEN', 'https://a.example/x?key=colour&value=red-green'],
    },
  }),
  secret({
    kind: 'command-line-password',
    about: 'Password or token given to a command',
    pattern:
      /(?<=\s|^)--?(?:password|passwd|pass|token|secret|api-key|apikey|access-key|secret-key|auth-token|client-secret)(?:[ \t]{1,4}|=)["']?(?<value>[^\s"'\x60<>|;&$(){}-][^\s"'\x60<>|;&]{5,512})/gu,
    hasValueGroup: true,
    keywords: ['-pass', '-token', '-secret', '-api', '-access', '-auth', '-client'],
    isValid: isLikelyPassword,
    score: 0.7,
    examples: {
      match: [`tool login --password ${pass}`, `tool --token=${random} run`],
      not: ['tool login --password-stdin', 'tool --token $TOKEN', 'tool --password <password>'],
    },
  }),
  secret({
    kind: 'curl-user',
    about: 'User and password given to curl or a like command',
    pattern:
      /(?<![A-Za-z0-9])(?:curl|http|https|wget)[ \t][^\r\n|;]{0,300}?(?:-u|--user|--proxy-user|-a)[ \t=]{1,4}["']?[^\s:"']{1,128}:(?<value>[^\s"'\x60]{3,256})/giu,
    hasValueGroup: true,
    keywords: ['-u', '--user', '--proxy-user', '-a'],
    isValid: isNoPlaceholder,
    score: 0.85,
    examples: {
      match: [`curl -s -u ann:${pass} https://a.example`, `curl --user "svc:${random}" https://a.example`],
      not: ['curl -u user:password https://a.example', 'curl -u "$USER:$PASS" https://a.example'],
    },
  }),
  secret({
    kind: 'sshpass-password',
    about: 'Password given to sshpass, mysql or a like command in one word',
    pattern:
      /(?<![A-Za-z0-9])(?:sshpass|mysql|mysqldump|mysqladmin|mariadb)[ \t](?:[^\r\n|;]{0,200}?[ \t])?-p[ \t]?(?<value>[^\s"'\x60$<>-][^\s"'\x60]{3,128})/gu,
    hasValueGroup: true,
    keywords: ['sshpass', 'mysql', 'mariadb'],
    isValid: isLikelyPassword,
    score: 0.8,
    examples: {
      match: [`sshpass -p ${pass} ssh a.example`, `mysql -h db.example -u root -p${pass} shop`],
      not: ['mysql -u root -p shop', 'sshpass -p $PASS ssh a.example'],
    },
  }),
  secret({
    kind: 'wifi-password',
    about: 'Password of a wireless network in a joining code',
    pattern: /WIFI:(?:[TSH]:[^;\r\n]{0,64};){0,3}P:(?<value>[^;\r\n]{8,64});/gu,
    hasValueGroup: true,
    keywords: ['wifi:'],
    isValid: isNoPlaceholder,
    score: 0.95,
    examples: {
      match: [`WIFI:T:WPA;S:home;P:${pass};;`, `WIFI:S:home;T:WPA;P:${random};H:true;;`],
      not: ['WIFI:T:nopass;S:home;;', 'WIFI:T:WPA;S:home;P:short;;'],
    },
  }),
  secret({
    kind: 'pgpass-line',
    about: 'Line of a .pgpass file',
    pattern:
      /(?<![^\n])[A-Za-z0-9.*-]{1,128}:(?:[0-9]{2,5}|\*):[A-Za-z0-9_.*-]{1,64}:[A-Za-z0-9_.-]{1,64}:(?<value>[^\s:]{4,128})(?=\r?\n|$)/gu,
    hasValueGroup: true,
    hint: 'colon',
    isValid: isLikelyPassword,
    score: 0.7,
    examples: {
      match: [`db.example:5432:shop:ann:${pass}`, `x\n*:*:*:postgres:${random}\n`],
      not: ['db.example:5432:shop:ann:password', 'at 12:30:45 it began'],
    },
  }),
  secret({
    kind: 'password-in-sentence',
    about: 'Password that a sentence tells',
    pattern:
      /(?:password|passphrase|passcode|passwort|kennwort|contraseña|mot de passe)(?: (?:for|of|to|für|de|pour) [A-Za-z0-9._@-]{1,40}(?: [A-Za-z0-9._@-]{1,40})?)?[ ]{1,2}(?:is|was|are|ist|lautet|war|es|est)(?: now|:)?[ ]{1,2}["'\x60]?(?<value>[^\s"'\x60<>]{4,63}[^\s"'\x60<>.,;:)?])/giu,
    hasValueGroup: true,
    keywords: ['password', 'passphrase', 'passcode', 'passwort', 'kennwort', 'contraseña', 'mot de passe'],
    isValid: isPasswordInSentence,
    score: 0.6,
    examples: {
      match: [
        `my password is ${pass}.`,
        'The password for the router is winter2024, keep it',
        `Das Passwort lautet "${pass}"`,
      ],
      not: [
        'the password is required',
        'The password is base64-encoded.',
        'password is sha256',
        'a password is stored',
      ],
    },
  }),
  secret({
    kind: 'secret-in-sentence',
    about: 'Random value that a sentence calls a key, token or secret',
    pattern:
      /(?:api[ -]?key|access[ -]?key|token|secret|credentials?)(?: [A-Za-z]{1,16}){0,3}[ ]{1,2}(?:is|was|are|ist|lautet)(?: now|:)?[ ]{1,2}["'\x60]?(?<value>[A-Za-z0-9_+/=.~-]{15,511}[A-Za-z0-9_+/=~-])/giu,
    hasValueGroup: true,
    keywords: ['key', 'token', 'secret', 'credential'],
    isValid: isRandomText,
    score: 0.55,
    examples: {
      match: [`My API key is ${random}.`, `the token for the build is now ${hex(32).sample}`],
      not: ['the token is refreshed-automatically', 'the secret is in the vault-of-the-team'],
    },
  }),
  free('password-assignment', 'Password behind its name', {
    names: [
      'password',
      'passwd',
      'passphrase',
      'pwd',
      'passwort',
      'kennwort',
      'contrasena',
      'senha',
      'db_pass',
      'sql_pass',
      'user_pass',
      'smtp_pass',
      'mail_pass',
      'root_pass',
      'admin_pass',
      'ssh_pass',
      'ftp_pass',
      'auth_pass',
      'key_pass',
      'store_pass',
    ],
    keys: [
      'password',
      'passwd',
      'passphrase',
      'pwd',
      'userpassword',
      'newpassword',
      'oldpassword',
      'currentpassword',
      'dbpassword',
      'adminpassword',
      'rootpassword',
      'smtppassword',
      'sshpassword',
      'keystorepassword',
      'passwort',
      'contrasena',
      'motdepasse',
    ],
    lengthMin: 6,
    score: 0.6,
    isValid: isLikelyPassword,
    value: pass,
  }),
  free('secret-assignment', 'Random value behind a name with "secret"', {
    names: ['secret'],
    keys: [
      'secret',
      'clientsecret',
      'appsecret',
      'apisecret',
      'sharedsecret',
      'consumersecret',
      'webhooksecret',
      'signingsecret',
      'secretvalue',
      'secretstring',
    ],
    lengthMin: 10,
    score: 0.55,
    isValid: isRandomText,
    value: random,
  }),
  free('token-assignment', 'Random value behind a name with "token"', {
    names: ['token'],
    keys: [
      'accesstoken',
      'refreshtoken',
      'authtoken',
      'apitoken',
      'bearertoken',
      'sessiontoken',
      'personalaccesstoken',
      'bottoken',
      'deploytoken',
      'oauthtoken',
      'xsrftoken',
      'csrftoken',
    ],
    lengthMin: 16,
    score: 0.55,
    isValid: isRandomText,
    value: random,
  }),
  free('api-key-assignment', 'Random value behind a name with "key"', {
    names: [
      'api_key',
      'access_key',
      'auth_key',
      'account_key',
      'subscription_key',
      'master_key',
      'service_key',
      'encryption_key',
      'signing_key',
      'license_key',
      'write_key',
      'admin_key',
      'app_key',
    ],
    keys: [
      'apikey',
      'accesskey',
      'authkey',
      'accountkey',
      'subscriptionkey',
      'masterkey',
      'servicekey',
      'secretkey',
      'licensekey',
      'licencekey',
      'writekey',
      'adminkey',
    ],
    lengthMin: 16,
    score: 0.55,
    isValid: isRandomText,
    value: random,
  }),
  free('credential-assignment', 'Random value behind a name with "credential" or "auth"', {
    names: ['credential', 'authorization'],
    keys: ['credential', 'credentials', 'authorization', 'proxyauthorization', 'xapikey'],
    lengthMin: 16,
    score: 0.5,
    isValid: isRandomText,
    value: random,
  }),
];
