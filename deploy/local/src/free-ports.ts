/** Looks before starting whether the planned ports are free, and names every one that is taken. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { listeners, type Listener, type Ports } from './listeners.js';
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

/** A port that nothing listens on now. @throws StartError when none is found */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < triesMax; tries++) {
    const outcome = await tryListen(randomInt(freeFrom, freeTo));
    if (outcome.kind === 'free') return outcome.port;
  }
  throw new StartError(`No free port found between ${freeFrom} and ${freeTo}.`);
}

/**
 * @param remembered these are wishes only: when taken, a free port takes their place
 * @param waitMsMax how long to wait for a port that is taken
 * @returns the ports with every 0 replaced
 * @throws StartError naming the ports that are taken and the options that change them
 */
export async function settlePorts(
  planned: Ports,
  used: ReadonlySet<Listener>,
  remembered: ReadonlySet<Listener>,
  waitMsMax = 0,
): Promise<Ports> {
  const deadline = Date.now() + waitMsMax;
  const problems: string[] = [];
  const settled: Record<string, number> = { ...planned };
  for (const name of listeners) {
    if (!used.has(name)) continue;
    if (planned[name] === 0) {
      settled[name] = await freePort();
      continue;
    }
    let outcome = await tryListen(planned[name]);
    while (outcome.kind === 'taken' && Date.now() < deadline) {
      await pause(retryMs);
      outcome = await tryListen(planned[name]);
    }
    if (outcome.kind === 'taken' && remembered.has(name)) outcome = { kind: 'free', port: await freePort() };
    if (outcome.kind === 'free') settled[name] = outcome.port;
    else problems.push(`  port ${planned[name]} for ${name} ${outcome.why}`);
  }
  if (problems.length > 0) {
    throw new StartError(
      `Cannot listen:\n${problems.join('\n')}\nChoose others: \`npm start -- --port N\` moves all of them, ` +
        '`--ports NAME=N` a single one, `--port 0` takes any free ones.',
    );
  }
  return settled as Record<Listener, number>;
}
