/** Which event log the environment names. */
import { describe, expect, it } from 'vitest';
import { commonShape, conflicts } from '../env/common-environment.js';
import type { CommonEnvironment } from '../env/common-environment.js';
import { parseEnvironment } from '../env/parse-environment.js';
import { eventLogSettings } from './event-log-settings.js';

function envOf(source: Readonly<Record<string, string>>): CommonEnvironment {
  const parsed = parseEnvironment(commonShape, source);
  if (parsed.kind === 'invalid') throw new Error(parsed.problems.join('\n'));
  return parsed.env;
}

describe('eventLogSettings', () => {
  it('takes Kafka as soon as there are brokers, with login and TLS', () => {
    const env = envOf({
      KAFKA_BROKERS: 'a:9092,b:9092',
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: 'gateway',
      KAFKA_SASL_PASSWORD: 'hunter2',
      KAFKA_TLS_CA_FILE: '/ca.pem',
      DATABASE_URL: 'postgres://h/d',
    });
    expect(conflicts(env)).toEqual([]);
    expect(eventLogSettings(env, 'client')).toEqual({
      kind: 'kafka',
      settings: {
        brokers: ['a:9092', 'b:9092'],
        clientId: 'client',
        sasl: { mechanism: 'scram-sha-512', username: 'gateway', password: 'hunter2' },
        tls: { caFile: '/ca.pem' },
      },
    });
  });

  it('takes the embedded log otherwise, in a database of its own or in the one of the service', () => {
    const own = { DATABASE_URL: 'postgres://h/d', EVENT_LOG_DATABASE_URL: 'postgres://h/log' };
    expect(eventLogSettings(envOf(own), 'c')).toEqual({ kind: 'embedded', databaseUrl: 'postgres://h/log' });
    const shared = { DATABASE_URL: 'postgres://h/d' };
    expect(eventLogSettings(envOf(shared), 'c')).toEqual({ kind: 'embedded', databaseUrl: 'postgres://h/d' });
  });

  it('refuses security of Kafka that would not be used', () => {
    const alone = { KAFKA_BROKERS: 'a:9092', KAFKA_SASL_MECHANISM: 'plain' };
    expect(conflicts(envOf(alone))).toEqual([
      'KAFKA_SASL_MECHANISM needs KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD',
    ]);
    for (const [name, value] of [
      ['KAFKA_TLS', 'true'],
      ['KAFKA_TLS_CA_FILE', '/ca.pem'],
    ] as const) {
      const problems = conflicts(envOf({ DATABASE_URL: 'postgres://h/d', [name]: value }));
      expect(problems).toEqual([`${name} needs KAFKA_BROKERS`]);
    }
  });

  it('finds what does not go together', () => {
    const problems = conflicts(
      envOf({
        KAFKA_SASL_USERNAME: 'gateway',
        KAFKA_TLS_KEY_FILE: '/k',
        SALLYPORT_GRPC_TLS_CLIENT_CA_FILE: '/c',
      }),
    );
    expect(problems).toEqual([
      'KAFKA_TLS_CERT_FILE and KAFKA_TLS_KEY_FILE need each other',
      'KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD need each other',
      'SALLYPORT_GRPC_TLS_CLIENT_CA_FILE needs SALLYPORT_GRPC_TLS_CERT_FILE',
      'KAFKA_SASL_USERNAME needs KAFKA_SASL_MECHANISM',
      expect.stringContaining('no event log'),
    ]);
  });
});
