/** Looks before starting whether the planned ports are free, and names every one that is taken. */
import { createServer } from 'node:net';
import { listeners, type Listener, type Ports } from './listeners.js';
import { StartError } from './start-error.js';

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

/**
 * @param remembered these are wishes only: when taken, a free port takes their place
 * @returns the ports with every 0 replaced
 * @throws StartError naming the ports that are taken and the options that change them
 */
export async function settlePorts(
  planned: Ports,
  used: ReadonlySet<Listener>,
  remembered: ReadonlySet<Listener>,
): Promise<Ports> {
  const problems: string[] = [];
  const settled: Record<string, number> = { ...planned };
  for (const name of listeners) {
    if (!used.has(name)) continue;
    let outcome = await tryListen(planned[name]);
    if (outcome.kind === 'taken' && remembered.has(name)) outcome = await tryListen(0);
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
