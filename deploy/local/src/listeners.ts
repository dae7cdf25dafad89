/** What listens on which port: ten consecutive ports from the gateway's on, free ones for the rest, unless told otherwise. */
import type { ServiceName } from '@sallyport/contracts/topics';
import { serviceNames } from './service-names.js';

/** In the order of their ports. */
export const consecutive = [
  'gateway',
  'session-archive',
  'approval',
  'masking-audit',
  'anomaly-detection',
  'gateway-admin',
  'identity-provider',
  'demo-llm',
  'postgres',
  'kafka',
] as const;

type Consecutive = (typeof consecutive)[number];
/** gRPC of the services, and everything of their further replicas. */
type Further =
  | `${ServiceName}-grpc`
  | `${ServiceName}-${number}`
  | `${ServiceName}-${number}-grpc`
  | `gateway-${number}-admin`;

export type Listener = Consecutive | Further;
export type Ports = Readonly<Record<Consecutive, number>> & Readonly<Partial<Record<Further, number>>>;
export type Replicas = Readonly<Record<ServiceName, number>>;

export const defaultPort = 7400;
const portMax = 65_535;

/** Port number or undefined. 0 means any free port. */
export function parsePort(text: string): number | undefined {
  const port = Number(text);
  return /^\d{1,5}$/.test(text) && port <= portMax ? port : undefined;
}

export interface ServiceListeners {
  readonly admin: Listener;
  readonly grpc: Listener;
  /** The data port; of the gateway only. */
  readonly http?: Listener;
}

/** @param replica from 1 */
export function listenersOf(service: ServiceName, replica: number): ServiceListeners {
  const name = replica === 1 ? service : (`${service}-${replica}` as const);
  if (service !== 'gateway') return { admin: name, grpc: `${name}-grpc` };
  const admin = replica === 1 ? 'gateway-admin' : (`gateway-${replica}-admin` as const);
  return { admin, grpc: `${name}-grpc`, http: name };
}

/** Everything that listens, the consecutive ones first. */
export function allListeners(replicas: Replicas): readonly Listener[] {
  const names = new Set<Listener>(consecutive);
  for (const service of serviceNames) {
    for (let replica = 1; replica <= replicas[service]; replica++) {
      const { admin, grpc, http } = listenersOf(service, replica);
      for (const name of [http, admin, grpc]) if (name !== undefined) names.add(name);
    }
  }
  return [...names];
}

export interface PortPlan {
  /** 0 where any free one will do. */
  readonly ports: ReadonlyMap<Listener, number>;
  /** Those whose port is only the one of the last start, so that addresses stay the same: another does as well. */
  readonly remembered: ReadonlySet<Listener>;
}

export interface PortWishes {
  /** Port of the gateway, which the consecutive ones follow; 0: free ones. */
  readonly port: number;
  /** Ports named one by one. */
  readonly ports: Readonly<Partial<Record<Listener, number>>>;
  readonly replicas: Replicas;
}

/** @param before ports of the last start */
export function planPorts(
  { port, ports, replicas }: PortWishes,
  before: Readonly<Partial<Record<Listener, number>>>,
): PortPlan {
  const planned = new Map<Listener, number>();
  const remembered = new Set<Listener>();
  for (const [at, name] of allListeners(replicas).entries()) {
    const own = port === 0 || at >= consecutive.length ? 0 : port + at;
    const wanted = ports[name] ?? own;
    const last = before[name] ?? 0;
    planned.set(name, wanted === 0 ? last : wanted);
    if (wanted === 0 && last !== 0) remembered.add(name);
  }
  return { ports: planned, remembered };
}
