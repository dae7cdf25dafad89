/** The state folder: where each thing lies in it, the lock of the one launcher that uses it, and how it is emptied. */
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { removeClusterFolder } from '@sallyport/testkit/infrastructure/postgres-folders';
import type { ControlRootFiles } from './provision/control-root.js';
import { StartError } from './start-error.js';

export interface StateFolder {
  readonly root: string;
  readonly postgres: string;
  readonly kafka: string;
  readonly spool: string;
  readonly logs: string;
  readonly runFile: string;
  readonly portsFile: string;
  readonly passwordsFile: string;
  readonly tokenKeyFile: string;
  readonly maskingKeyFile: string;
  /** Root key of the control feed, and its public half. */
  readonly controlRoot: ControlRootFiles;
  readonly policyFile: string;
  readonly pidFile: string;
}

/** What belongs to the install, to test runs and to the agents in Python, and survives `--reset`. */
const notOurs = new Set(['bootstrap.lock', 'test-results', 'launcher.pid', 'python']);

export function stateFolder(root: string): StateFolder {
  return {
    root,
    postgres: path.join(root, 'postgres'),
    kafka: path.join(root, 'kafka'),
    spool: path.join(root, 'spool'),
    logs: path.join(root, 'logs'),
    runFile: path.join(root, 'run.json'),
    portsFile: path.join(root, 'ports.json'),
    passwordsFile: path.join(root, 'passwords.json'),
    tokenKeyFile: path.join(root, 'token-key.pem'),
    maskingKeyFile: path.join(root, 'masking-key'),
    controlRoot: {
      privateFile: path.join(root, 'control-root.pem'),
      publicFile: path.join(root, 'control-root.pub.pem'),
    },
    policyFile: path.join(root, 'sallyport.yaml'),
    pidFile: path.join(root, 'launcher.pid'),
  };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Whether the process is a launcher; a number can have been given to another program since, and a zombie has no command. */
function isLauncher(pid: number): boolean {
  if (!existsSync('/proc/self/cmdline')) return isAlive(pid);
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('deploy/local/dist/main.js');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

/**
 * Makes the folder and takes it for this process.
 * @returns `after-crash` when a launcher before this one was killed: what it had started may be ending still
 * @throws StartError when another launcher runs in it
 */
export function claim(state: StateFolder): 'clean' | 'after-crash' {
  mkdirSync(state.root, { recursive: true, mode: 0o700 });
  const left = existsSync(state.pidFile);
  if (left) {
    const pid = Number(readFileSync(state.pidFile, 'utf8'));
    if (pid > 0 && pid !== process.pid && isLauncher(pid)) {
      throw new StartError(
        `Sallyport already runs from ${state.root} (process ${pid}). Stop it first with Ctrl-C there.`,
      );
    }
  }
  writeFileSync(state.pidFile, String(process.pid), { mode: 0o600 });
  rmSync(state.runFile, { force: true });
  return left ? 'after-crash' : 'clean';
}

export function release(state: StateFolder): void {
  rmSync(state.runFile, { force: true });
  rmSync(state.pidFile, { force: true });
}

/** Removes the data of earlier starts. */
export function reset(state: StateFolder): void {
  removeClusterFolder(state.postgres);
  for (const name of readdirSync(state.root)) {
    if (!notOurs.has(name)) rmSync(path.join(state.root, name), { recursive: true, force: true });
  }
}

/** Whether `reset` removes the file, also when a link leads to it. @throws when there is no such file */
export function isDeletedByReset(state: StateFolder, file: string): boolean {
  const [first = ''] = path.relative(realpathSync(state.root), realpathSync(file)).split(path.sep);
  return first !== '..' && !notOurs.has(first);
}

export function readJson(file: string): unknown {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as unknown) : undefined;
}
