/** The five services as processes, each with its replicas: started, asked what they announced, stopped in order. */
import type { ServiceName } from '@sallyport/contracts/topics';
import { listenersOf, type Listener, type Ports } from './listeners.js';
import type { RunFile, RunningServiceEntry } from './run-file.js';
import { serviceEnvironment, type ServiceFacts, type ServicePorts } from './service-environment.js';
import { serviceCommand } from '@sallyport/testkit/service-command';
import { serviceNames } from './service-names.js';
import { SupervisedProcess, type ProcessEvents } from './supervised-process.js';

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

function portsOf(
  service: ServiceName,
  replica: number,
  { ports, replicas }: Pick<FleetOptions, 'ports' | 'replicas'>,
): ServicePorts {
  const portOf = (name: Listener): number => {
    const port = ports[name];
    if (port === undefined) throw new TypeError(`no port was settled for ${name}`);
    return port;
  };
  const { admin, grpc, http } = listenersOf(service, replica);
  return {
    admin: portOf(admin),
    grpc: portOf(grpc),
    control: Array.from({ length: replicas.approval }, (_, at) =>
      portOf(listenersOf('approval', at + 1).grpc),
    ),
    ...(http === undefined ? {} : { http: portOf(http) }),
  };
}

export class ServiceFleet {
  readonly #members: readonly Member[];

  private constructor(members: readonly Member[]) {
    this.#members = members;
  }

  static plan({ root, replicas, ports, facts, events }: FleetOptions): ServiceFleet {
    const members: Member[] = [];
    for (const service of serviceNames) {
      for (let replica = 1; replica <= replicas[service]; replica++) {
        const name = replica === 1 ? service : (`${service}-${replica}` as const);
        const env = serviceEnvironment(
          service,
          replica,
          portsOf(service, replica, { ports, replicas }),
          facts,
        );
        const plan = { name, ...serviceCommand(root, service), args: [], env };
        members.push({ service, name, process: new SupervisedProcess(plan, facts.state.logs, events) });
      }
    }
    return new ServiceFleet(members);
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
