/** How to reach Kafka, as plain data that can be sent to a worker thread; and the kafkajs client made of it. */
import { readFileSync } from 'node:fs';
import type { Kafka, KafkaConfig, SASLOptions } from 'kafkajs';
import { EventLogError } from '../event-log.js';
import type { EventLogLogger } from '../event-log-logger.js';
import { restIdleConnections } from './idle-connections.js';
import { Kafka as KafkaClient } from './kafka-library.js';
import { kafkaLogCreator } from './kafka-log.js';

export type SaslMechanism = 'plain' | 'scram-sha-256' | 'scram-sha-512';

export interface KafkaSettings {
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly sasl?: { readonly mechanism: SaslMechanism; readonly username: string; readonly password: string };
  /** Present: connections use TLS. Files are read when the client is made. */
  readonly tls?: { readonly caFile?: string; readonly certFile?: string; readonly keyFile?: string };
}

/** A frozen broker is noticed after this long; a loaded one answers in a second. */
const requestMsMax = 5_000;
const connectMsMax = 3_000;
/**
 * Five tries: two seconds and a half of an election that refuses quickly, 25 s of a broker that does not answer; then the
 * caller hears UNAVAILABLE and decides. All values are given because kafkajs has others under test runners.
 */
export const kafkaRetry = {
  retries: 4,
  initialRetryTime: 200,
  maxRetryTime: 1_000,
  factor: 0.2,
  multiplier: 2,
};

function sasl(given: NonNullable<KafkaSettings['sasl']>): SASLOptions {
  const { username, password } = given;
  switch (given.mechanism) {
    case 'plain':
      return { mechanism: 'plain', username, password };
    case 'scram-sha-256':
      return { mechanism: 'scram-sha-256', username, password };
    case 'scram-sha-512':
      return { mechanism: 'scram-sha-512', username, password };
  }
}

function tls(given: NonNullable<KafkaSettings['tls']>): NonNullable<KafkaConfig['ssl']> {
  return {
    ...(given.caFile === undefined ? {} : { ca: pem('KAFKA_TLS_CA_FILE', given.caFile) }),
    ...(given.certFile === undefined ? {} : { cert: pem('KAFKA_TLS_CERT_FILE', given.certFile) }),
    ...(given.keyFile === undefined ? {} : { key: pem('KAFKA_TLS_KEY_FILE', given.keyFile) }),
  };
}

/** Node takes a file that holds no PEM for an empty list of authorities; here it is said which file is wrong. */
function pem(variable: string, file: string): Buffer {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unreadable';
    throw new EventLogError('REFUSED', `${variable} names a file that cannot be read (${code})`, { cause });
  }
  if (!bytes.includes('-----BEGIN '))
    throw new EventLogError('REFUSED', `${variable} names a file without PEM in it`);
  return bytes;
}

/** @throws EventLogError REFUSED when a file of `tls` cannot be used */
export function kafkaClient(settings: KafkaSettings, log: EventLogLogger): Kafka {
  // We choose partitions ourselves; kafkajs would warn about its default once per process.
  process.env['KAFKAJS_NO_PARTITIONER_WARNING'] ??= '1';
  restIdleConnections();
  return new KafkaClient({
    brokers: [...settings.brokers],
    clientId: settings.clientId,
    connectionTimeout: connectMsMax,
    requestTimeout: requestMsMax,
    enforceRequestTimeout: true,
    retry: kafkaRetry,
    logCreator: kafkaLogCreator(log),
    ...(settings.sasl === undefined ? {} : { sasl: sasl(settings.sasl) }),
    ...(settings.tls === undefined ? {} : { ssl: tls(settings.tls) }),
  });
}
