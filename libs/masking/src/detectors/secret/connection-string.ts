/** Passwords in addresses: URLs with a user, connection strings of databases and brokers. */
import type { Detector } from '../../detector.js';
import { isNoPlaceholder } from './likely-secret.js';
import { secret } from './secret-row.js';
import { alnum } from './shape.js';

const pass = alnum(14).sample;
const userLengthMax = 128;
const passwordLengthMax = 256;

/**
 * `scheme://user:password@host`; the user may be absent, the password alone is replaced. It reaches to the last `@`, as the
 * drivers read it: many passwords are written as they are. Surer than the e-mail address that
 * a password with its host looks like, even under a key that asks for one.
 */
const inUrl = (kind: string, about: string, schemes: readonly string[], score = 0.99): Detector =>
  secret({
    kind,
    about,
    pattern: new RegExp(
      `(?<![A-Za-z0-9])(?:${schemes.map((scheme) => scheme.replaceAll('+', String.raw`\+`)).join('|')})://[^\\s:/?#"'<>@\\x60]{0,${userLengthMax}}:(?<value>[^\\s"'<>/\\x60]{1,${passwordLengthMax}})@(?=[A-Za-z0-9\\[{$<%_-]|$)`,
      'giu',
    ),
    hasValueGroup: true,
    keywords: schemes.map((scheme) => `${scheme}://`),
    isValid: isNoPlaceholder,
    score,
    examples: {
      match: [
        `${schemes[0]}://ann:${pass}@db.example:1234/x`,
        `url="${schemes.at(-1)}://a:p%40ss9@10.0.0.1"`,
        `${schemes[0]}://ann:p@ss9@word7@db.example/x`,
      ],
      not: [
        `${schemes[0]}://user:password@db.example/x`,
        `${schemes[0]}://db.example:1234/x`,
        `${schemes[0]}://a:\${PASS}@db.example`,
      ],
    },
  });

/** Of a scheme that no other row knows: less sure than theirs, and surer than an e-mail address. */
const inAnyUrl: Detector = secret({
  kind: 'url-password',
  about: 'Address of any other scheme with a password',
  pattern: new RegExp(
    `(?<=[A-Za-z0-9])://[^\\s:/?#"'<>@\\x60]{0,${userLengthMax}}:(?<value>[^\\s"'<>/\\x60]{1,${passwordLengthMax}})@(?=[A-Za-z0-9\\[{$<%_-]|$)`,
    'gu',
  ),
  hasValueGroup: true,
  keywords: ['://'],
  isValid: isNoPlaceholder,
  score: 0.98,
  examples: {
    match: [
      `kafka://ann:${pass}@broker.example:9092`,
      `url="vault+tls://a:p%40ss9@10.0.0.1"`,
      'nats://a:p@ss9@10.0.0.1',
    ],
    not: ['kafka://user:password@broker.example', 'kafka://broker.example:9092/x', '://:@broker.example'],
  },
});

/** `…;Password=…;` behind a word that tells the driver. */
const inFields = (
  kind: string,
  about: string,
  marks: readonly string[],
  field: string,
  examples: Detector['examples'],
): Detector =>
  secret({
    kind,
    about,
    pattern: new RegExp(
      `(?:${marks.join('|')})[^\\r\\n"\\x60]{0,400}?[;?&, :](?:${field})[ ]{0,2}=[ ]{0,2}'?(?<value>[^\\s;&"'\\x60<>,]{1,${passwordLengthMax}})`,
      'giu',
    ),
    hasValueGroup: true,
    keywords: marks,
    isValid: isNoPlaceholder,
    score: 0.95,
    examples,
  });

export const connectionString: readonly Detector[] = [
  inUrl('postgres-url', 'PostgreSQL address with a password', [
    'postgres',
    'postgresql',
    'postgis',
    'cockroachdb',
    'postgresql+psycopg2',
    'postgresql+asyncpg',
  ]),
  inUrl('mysql-url', 'MySQL or MariaDB address with a password', [
    'mysql',
    'mariadb',
    'mysql2',
    'mysql+pymysql',
  ]),
  inUrl('mongodb-url', 'MongoDB address with a password', ['mongodb', 'mongodb+srv']),
  inUrl('redis-url', 'Redis or Valkey address with a password', ['redis', 'rediss', 'valkey']),
  inUrl('amqp-url', 'AMQP, MQTT, NATS or STOMP address with a password', [
    'amqp',
    'amqps',
    'mqtt',
    'mqtts',
    'nats',
    'stomp',
  ]),
  inUrl('sqlserver-url', 'SQL Server, Oracle or other database address with a password', [
    'sqlserver',
    'mssql',
    'oracle',
    'clickhouse',
    'snowflake',
    'neo4j',
    'bolt',
    'cassandra',
    'couchbase',
    'trino',
    'presto',
    'influxdb',
  ]),
  inUrl('ldap-url', 'LDAP address with a password', ['ldap', 'ldaps']),
  inUrl('mail-url', 'Mail server address with a password', ['smtp', 'smtps', 'imap', 'imaps', 'pop3']),
  inUrl('file-transfer-url', 'FTP, SFTP, SSH, SMB or Git address with a password', [
    'ftp',
    'ftps',
    'sftp',
    'ssh',
    'smb',
    'git+https',
    'git',
  ]),
  inUrl('proxy-url', 'Proxy address with a password', [
    'socks',
    'socks4',
    'socks5',
    'socks5h',
    'ws',
    'wss',
    'rtsp',
  ]),
  inUrl('http-url', 'HTTP address with a password', ['http', 'https']),
  inAnyUrl,
  inFields('jdbc-password', 'JDBC address with a password', ['jdbc:'], 'password|pwd|secretkey', {
    match: [
      `jdbc:postgresql://db.example/x?user=a&password=${pass}`,
      `jdbc:sqlserver://db.example;user=sa;password=${pass};`,
    ],
    not: ['jdbc:postgresql://db.example/x?user=a', 'jdbc:sqlserver://db.example;password=<password>;'],
  }),
  inFields(
    'ado-net-password',
    'ADO.NET, ODBC or OLE DB connection string with a password',
    [
      'server=',
      'data source=',
      'driver=',
      'host=',
      'provider=',
      'addr=',
      'initial catalog=',
      'user id=',
      'uid=',
    ],
    'password|pwd',
    {
      match: [
        `Server=db.example;Database=x;User Id=sa;Password=${pass};`,
        `host=db.example user=a password='${pass}' dbname=x`,
      ],
      not: ['Server=db.example;Integrated Security=true', 'Server=db.example;User Id=sa;Password=<password>'],
    },
  ),
];
