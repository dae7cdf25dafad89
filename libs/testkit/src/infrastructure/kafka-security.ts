/** Listeners of a broker that ask for TLS and a login, beside the open one that the broker itself uses. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { newAuthority } from './kafka-certificates.js';

/** Who may log in: each with PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512. Names and passwords are letters and digits. */
export type KafkaUsers = Readonly<Record<string, string>>;

export interface SecuredListeners {
  /** TLS and a login. */
  readonly brokers: readonly string[];
  /** TLS with a client certificate, and a login. */
  readonly mutualBrokers: readonly string[];
  /** PEM files: the authority of all certificates, and a client's certificate with its key. */
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

export interface KafkaSecurity {
  readonly listeners: SecuredListeners;
  /** More rows of server.properties; the lists of listeners are to be joined with the open listener's. */
  readonly properties: Readonly<Record<string, string>>;
  readonly addresses: readonly string[];
  readonly protocols: readonly string[];
  /** More arguments of the storage tool's `format`: SCRAM users are part of the first metadata. */
  readonly formatArguments: readonly string[];
}

const mechanisms = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

export async function kafkaSecurity(dataDir: string, users: KafkaUsers): Promise<KafkaSecurity> {
  const folder = join(dataDir, 'tls');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const write = (name: string, text: string): string => {
    const file = join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const authority = newAuthority('Sallyport test authority');
  const server = authority.issue('broker');
  const client = authority.issue('client');
  const caFile = write('ca.pem', authority.certificate);
  const keyStore = write('broker.pem', `${server.key}${server.certificate}`);
  const login = Object.entries(users).map(([name, password]) => `user_${name}="${password}"`);
  const secured = `127.0.0.1:${await freePort()}`;
  const mutual = `127.0.0.1:${await freePort()}`;
  const ofListener = (listener: string, clientAuth: 'none' | 'required'): Record<string, string> => {
    const prefix = `listener.name.${listener.toLowerCase()}`;
    return {
      [`${prefix}.ssl.client.auth`]: clientAuth,
      [`${prefix}.sasl.enabled.mechanisms`]: ['PLAIN', ...mechanisms].join(','),
      [`${prefix}.plain.sasl.jaas.config`]: `org.apache.kafka.common.security.plain.PlainLoginModule required ${login.join(' ')};`,
      ...Object.fromEntries(
        mechanisms.map((mechanism) => [
          `${prefix}.${mechanism.toLowerCase()}.sasl.jaas.config`,
          'org.apache.kafka.common.security.scram.ScramLoginModule required;',
        ]),
      ),
    };
  };
  return {
    listeners: {
      brokers: [secured],
      mutualBrokers: [mutual],
      caFile,
      certFile: write('client.pem', client.certificate),
      keyFile: write('client.key', client.key),
    },
    properties: {
      'ssl.keystore.type': 'PEM',
      'ssl.keystore.location': keyStore,
      'ssl.truststore.type': 'PEM',
      'ssl.truststore.location': caFile,
      ...ofListener('SECURED', 'none'),
      ...ofListener('MUTUAL', 'required'),
    },
    addresses: [`SECURED://${secured}`, `MUTUAL://${mutual}`],
    protocols: ['SECURED:SASL_SSL', 'MUTUAL:SASL_SSL'],
    formatArguments: mechanisms.flatMap((mechanism) =>
      Object.entries(users).map(
        ([name, password]) => `--add-scram=${mechanism}=[name=${name},password=${password}]`,
      ),
    ),
  };
}
