/** The command line of `npm start` and the variables that stand for its options. */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { passedOver } from './person-variables.js';
import { serviceNames } from './service-names.js';
import type { ServiceName } from '@sallyport/contracts/topics';
import {
  allListeners,
  consecutive,
  defaultPort,
  parsePort,
  type Listener,
  type Replicas,
} from './listeners.js';

export interface Settings {
  /** Port of the gateway; the others follow it. 0: free ones. */
  readonly port: number;
  readonly ports: Readonly<Partial<Record<Listener, number>>>;
  /** The user's own policy document. */
  readonly config: string | undefined;
  readonly kafka: boolean;
  readonly reset: boolean;
  readonly stateDir: string;
  readonly replicas: Replicas;
}

export type Command =
  | { readonly kind: 'start'; readonly settings: Settings }
  | { readonly kind: 'help' }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

/** A demo on one machine; more would only starve each other. */
const replicasMax = 8;

export const usage = `usage: npm start [-- options]

Starts Sallyport on this machine: PostgreSQL, the event log, the five services, a demo identity provider
and a stand-in for the LLM provider (set OPENAI_API_KEY to use the real one). Ctrl-C stops it; data stay.

  --config FILE        your own policy document (sallyport.yaml) instead of the demo's
  --kafka              a real Apache Kafka as event log (needs Java 17 and Maven)
  --reset              forget all data of earlier starts first
  --port N             port of the gateway (default ${defaultPort}); the others take the next nine; 0: any free ones
  --ports NAME=N,…     single ports: ${consecutive.join(', ')};
                       gRPC as <service>-grpc, further replicas as <service>-2 (gateway-2-admin, <service>-2-grpc)
                       and so on: these are free ones unless named here
  --replicas NAME=N,…  more than one process of a service: ${serviceNames.join(', ')}
  --state DIR          where data, logs and run.json are kept (default .sallyport)
  --help               this text

SALLYPORT_PORT, SALLYPORT_PORTS, SALLYPORT_REPLICAS and SALLYPORT_STATE stand for the options of the same name.
Other SALLYPORT_ variables are refused unless they mean something to a start: a misspelt one would have no effect.`;

type Environment = Readonly<Record<string, string | undefined>>;

function pairs(text: string): readonly (readonly [string, string])[] {
  return text
    .split(',')
    .filter(Boolean)
    .map((pair) => {
      const at = pair.indexOf('=');
      return at < 0
        ? ([pair.trim(), ''] as const)
        : ([pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const);
    });
}

function isServiceName(name: string): name is ServiceName {
  return serviceNames.some((known) => known === name);
}

/** @param root the clone's folder @param cwd where the user typed, for relative paths */
export function readCommand(args: readonly string[], env: Environment, root: string, cwd: string): Command {
  const problems: string[] = [...passedOver(env)];
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        config: { type: 'string' },
        kafka: { type: 'boolean', default: false },
        reset: { type: 'boolean', default: false },
        port: { type: 'string' },
        ports: { type: 'string' },
        replicas: { type: 'string' },
        state: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }));
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { kind: 'refused', problems: [...problems, problem] };
  }
  if (values.help) return { kind: 'help' };

  const portText = values.port ?? env['SALLYPORT_PORT'] ?? String(defaultPort);
  const port = parsePort(portText);
  if (port === undefined || port > 65_535 - consecutive.length)
    problems.push(`--port ${portText}: not a port`);

  const replicas = Object.fromEntries(serviceNames.map((name) => [name, 1])) as Record<ServiceName, number>;
  for (const [name, text] of pairs(values.replicas ?? env['SALLYPORT_REPLICAS'] ?? '')) {
    const count = Number(text);
    if (!isServiceName(name)) problems.push(`--replicas ${name}: use ${serviceNames.join(', ')}`);
    else if (!Number.isInteger(count) || count < 1 || count > replicasMax)
      problems.push(`--replicas ${name}=${text}: from 1 to ${replicasMax}`);
    else replicas[name] = count;
  }

  const ports: Partial<Record<Listener, number>> = {};
  const names = allListeners(replicas);
  for (const [text, number] of pairs(values.ports ?? env['SALLYPORT_PORTS'] ?? '')) {
    const one = parsePort(number);
    const name = names.find((known) => known === text);
    if (name === undefined) problems.push(`--ports ${text}: with these replicas, use ${names.join(', ')}`);
    else if (one === undefined) problems.push(`--ports ${text}=${number}: not a port`);
    else ports[name] = one;
  }

  if (problems.length > 0 || port === undefined) return { kind: 'refused', problems };
  const state = values.state ?? env['SALLYPORT_STATE'];
  return {
    kind: 'start',
    settings: {
      port,
      ports,
      config: values.config === undefined ? undefined : path.resolve(cwd, values.config),
      kafka: values.kafka,
      reset: values.reset,
      stateDir: state === undefined ? path.join(root, '.sallyport') : path.resolve(cwd, state),
      replicas,
    },
  };
}
