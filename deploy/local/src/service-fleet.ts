/** The five services as processes, each with its replicas: started, asked what they announced, stopped in order. */
import type { ServiceName } from '@sallyport/contracts/topics';
import type { Ports } from './listeners.js';
import type { RunFile, RunningServiceEntry } from './run-file.js';
import { serviceEnvironment, serviceScript, type ServiceFacts } from './service-environment.js';
import { serviceNames } from './service-names.js';
import { SupervisedProcess, type Announced, type ProcessEvents } from './supervised-process.js';

interface Member {
  readonly service: ServiceName;
  readonly name: ServiceName | `${ServiceName}-${number}`;
  readonly process: SupervisedProcess;
}

export interface FleetOptions {
  readonly root: string;
  readonly replicas: Readonly<Record<ServiceName, number>>;
  readonly ports: Ports;
  readonly facts: ServiceFacts;
  readonly events: ProcessEvents;
}

function portOf(address: string | undefined): string | undefined {
  return address === undefined ? undefined : /:(\d+)\/?$/.exec(address)?.[1];
}

/** A process that chose free ports listens on the same ones after a restart: its addresses are in run.json. */
function samePorts(service: ServiceName, { admin, http, grpc }: Announced): Readonly<Record<string, string>> {
  const ports = {
    SALLYPORT_ADMIN_PORT: portOf(admin),
    SALLYPORT_GRPC_PORT: portOf(grpc),
    SALLYPORT_HTTP_PORT: service === 'gateway' ? portOf(http) : undefined,
  };
  return Object.fromEntries(
    Object.entries(ports).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

export class ServiceFleet {
  readonly #members: readonly Member[];

  constructor({ root, replicas, ports, facts, events }: FleetOptions) {
    this.#members = serviceNames.flatMap((service) =>
      Array.from({ length: replicas[service] }, (_, at): Member => {
        const replica = at + 1;
        const name = replica === 1 ? service : (`${service}-${replica}` as const);
        const first = service === 'gateway' ? ports['gateway-admin'] : ports[service];
        const own = { admin: replica === 1 ? first : 0, http: replica === 1 ? ports.gateway : 0 };
        const env = serviceEnvironment(service, replica, own, facts);
        const plan = { name, script: serviceScript(root, service), args: [], env };
        const again = (announced: Announced): Readonly<Record<string, string>> =>
          samePorts(service, announced);
        return { service, name, process: new SupervisedProcess(plan, facts.state.logs, events, again) };
      }),
    );
  }

  get processes(): readonly SupervisedProcess[] {
    return this.#members.map(({ process }) => process);
  }

  start(): void {
    for (const { process } of this.#members) process.start();
  }

  /** Gateways first, so that what they still ship finds its consumers; then the others. */
  async stop(): Promise<void> {
    const [gateways, others] = [true, false].map((gateway) =>
      this.#members.filter(({ service }) => (service === 'gateway') === gateway),
    );
    for (const members of [gateways, others]) {
      await Promise.all((members ?? []).map(({ process }) => process.stop()));
    }
  }

  /** Entries of run.json, for those that have announced themselves. */
  entries(): RunFile['services'] {
    return Object.fromEntries(
      this.#members.flatMap(({ name, process: { announced, pid } }): [string, RunningServiceEntry][] => {
        if (announced.admin === undefined || pid === undefined) return [];
        const grpc = announced.grpc === undefined ? {} : { grpc: announced.grpc };
        return [[name, { url: announced.admin, ...grpc, pid }]];
      }),
    );
  }

  /** Data ports of the gateways. */
  gatewayUrls(): readonly string[] {
    return this.#members.flatMap(({ process }) => process.announced.http ?? []);
  }
}
