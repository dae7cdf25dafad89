/** The gRPC port of a service over real channels: health, reflection, TLS with client certificates. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { credentials, loadPackageDefinition, type ChannelCredentials, type Client } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { protoPath as healthProto } from 'grpc-health-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../harness/until.js';
import { Child, tinyService } from './child.js';
import { SilentRelay } from './silent-relay.js';

const { resolve } = createRequire(import.meta.url);
const reflectionProto = path.join(
  path.dirname(resolve('@grpc/reflection')),
  '../proto/grpc/reflection/v1/reflection.proto',
);
const env = {
  EVENT_LOG_DATABASE_URL: 'postgres://nobody:hunter2@127.0.0.1:1/none',
  SALLYPORT_GRPC_PORT: '0',
};

/** A client of one service of a proto file. */
function clientOf(proto: string, service: string, address: string, how: ChannelCredentials): Client {
  let found: unknown = loadPackageDefinition(loadSync(proto, { enums: String, defaults: true }));
  for (const name of service.split('.')) found = (found as Record<string, unknown>)[name];
  return new (found as new (address: string, how: ChannelCredentials) => Client)(address, how);
}

type Health = Client & {
  check(request: { service: string }, done: (error: Error | null, answer?: { status: string }) => void): void;
  watch(request: { service: string }): EventEmitter;
};

function health(address: string, how: ChannelCredentials): Promise<string> {
  const client = clientOf(healthProto, 'grpc.health.v1.Health', address, how) as Health;
  return new Promise<string>((answered, failed) => {
    client.check({ service: '' }, (error, answer) => {
      client.close();
      if (error === null) answered(answer?.status ?? 'none');
      else failed(error);
    });
  });
}

interface ReflectionAnswer {
  readonly listServicesResponse?: { readonly service: readonly { readonly name: string }[] };
  readonly fileDescriptorResponse?: { readonly fileDescriptorProto: readonly Buffer[] };
}

type Reflection = Client & {
  serverReflectionInfo(): {
    write(request: object): void;
    end(): void;
    on(event: 'data', take: (answer: ReflectionAnswer) => void): void;
    on(event: 'error', take: (error: Error) => void): void;
  };
};

function reflect(address: string, request: object): Promise<ReflectionAnswer> {
  const how = credentials.createInsecure();
  const client = clientOf(reflectionProto, 'grpc.reflection.v1.ServerReflection', address, how) as Reflection;
  return new Promise((answered, failed) => {
    const stream = client.serverReflectionInfo();
    stream.on('data', (answer) => {
      stream.end();
      client.close();
      answered(answer);
    });
    stream.on('error', failed);
    stream.write(request);
  });
}

async function grpcOf(child: Child): Promise<string> {
  await child.ready();
  return String((await child.listening())['grpc']);
}

describe('gRPC of a service', () => {
  it('serves health, which follows readiness', async () => {
    using ready = new Child(tinyService, env);
    using unready = new Child(tinyService, { ...env, SALLYPORT_TINY_MODE: 'unready' });
    const address = await grpcOf(ready);
    await until(
      'SERVING',
      5_000,
      async () => (await health(address, credentials.createInsecure())) === 'SERVING',
    );
    const other = String((await unready.listening())['grpc']);
    expect(await health(other, credentials.createInsecure())).toBe('NOT_SERVING');
  });

  it('lets go of a peer that froze, within 4 s', async () => {
    using child = new Child(tinyService, env);
    const address = await grpcOf(child);
    const relay = await SilentRelay.before(`http://${address}`);
    const { host } = new URL(relay.urlOf(`http://${address}`));
    const client = clientOf(
      healthProto,
      'grpc.health.v1.Health',
      host,
      credentials.createInsecure(),
    ) as Health;
    try {
      const watch = client.watch({ service: '' });
      watch.on('error', () => undefined);
      await new Promise((answered) => watch.once('data', answered));
      expect(relay.parted).toBe(0);
      relay.fallSilent();
      await until('the connection was closed', 4_000, () => relay.parted === 1);
    } finally {
      client.close();
      relay.close();
    }
  });

  it('serves reflection: its services, and the contracts with all they refer to', async () => {
    using child = new Child(tinyService, env);
    const address = await grpcOf(child);
    const { listServicesResponse } = await reflect(address, { listServices: '' });
    expect(listServicesResponse?.service.map(({ name }) => name)).toContain('grpc.health.v1.Health');
    const symbol = { fileContainingSymbol: 'sallyport.events.v1.Record' };
    const { fileDescriptorResponse } = await reflect(address, symbol);
    const files = Buffer.concat([...(fileDescriptorResponse?.fileDescriptorProto ?? [])]).toString('latin1');
    for (const message of ['Record', 'Envelope', 'RequestReceived', 'PayloadRef'])
      expect(files).toContain(message);
  });
});

describe('gRPC with TLS', () => {
  let folder: string;
  const file = (name: string): string => path.join(folder, name);

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'sallyport-grpc-'));
    const openssl = (...args: string[]): void =>
      void execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    openssl('req', '-x509', ...key, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=test authority');
    for (const name of ['server', 'client']) {
      const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
      const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-keyout', `${name}.key`, '-out', `${name}.pem`];
      openssl('req', '-x509', ...key, ...names, ...signed);
    }
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('asks for a client certificate, and serves who has one', async () => {
    using child = new Child(tinyService, {
      ...env,
      SALLYPORT_GRPC_TLS_CERT_FILE: file('server.pem'),
      SALLYPORT_GRPC_TLS_KEY_FILE: file('server.key'),
      SALLYPORT_GRPC_TLS_CLIENT_CA_FILE: file('ca.pem'),
    });
    const address = await grpcOf(child);
    const authority = readFileSync(file('ca.pem'));
    const own = [readFileSync(file('client.key')), readFileSync(file('client.pem'))] as const;
    const trusted = credentials.createSsl(authority, ...own);
    await until('SERVING', 5_000, async () => (await health(address, trusted)) === 'SERVING');
    await expect(health(address, credentials.createSsl(authority))).rejects.toThrow('UNAVAILABLE');
    await expect(health(address, credentials.createInsecure())).rejects.toThrow('UNAVAILABLE');
  });
});
