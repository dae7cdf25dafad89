/** Keys of data stores, warehouses, queues and search. */
import type { Detector } from '../../detector.js';
import { assigned, token } from './secret-row.js';
import { alnum, base64, base64url, dotted, hex, lower, oneOf, padded, uuid } from './shape.js';

export const dataStore: readonly Detector[] = [
  token('databricks-token', 'Databricks personal access token', ['dapi', hex(32)]),
  token('databricks-oauth-secret', 'Databricks OAuth secret', ['dose', hex(32)]),
  assigned(
    'snowflake-token',
    'Snowflake password or programmatic token, by its name',
    ['snowflake'],
    dotted(16, 600),
  ),
  assigned(
    'confluent-secret',
    'Confluent Cloud API secret, by its name',
    ['confluent', 'sasl.password', 'sasl_password'],
    base64(60, 64),
  ),
  token('confluent-marked-secret', 'Confluent Cloud API secret, with its mark', ['cflt', base64(60)]),
  token('elastic-service-token', 'Elastic Cloud or service account key', ['essu_', padded(40, 200)]),
  assigned(
    'elastic-key',
    'Elasticsearch API key, by its name',
    ['elasticsearch', 'elastic_api', 'elastic_cloud', 'apikey'],
    {
      ...padded(62),
      source: '[A-Za-z0-9+/]{58,80}={0,2}',
      lengthMax: 82,
      sample: `${base64(58).sample}==`,
      tooShort: base64(50).sample,
    },
    { score: 0.7 },
  ),
  token('mongodb-atlas-secret', 'MongoDB Atlas service account secret', ['mdb_sa_sk_', base64url(40)]),
  assigned(
    'mongodb-atlas-key',
    'MongoDB Atlas private key, by its name',
    ['atlas_', 'mongodb_atlas', 'mcli_'],
    uuid,
  ),
  token('planetscale-token', 'PlanetScale service token', ['pscale_tkn_', dotted(32, 64)]),
  token('planetscale-password', 'PlanetScale database password', ['pscale_pw_', dotted(32, 64)]),
  token('planetscale-oauth-token', 'PlanetScale OAuth token', ['pscale_oauth_', dotted(32, 64)]),
  token('supabase-token', 'Supabase access token', ['sbp_', oneOf('', 'v0_', 'oauth_'), hex(40)]),
  token('supabase-secret-key', 'Supabase secret key', ['sb_secret_', base64url(31, 60)]),
  token('neon-key', 'Neon API key', ['napi_', lower(64)]),
  token('neon-password', 'Neon database password', ['npg_', alnum(12, 32)]),
  assigned('upstash-token', 'Upstash REST token, by its name', ['upstash'], padded(40, 200)),
  token('fauna-key', 'Fauna key', ['fnA', base64url(37)]),
  token('cockroach-key', 'CockroachDB Cloud API key', ['CCDB1_', alnum(22), '_', alnum(40)]),
  token('clickhouse-secret', 'ClickHouse Cloud API secret', ['4b1d', alnum(38)]),
  token('aiven-password', 'Aiven service password', ['AVNS_', base64url(16, 24)]),
  assigned('algolia-key', 'Algolia admin API key, by its name', ['algolia'], hex(32)),
  assigned('meilisearch-key', 'Meilisearch master or API key, by its name', ['meili'], base64url(32, 64)),
  assigned('typesense-key', 'Typesense API key, by its name', ['typesense'], alnum(32)),
  token('astra-token', 'DataStax Astra token', ['AstraCS:', alnum(20, 32), ':', hex(64)]),
  assigned(
    'influx-token',
    'InfluxDB token, by its name',
    ['influx'],
    {
      ...padded(88),
      source: '[A-Za-z0-9_-]{86}==',
      sample: `${base64url(86).sample}==`,
      tooShort: base64url(80).sample,
    },
    {
      examples: {
        match: [`INFLUX_TOKEN=${base64url(86).sample}==`, `influxdb.token: "${base64url(86).sample}=="`],
        not: [`INFLUX_TOKEN=${base64url(40).sample}==`, `checksum=${base64url(86).sample}==`],
      },
    },
  ),
  token('dbt-token', 'dbt Cloud token', [oneOf('dbtc_', 'dbtu_'), base64url(40, 64)], {
    keywords: ['dbtc_', 'dbtu_'],
  }),
  assigned('hasura-secret', 'Hasura admin secret, by its name', ['hasura'], base64url(24, 64)),
  token('xata-key', 'Xata API key', ['xau_', alnum(32, 44)]),
  token('appwrite-key', 'Appwrite API key', ['standard_', hex(200, 300)]),
  assigned(
    'redis-password',
    'Redis password, by its name',
    ['requirepass', 'redis_pass', 'redis_auth', 'redis.pass'],
    base64url(12, 128),
    { keys: ['redispassword', 'redisauth', 'requirepass'] },
  ),
  assigned(
    'pg-password',
    'PostgreSQL password, by its variable',
    ['pgpassword', 'postgres_password', 'postgresql_password'],
    dotted(8, 128),
    { keys: ['pgpassword', 'postgrespassword'] },
  ),
  assigned(
    'mysql-password',
    'MySQL or MariaDB password, by its variable',
    ['mysql_pwd', 'mysql_password', 'mysql_root_password', 'mariadb_password', 'mariadb_root_password'],
    dotted(8, 128),
    { keys: ['mysqlpassword', 'mysqlrootpassword', 'mariadbpassword'] },
  ),
  token('tinybird-token', 'Tinybird token', ['p.eyJ1Ijog', dotted(60, 300)]),
];
