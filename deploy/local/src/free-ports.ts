/** Looks before starting whether the planned ports are free, and names every one that is taken. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Listener, PortPlan, Ports } from './listeners.js';
import { StartError } from './start-error.js';

/**
 * "Any free port" is taken from here and not from the system's ephemeral range: there, an outgoing connection may sit on
 * the port at the moment in which a service that died wants to listen on it again.
 */
const freeFrom = 20_000;
const freeTo = 32_000;
const triesMax = 200;
const retryMs = 250;

type Outcome =
  { readonly kind: 'free'; readonly port: number } | { readonly kind: 'taken'; readonly why: string };

async function tryListen(port: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EACCES' ? 'needs more rights' : 'is taken by another program';
      resolve({ kind: 'taken', why });
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve({ kind: 'free', port: bound }));
    });
  });
}

/** A port that nothing listens on now. @param avoid meant for something else @throws StartError when none is found */
export async function freePort(avoid: ReadonlySet<number> = new Set()): Promise<number> {
  for (let tries = 0; tries < triesMax; tries++) {
    const port = randomInt(freeFrom, freeTo);
    if (!avoid.has(port) && (await tryListen(port)).kind === 'free') return port;
  }
  throw new StartError(`No free port found between ${freeFrom} and ${freeTo}.`);
}

/**
 * @param unused what does not listen in this start
 * @param waitMsMax how long to wait for a port that is taken
 * @returns the ports with every 0 replaced, and with those only remembered where they are taken
 * @throws StartError naming the ports that are taken and the options that change them
 */
export async function settlePorts(
  { ports, remembered }: PortPlan,
  unused: ReadonlySet<Listener>,
  waitMsMax = 0,
): Promise<Ports> {
  const deadline = Date.now() + waitMsMax;
  const problems: string[] = [];
  const settled = new Map(ports);
  const owners = new Map<number, Listener>();
  const takeFree = async (name: Listener): Promise<void> => {
    const port = await freePort(new Set([...ports.values(), ...owners.keys()]));
    owners.set(port, name);
    settled.set(name, port);
  };
  for (const [name, port] of ports) {
    if (unused.has(name)) continue;
    const owner = owners.get(port);
    if (port === 0) await takeFree(name);
    else if (owner !== undefined && remembered.has(name)) await takeFree(name);
    else if (owner !== undefined) problems.push(problem(port, name, `is that of ${owner} too`));
    else {
      const outcome = await untilFree(port, deadline);
      owners.set(port, name);
      if (outcome.kind === 'taken' && remembered.has(name)) await takeFree(name);
      else if (outcome.kind === 'taken') problems.push(problem(port, name, outcome.why));
    }
  }
  if (problems.length > 0) {
    throw new StartError(
      `Cannot listen:\n${problems.join('\n')}\n\`npm start -- --port N\` moves all but gRPC and further replicas, ` +
        '`--port 0` takes any free ones.',
    );
  }
  return Object.fromEntries(settled) as Ports;
}

async function untilFree(port: number, deadline: number): Promise<Outcome> {
  for (;;) {
    const outcome = await tryListen(port);
    if (outcome.kind === 'free' || Date.now() >= deadline) return outcome;
    await pause(retryMs);
  }
}

function problem(port: number, name: Listener, why: string): string {
  return `  port ${port} for ${name} ${why}: choose another with \`--ports ${name}=N\``;
}
