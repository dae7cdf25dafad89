/** The whole system as production runs it: real PostgreSQL (and Kafka), real services, each its own process. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ServiceName } from '@sallyport/contracts/topics';
import { loginRoles, serviceRoles, eventLogOwner, type ServiceRoles } from '@sallyport/local/provision/roles';
import { ensureControlRoot } from '@sallyport/local/provision/control-root';
import { ensureMaskingKey } from '@sallyport/local/provision/masking-key';
import { provisionDatabase, roleUrl } from '@sallyport/local/provision/provision-database';
import { provisionLog } from '@sallyport/local/provision/provision-log';
import {
  startIdentityProvider,
  type IdentityProvider,
} from '@sallyport/testkit/identity-provider/identity-provider';
import { startKafka, type RunningKafka } from '@sallyport/testkit/infrastructure/kafka';
import { startPostgres, type RunningPostgres } from '@sallyport/testkit/infrastructure/postgres';
import { policyText, type PolicyOptions } from './policy-text.js';
import { migrate, ServiceProcess } from './service-process.js';

export type PolicyChoice = Omit<PolicyOptions, 'issuer'> | ((issuer: string) => string);

export interface SystemOptions {
  readonly log: 'embedded' | 'kafka';
  /** Replicas of each service that runs, in the order of their start: gateways hear of approvals that start before them. */
  readonly replicas: Partial<Record<ServiceName, number>>;
  /** Or a whole document, for the issuer that the system brings. */
  readonly policy: PolicyChoice;
  /** All that the processes print is kept, not its end alone. */
  readonly keepsOutput?: true;
  /** More environment for a service's processes. */
  readonly env?: Partial<Record<ServiceName, Readonly<Record<string, string>>>>;
}

export interface System {
  readonly folder: string;
  readonly postgres: RunningPostgres;
  readonly kafka: RunningKafka | undefined;
  readonly identityProvider: IdentityProvider;
  readonly policyFile: string;
  /** The processes of a service, by replica. */
  of(service: ServiceName): readonly ServiceProcess[];
  /** Writes the policy document anew; running gateways reload it. */
  writePolicy(policy: PolicyChoice): void;
  /** Superuser's URL of the database of the services. */
  readonly databaseUrl: string;
  stop(): Promise<void>;
}

const readsPolicy: ReadonlySet<ServiceName> = new Set(['gateway', 'session-archive', 'approval']);

/** Starts infrastructure, then the services one after another; a failed start stops what runs. */
export async function startSystem(options: SystemOptions): Promise<System> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sallyport-system-'));
  const closers: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const postgres = await startPostgres({ dataDir: path.join(folder, 'postgres'), durability: 'none' });
    closers.push(() => postgres.destroy());
    const kafka =
      options.log === 'kafka' ? await startKafka({ dataDir: path.join(folder, 'kafka') }) : undefined;
    if (kafka) closers.push(() => kafka.destroy());
    const identityProvider = await startIdentityProvider({ stateDir: path.join(folder, 'idp'), port: 0 });
    closers.push(() => identityProvider.stop());

    const passwords = Object.fromEntries(loginRoles.map((role) => [role, randomBytes(16).toString('hex')]));
    await provisionDatabase(postgres.url, passwords);
    const logEnv = (role: string): Record<string, string> =>
      kafka
        ? { KAFKA_BROKERS: kafka.brokers.join(',') }
        : { EVENT_LOG_DATABASE_URL: roleUrl(postgres.url, role, passwords) };
    await provisionLog(logEnv(eventLogOwner), AbortSignal.timeout(60_000));

    const policyFile = path.join(folder, 'sallyport.yaml');
    const { issuer } = identityProvider;
    const writePolicy = (policy: PolicyChoice): void =>
      writeFileSync(
        policyFile,
        typeof policy === 'function' ? policy(issuer) : policyText({ ...policy, issuer }),
      );
    writePolicy(options.policy);
    const keyFile = path.join(folder, 'token-key.pem');
    writeFileSync(
      keyFile,
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }),
      { mode: 0o600 },
    );

    const maskingKeyFile = path.join(folder, 'masking-key');
    ensureMaskingKey(maskingKeyFile);

    const controlRoot = {
      privateFile: path.join(folder, 'control-root.pem'),
      publicFile: path.join(folder, 'control-root.pub.pem'),
    };
    ensureControlRoot(controlRoot);
    const controlEnvironment = (): Record<string, string> => {
      const approvals = processes.get('approval')?.flatMap(({ addresses }) => addresses.grpc ?? []) ?? [];
      if (approvals.length === 0) return {};
      return {
        SALLYPORT_CONTROL_ADDRESSES: approvals.join(','),
        SALLYPORT_CONTROL_ROOT_KEY_FILE: controlRoot.publicFile,
      };
    };

    const processes = new Map<ServiceName, ServiceProcess[]>();
    const environment = (service: ServiceName): Record<string, string> => {
      const roles: ServiceRoles = serviceRoles[service];
      return {
        ...logEnv(roles.runtime),
        ...(roles.owner === undefined
          ? {}
          : { DATABASE_URL: roleUrl(postgres.url, roles.runtime, passwords) }),
        ...(readsPolicy.has(service) ? { SALLYPORT_CONFIG: policyFile } : {}),
        ...(service === 'approval' ? { SALLYPORT_CONTROL_ROOT_KEY_FILE: controlRoot.privateFile } : {}),
        ...(service === 'gateway'
          ? {
              SALLYPORT_SPOOL_DIR: path.join(folder, 'spool'),
              SALLYPORT_TOKEN_KEY_FILE: keyFile,
              SALLYPORT_MASKING_KEY_FILE: maskingKeyFile,
              ...controlEnvironment(),
            }
          : {}),
        UPSTREAM_KEY: 'the-real-upstream-key',
        ...options.env?.[service],
      };
    };
    const migrated = async (service: ServiceName): Promise<void> => {
      const { runtime, owner }: ServiceRoles = serviceRoles[service];
      if (owner === undefined) return;
      await migrate(service, {
        DATABASE_URL: roleUrl(postgres.url, runtime, passwords),
        DATABASE_MIGRATE_URL: roleUrl(postgres.url, owner, passwords),
      });
    };
    for (const [service, count] of Object.entries(options.replicas) as [ServiceName, number][]) {
      const replicas = Array.from(
        { length: count },
        (_, at) =>
          new ServiceProcess(service, `${service}-${at + 1}`, environment(service), options.keepsOutput),
      );
      processes.set(service, replicas);
      await migrated(service);
      for (const replica of replicas) {
        closers.push(async () => {
          await replica.signal('SIGKILL');
        });
        await replica.start();
      }
    }
    return {
      folder,
      postgres,
      kafka,
      identityProvider,
      policyFile,
      of: (service) => processes.get(service) ?? [],
      writePolicy,
      databaseUrl: postgres.urlOf('sallyport'),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
