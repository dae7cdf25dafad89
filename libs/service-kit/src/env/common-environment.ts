/** The variables that every service has, and the rules between them. */
import { z } from 'zod';
import { commaList, flag, port, postgresUrl, secret, wholeNumber } from './variable.js';

const listening = {
  SALLYPORT_REPLICA: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/u, 'must be 1 to 64 letters, digits, dots, dashes or underscores')
    .optional()
    .describe('name of this replica, unique among those that run (default: host name and process id)'),
  SALLYPORT_ADMIN_HOST: z.string().default('127.0.0.1').describe('address of health, metrics and REST'),
  SALLYPORT_ADMIN_PORT: port().default(0).describe('port of health, metrics and REST; 0 takes a free one'),
  SALLYPORT_GRPC_HOST: z.string().default('127.0.0.1').describe('address of gRPC'),
  SALLYPORT_GRPC_PORT: port()
    .optional()
    .describe('port of gRPC, 0 takes a free one; without it there is no gRPC'),
  SALLYPORT_GRPC_TLS_CERT_FILE: z
    .string()
    .optional()
    .describe('certificate chain of gRPC (PEM); turns TLS on'),
  SALLYPORT_GRPC_TLS_KEY_FILE: z.string().optional().describe('private key of that certificate (PEM)'),
  SALLYPORT_GRPC_TLS_CLIENT_CA_FILE: z
    .string()
    .optional()
    .describe('authorities of client certificates (PEM); turns mutual TLS on'),
};

const running = {
  SALLYPORT_START_WAIT_MS_MAX: wholeNumber(0, 3_600_000)
    .default(60_000)
    .describe('how long a start waits for the database and the event log, in milliseconds'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('least severe level that is logged'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url('must be a URL')
    .optional()
    .describe('where traces are sent (OTLP over HTTP); without it there are none'),
};

const eventLog = {
  KAFKA_BROKERS: commaList()
    .optional()
    .describe('brokers as host:port, separated by commas; makes Kafka the event log'),
  KAFKA_SASL_MECHANISM: z
    .enum(['plain', 'scram-sha-256', 'scram-sha-512'])
    .optional()
    .describe('how to log in to Kafka'),
  KAFKA_SASL_USERNAME: z.string().optional().describe('user of Kafka'),
  KAFKA_SASL_PASSWORD: secret('password of Kafka').optional(),
  KAFKA_TLS: flag().default(false).describe('speak TLS to Kafka'),
  KAFKA_TLS_CA_FILE: z.string().optional().describe("authorities of Kafka's certificates (PEM)"),
  KAFKA_TLS_CERT_FILE: z.string().optional().describe('client certificate for Kafka (PEM)'),
  KAFKA_TLS_KEY_FILE: z.string().optional().describe('private key of that certificate (PEM)'),
  EVENT_LOG_DATABASE_URL: postgresUrl(
    'database of the embedded event log (default: DATABASE_URL)',
  ).optional(),
};

const logDatabase = {
  DATABASE_URL: postgresUrl(
    'database of the embedded event log, when EVENT_LOG_DATABASE_URL is absent',
  ).optional(),
};

/** Of every service. */
export const commonShape = { ...listening, ...running, ...eventLog, ...logDatabase };
export type CommonEnvironment = z.infer<z.ZodObject<typeof commonShape>>;

/** Of services with a database; takes the place of the common rows of the same name. */
export const databaseShape = {
  DATABASE_URL: postgresUrl('database, with the role the service runs as'),
  DATABASE_MIGRATE_URL: postgresUrl(
    'database, with the role that owns the schema: for `migrate`, or to migrate at each start (default: DATABASE_URL)',
  ).optional(),
  SALLYPORT_DATABASE_CONNECTIONS_MAX: wholeNumber(1, 1000)
    .default(10)
    .describe('most connections to the database'),
};
export type DatabaseEnvironment = z.infer<z.ZodObject<typeof databaseShape>>;

/** The common variables as far as they are known: anything but undefined counts as given, well formed or not. */
export type GivenVariables = Readonly<Partial<Record<keyof CommonEnvironment, unknown>>>;

/** Problems of variables that do not go together, whatever else is wrong with each. */
export function conflicts(env: GivenVariables): readonly string[] {
  const problems: string[] = [];
  const pair = (one: keyof CommonEnvironment, other: keyof CommonEnvironment): void => {
    if ((env[one] === undefined) !== (env[other] === undefined))
      problems.push(`${one} and ${other} need each other`);
  };
  pair('SALLYPORT_GRPC_TLS_CERT_FILE', 'SALLYPORT_GRPC_TLS_KEY_FILE');
  pair('KAFKA_TLS_CERT_FILE', 'KAFKA_TLS_KEY_FILE');
  pair('KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD');
  if (env.SALLYPORT_GRPC_TLS_CLIENT_CA_FILE !== undefined && env.SALLYPORT_GRPC_TLS_CERT_FILE === undefined) {
    problems.push('SALLYPORT_GRPC_TLS_CLIENT_CA_FILE needs SALLYPORT_GRPC_TLS_CERT_FILE');
  }
  if (env.KAFKA_SASL_USERNAME !== undefined && env.KAFKA_SASL_MECHANISM === undefined) {
    problems.push('KAFKA_SASL_USERNAME needs KAFKA_SASL_MECHANISM');
  }
  if (env.KAFKA_SASL_MECHANISM !== undefined && env.KAFKA_SASL_USERNAME === undefined) {
    problems.push('KAFKA_SASL_MECHANISM needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD');
  }
  const secured = ['KAFKA_SASL_MECHANISM', 'KAFKA_TLS_CA_FILE', 'KAFKA_TLS_CERT_FILE'] as const;
  const stray = env.KAFKA_TLS === true ? 'KAFKA_TLS' : secured.find((name) => env[name] !== undefined);
  if (env.KAFKA_BROKERS === undefined && stray !== undefined) problems.push(`${stray} needs KAFKA_BROKERS`);
  if (
    env.KAFKA_BROKERS === undefined &&
    env.EVENT_LOG_DATABASE_URL === undefined &&
    env.DATABASE_URL === undefined
  ) {
    problems.push(
      'no event log: set KAFKA_BROKERS, or EVENT_LOG_DATABASE_URL (or DATABASE_URL) for the embedded one',
    );
  }
  return problems;
}
