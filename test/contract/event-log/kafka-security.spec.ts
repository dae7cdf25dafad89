/** A broker that asks for TLS and a login, reached with nothing but environment variables, as a service is. */
import { randomBytes, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { commonShape, conflicts } from '@sallyport/service-kit/env/common-environment';
import { parseEnvironment } from '@sallyport/service-kit/env/parse-environment';
import type { EventLog } from '@sallyport/service-kit/event-log/event-log';
import { openLog } from '@sallyport/service-kit/service/open-log';
import { startKafka, type RunningKafka } from '@sallyport/testkit/infrastructure/kafka';
import { newAuthority } from '@sallyport/testkit/infrastructure/kafka-certificates';
import { kafkaAvailable } from '@sallyport/testkit/infrastructure/kafka-libraries';
import type { SecuredListeners } from '@sallyport/testkit/infrastructure/kafka-security';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../harness/until.js';
import { collect } from './collect.js';
import { keyOfPartition, message } from './sample-messages.js';
import { temporaryFolder } from './temporary-folder.js';

type Environment = Readonly<Record<string, string>>;

const available = await kafkaAvailable();
if (!available.ok) process.stderr.write(`skipped: Kafka with TLS and a login: ${available.missing}\n`);
const topic = 'sallyport.decisions.v1';
const password = randomBytes(12).toString('hex');
const wrongPassword = randomBytes(12).toString('hex');
/** Long enough that an error which comes sooner was not waited for. */
const waitMsMax = 60_000;
/** A refusal is told within this time; kafkajs tries a failed TLS handshake five times in two seconds and a half. */
const refusedMsMax = 20_000;

describe.skipIf(!available.ok && process.env['CI'] !== 'true')('kafka with TLS and a login', () => {
  const folder = temporaryFolder('kafka-security');
  let kafka: RunningKafka | undefined;
  let secured: SecuredListeners;
  let login: Environment;
  let passwordFile: Environment;
  let tls: Environment;
  let logged = '';
  const opened: EventLog[] = [];
  const file = (name: string, text: string): string => {
    const path = join(folder.path, name);
    writeFileSync(path, text);
    return path;
  };

  beforeAll(async () => {
    kafka = await startKafka({ dataDir: join(folder.path, 'kafka'), users: { gateway: password } });
    if (kafka.secured === undefined) throw new Error('the broker has no secured listeners');
    secured = kafka.secured;
    passwordFile = { KAFKA_SASL_PASSWORD_FILE: file('password', `${password}\n`) };
    tls = { KAFKA_TLS_CA_FILE: secured.caFile };
    login = {
      KAFKA_BROKERS: secured.brokers.join(','),
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_SASL_USERNAME: 'gateway',
    };
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((log) => log.close()));
  });
  afterAll(async () => {
    await kafka?.destroy();
    folder.remove();
  });

  async function open(source: Environment, patienceMs = waitMsMax): Promise<EventLog> {
    const parsed = parseEnvironment(commonShape, source);
    if (parsed.kind === 'invalid') throw new Error(parsed.problems.join('\n'));
    expect(conflicts(parsed.env)).toEqual([]);
    const keep = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        logged += chunk.toString();
        done();
      },
    });
    const log = await openLog(parsed.env, {
      waitMsMax: patienceMs,
      log: pino({ level: 'trace' }, keep),
      signal: new AbortController().signal,
      service: 'contract',
      replica: 'one',
    });
    opened.push(log);
    return log;
  }

  /** Messages of the error and its causes that an operator sees; nothing in them or in the log is secret. */
  async function refusal(source: Environment): Promise<string> {
    const startedAt = performance.now();
    const error: unknown = await open(source).catch((reason: unknown) => reason);
    expect(performance.now() - startedAt).toBeLessThan(refusedMsMax);
    expect(error).toMatchObject({ reason: 'unavailable', message: 'the event log refused us' });
    const told = pino.stdSerializers.errWithCause(error as Error);
    const all = `${JSON.stringify(told)} ${logged}`;
    for (const secret of [password, wrongPassword]) {
      expect(all).not.toContain(secret);
      expect(all).not.toContain(Buffer.from(`\0gateway\0${secret}`).toString('base64'));
    }
    const { cause } = error as Error;
    expect(cause).toMatchObject({ code: 'REFUSED' });
    return cause instanceof Error ? cause.message : '';
  }

  async function appendAndConsume(source: Environment): Promise<void> {
    const log = await open(source);
    await log.ensureTopics();
    const key = keyOfPartition(topic, 0);
    const text = randomUUID();
    await until('an append', 30_000, () => log.append(topic, [message(key, text)]).then(() => true));
    const reader = await collect(log, randomUUID(), topic);
    await until('the message', 30_000, () => reader.textsOf(key).includes(text));
    await reader.consumer.stop();
  }

  it('appends and consumes with SCRAM-SHA-512 and a password from a file', async () => {
    await appendAndConsume({ ...login, ...passwordFile, ...tls });
  });

  it('appends and consumes with a client certificate and PLAIN', async () => {
    await appendAndConsume({
      ...login,
      ...tls,
      KAFKA_BROKERS: secured.mutualBrokers.join(','),
      KAFKA_SASL_MECHANISM: 'plain',
      KAFKA_SASL_PASSWORD: password,
      KAFKA_TLS: 'true',
      KAFKA_TLS_CERT_FILE: secured.certFile,
      KAFKA_TLS_KEY_FILE: secured.keyFile,
    });
  });

  it.each(['plain', 'scram-sha-256', 'scram-sha-512'])(
    'says at once what to do about a wrong password (%s)',
    async (mechanism) => {
      const wrong = file('wrong-password', wrongPassword);
      const source = {
        ...{ ...login, ...tls },
        KAFKA_SASL_MECHANISM: mechanism,
        KAFKA_SASL_PASSWORD_FILE: wrong,
      };
      expect(await refusal(source)).toBe(
        'Kafka refuses the login: check KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD',
      );
    },
  );

  it('says what to do about a certificate that one of the two sides does not trust, or that is not shown', async () => {
    const other = file('other-ca.pem', newAuthority('Another authority').certificate);
    const stranger = newAuthority('Another authority').issue('stranger');
    const files = {
      KAFKA_TLS_CERT_FILE: file('stranger.pem', stranger.certificate),
      KAFKA_TLS_KEY_FILE: file('stranger.key', stranger.key),
    };
    const source = { ...login, ...passwordFile, ...tls };
    const mutual = { ...source, KAFKA_BROKERS: secured.mutualBrokers.join(',') };
    const [untrusted, unshown, unknown] = await Promise.all([
      refusal({ ...source, KAFKA_TLS_CA_FILE: other }),
      refusal(mutual),
      refusal({ ...mutual, ...files }),
    ]);
    expect(untrusted).toMatch(
      /certificate of Kafka is not trusted \(.+\): name its authority in KAFKA_TLS_CA_FILE/u,
    );
    const advice =
      /Kafka refuses the client certificate \(.+\): check KAFKA_TLS_CERT_FILE and KAFKA_TLS_KEY_FILE/u;
    expect(unshown).toMatch(advice);
    expect(unknown).toMatch(advice);
  });

  it('says what to look at when TLS or the login is set for another kind of listener', async () => {
    const plaintext = { KAFKA_BROKERS: (kafka?.brokers ?? []).join(',') };
    const withoutTls = { ...login, ...passwordFile };
    expect(await refusal({ ...withoutTls, ...plaintext })).toContain('has no login');
    // A broker that goes down looks the same, so these are waited out, with the advice in each line of the log.
    const ended = [
      [{ ...withoutTls, ...tls, ...plaintext }, 'KAFKA_BROKERS names a listener without TLS'],
      [withoutTls, 'it wants TLS (KAFKA_TLS) or a login (KAFKA_SASL_MECHANISM)'],
    ] as const;
    await Promise.all(
      ended.map(async ([source, advice]) => {
        const error: unknown = await open(source, 1).catch((reason: unknown) => reason);
        expect(error).toMatchObject({ reason: 'unavailable', cause: { code: 'UNAVAILABLE' } });
        expect(error instanceof Error && error.cause instanceof Error && error.cause.message).toContain(
          advice,
        );
      }),
    );
  });

  it('refuses files that cannot be used', async () => {
    const missing = { ...login, ...passwordFile, KAFKA_TLS_CA_FILE: join(folder.path, 'missing.pem') };
    await expect(open(missing)).rejects.toMatchObject({
      code: 'REFUSED',
      message: 'KAFKA_TLS_CA_FILE names a file that cannot be read (ENOENT)',
    });
    await expect(open({ ...missing, KAFKA_TLS_CA_FILE: file('no.pem', 'no') })).rejects.toMatchObject({
      code: 'REFUSED',
      message: 'KAFKA_TLS_CA_FILE names a file without PEM in it',
    });
  });
});
