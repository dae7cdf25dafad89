/** Which event log the environment names, as plain data that can also be sent to a worker thread. */
import type { CommonEnvironment } from '../env/common-environment.js';
import type { KafkaSettings } from '../event-log/kafka/kafka-settings.js';
import { StartError } from './exit-codes.js';

export type EventLogSettings =
  | { readonly kind: 'kafka'; readonly settings: KafkaSettings }
  | { readonly kind: 'embedded'; readonly databaseUrl: string };

/** `clientId` is what the brokers' own logs call us. */
export function eventLogSettings(env: CommonEnvironment, clientId: string): EventLogSettings {
  const brokers = env.KAFKA_BROKERS;
  if (brokers === undefined) {
    const databaseUrl = env.EVENT_LOG_DATABASE_URL ?? env.DATABASE_URL;
    if (databaseUrl === undefined) throw new StartError('usage', 'no event log is configured');
    return { kind: 'embedded', databaseUrl };
  }
  const {
    KAFKA_SASL_MECHANISM: mechanism,
    KAFKA_SASL_USERNAME: username,
    KAFKA_SASL_PASSWORD: password,
  } = env;
  const sasl =
    mechanism === undefined || username === undefined || password === undefined
      ? {}
      : { sasl: { mechanism, username, password } };
  return { kind: 'kafka', settings: { brokers, clientId, ...sasl, ...tlsOf(env) } };
}

function tlsOf(env: CommonEnvironment): Pick<KafkaSettings, 'tls'> {
  const files = {
    ...(env.KAFKA_TLS_CA_FILE === undefined ? {} : { caFile: env.KAFKA_TLS_CA_FILE }),
    ...(env.KAFKA_TLS_CERT_FILE === undefined ? {} : { certFile: env.KAFKA_TLS_CERT_FILE }),
    ...(env.KAFKA_TLS_KEY_FILE === undefined ? {} : { keyFile: env.KAFKA_TLS_KEY_FILE }),
  };
  return env.KAFKA_TLS || Object.keys(files).length > 0 ? { tls: files } : {};
}
