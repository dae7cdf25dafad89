/** The migrate step of each service that has a schema, run to its end: the services themselves never see the owner's URL. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ServiceName } from '@sallyport/contracts/topics';
import { serviceCommand } from '@sallyport/testkit/service-command';
import { terminalLines } from './log-lines.js';
import { migrateEnvironment, type DatabaseFacts } from './service-environment.js';
import { serviceNames } from './service-names.js';
import { StartError } from './start-error.js';

export interface MigrateSchemasOptions {
  readonly root: string;
  readonly facts: DatabaseFacts;
  /** Ends the steps that run. */
  readonly signal: AbortSignal;
}

/** All at once; each writes to the log of its service. @throws StartError with what each one that failed said, and its log */
export async function migrateSchemas({ root, facts, signal }: MigrateSchemasOptions): Promise<void> {
  const failed: string[] = [];
  const migrate = async (service: ServiceName): Promise<void> => {
    const env = migrateEnvironment(service, facts);
    if (env === undefined) return;
    const logFile = path.join(facts.state.logs, `${service}.log`);
    const before = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
    const code = await end(serviceCommand(root, service).script, env, logFile, signal);
    if (code !== 0) failed.push(`  ${service} (see ${logFile})`, ...saidSince(service, logFile, before));
  };
  await Promise.all(serviceNames.map(migrate));
  signal.throwIfAborted();
  if (failed.length > 0) throw new StartError(`Not migrated:\n${failed.join('\n')}`);
}

/** What the terminal should show of the log from this byte on. */
function saidSince(service: ServiceName, logFile: string, byte: number): readonly string[] {
  const lines = readFileSync(logFile).subarray(byte).toString('utf8').split('\n');
  const speaker = { name: service, logFile, running: false };
  return lines.flatMap((line) => terminalLines(speaker, line, 'stderr').lines).map((text) => `  ${text}`);
}

/** With an IPC channel, so that a step ends with a launcher that was killed. @returns the exit code, or null after a signal */
async function end(
  script: string,
  env: Readonly<Record<string, string>>,
  logFile: string,
  signal: AbortSignal,
): Promise<number | null> {
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  await once(log, 'open');
  const child = fork(script, ['migrate'], {
    env,
    stdio: ['ignore', log, log, 'ipc'],
    detached: true,
  });
  const stop = (): void => void child.kill('SIGTERM');
  signal.addEventListener('abort', stop);
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    return code;
  } finally {
    signal.removeEventListener('abort', stop);
    log.end();
  }
}
