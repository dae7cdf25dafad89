/** The environment of each process of a local start: everything it needs, and nothing of the person's that it does not. */
import type { ServiceName } from '@sallyport/contracts/topics';
import { demoLlmVariables, gatewayVariables } from './person-variables.js';
import { roleUrl } from './provision/provision-database.js';
import { serviceRoles, type Passwords, type ServiceRoles } from './provision/roles.js';
import { slackEnvironment } from './slack-environment.js';
import type { StateFolder } from './state-folder.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Of the person's environment, what every process may see. */
const forAll = /^(PATH|HOME|LANG|LC_.*|TZ|TMPDIR|NODE_EXTRA_CA_CERTS|LOG_LEVEL|OTEL_.*)$/;
/** Never handed to the gateway with the rest, where credentials of connections may stand under any name. */
const launcherOnly = /^(SALLYPORT_|npm_|DATABASE_|EVENT_LOG_|KAFKA_|PG)/;

function pick(env: Environment, wanted: (name: string) => boolean): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && wanted(entry[0]),
    ),
  );
}

/** What every process of ours gets. */
export function baseEnvironment(env: Environment): Readonly<Record<string, string>> {
  return pick(env, (name) => forAll.test(name));
}

/** How slow the stand-in for the LLM provider is to be. */
export function demoLlmEnvironment(env: Environment): Readonly<Record<string, string>> {
  return pick(env, (name) => demoLlmVariables.includes(name));
}

export interface DatabaseFacts {
  readonly state: StateFolder;
  /** Superuser's URL. */
  readonly postgresUrl: string;
  readonly passwords: Passwords;
  readonly env: Environment;
}

export interface ServiceFacts extends DatabaseFacts {
  readonly policyFile: string;
  readonly brokers: readonly string[] | undefined;
  /** Key for the connection `openai`: the person's own, or the stand-in's. */
  readonly openAiKey: string;
  /** Of the demo's provider of identities. */
  readonly demoIssuer: string;
}

export interface ServicePorts {
  readonly admin: number;
  readonly grpc: number;
  /** Of the gateway only. */
  readonly http?: number;
  /** gRPC of each replica of the approval service: for gateways. */
  readonly control: readonly number[];
}

/** @param replica from 1 */
export function serviceEnvironment(
  service: ServiceName,
  replica: number,
  ports: ServicePorts,
  facts: ServiceFacts,
): Readonly<Record<string, string>> {
  const { state, passwords, postgresUrl, brokers } = facts;
  const roles: ServiceRoles = serviceRoles[service];
  const runtimeUrl = roleUrl(postgresUrl, roles.runtime, passwords);
  const database = roles.owner === undefined ? {} : { DATABASE_URL: runtimeUrl };
  const log =
    brokers === undefined ? { EVENT_LOG_DATABASE_URL: runtimeUrl } : { KAFKA_BROKERS: brokers.join(',') };
  const common = {
    ...baseEnvironment(facts.env),
    ...database,
    ...log,
    SALLYPORT_REPLICA: `${service}-${replica}`,
    SALLYPORT_ADMIN_PORT: String(ports.admin),
    SALLYPORT_GRPC_PORT: String(ports.grpc),
    KAFKAJS_NO_PARTITIONER_WARNING: '1',
  };
  switch (service) {
    case 'gateway':
      return {
        ...pick(facts.env, (name) => gatewayVariables.includes(name) || !launcherOnly.test(name)),
        ...common,
        SALLYPORT_CONFIG: facts.policyFile,
        SALLYPORT_HTTP_PORT: String(ports.http ?? 0),
        SALLYPORT_SPOOL_DIR: state.spool,
        SALLYPORT_TOKEN_KEY_FILE: state.tokenKeyFile,
        SALLYPORT_MASKING_KEY_FILE: state.maskingKeyFile,
        SALLYPORT_CONTROL_ADDRESSES: ports.control.map((port) => `127.0.0.1:${port}`).join(','),
        SALLYPORT_CONTROL_ROOT_KEY_FILE: state.controlRoot.publicFile,
        OPENAI_API_KEY: facts.openAiKey,
      };
    case 'session-archive':
      return { ...common, SALLYPORT_CONFIG: facts.policyFile };
    case 'approval':
      return {
        ...common,
        ...slackEnvironment(facts.env, replica, {
          issuer: facts.demoIssuer,
          sealingKeyFile: state.controlRoot.privateFile,
        }),
        SALLYPORT_CONFIG: facts.policyFile,
        SALLYPORT_CONTROL_ROOT_KEY_FILE: state.controlRoot.privateFile,
      };
    case 'masking-audit':
    case 'anomaly-detection':
      return common;
  }
}

/** Of the migrate step of a service: the one process that has the owner's URL. Absent for a service without a schema. */
export function migrateEnvironment(
  service: ServiceName,
  { env, postgresUrl, passwords }: DatabaseFacts,
): Readonly<Record<string, string>> | undefined {
  const { runtime, owner }: ServiceRoles = serviceRoles[service];
  if (owner === undefined) return undefined;
  return {
    ...baseEnvironment(env),
    DATABASE_URL: roleUrl(postgresUrl, runtime, passwords),
    DATABASE_MIGRATE_URL: roleUrl(postgresUrl, owner, passwords),
    SALLYPORT_REPLICA: `${service}-migrate`,
  };
}
