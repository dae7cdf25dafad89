/** Starts a real PostgreSQL from npm in a folder, on loopback: for the local launcher and for tests. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from './free-port.js';
import { startGuardedChild, type GuardedChild } from './guarded-child.js';
import { clusterFolder, postgresPrograms, removeClusterFolder } from './postgres-folders.js';
import { serverUser, type ServerUser } from './server-user.js';

const run = promisify(execFile);
/** Recovery after a kill replays at most one checkpoint interval; a loaded two-core machine needs a few seconds. */
const startMsMax = 60_000;
/** A fast shutdown writes a checkpoint; after this long it is killed, and recovers at the next start. */
const stopMsMax = 20_000;

export interface PostgresOptions {
  /** Folder of the cluster; made when missing, used again when it is there. */
  readonly dataDir: string;
  /** Port on 127.0.0.1; absent or 0: any free one. */
  readonly port?: number;
  /** `none` gives up safety against power loss for speed: tests only. Default `full`. */
  readonly durability?: 'full' | 'none';
  /** More server settings. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface RunningPostgres {
  /** Superuser's URL of database `postgres`; contains the password. */
  readonly url: string;
  readonly port: number;
  readonly logFile: string;
  pid(): number;
  /** The same server with another database. */
  urlOf(database: string): string;
  stop(): Promise<void>;
  /** Kills the server without a shutdown, as a crash would. */
  crash(): Promise<void>;
  /** Starts again after `stop` or `crash`, or restarts, on the same port. */
  restart(): Promise<void>;
  /** Stops the server and deletes its data. */
  destroy(): Promise<void>;
}

/** Commits still reach the operating system, so a killed server loses nothing; a machine without power may. */
const quick = { fsync: 'off', full_page_writes: 'off' };

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Ends a server that an earlier, killed launcher left on the folder; a pid file of a dead process is removed. */
async function endLeftover(folder: string): Promise<void> {
  const pidFile = join(folder, 'data', 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  const commandLine = join('/proc', String(pid), 'cmdline');
  const isOurs =
    !existsSync('/proc/self/cmdline') ||
    (existsSync(commandLine) && readFileSync(commandLine, 'utf8').includes(join(folder, 'data')));
  if (pid > 0 && isOurs && isAlive(pid)) {
    process.kill(pid, 'SIGINT');
    const deadline = Date.now() + stopMsMax;
    while (isAlive(pid)) {
      if (Date.now() > deadline)
        throw new Error(`a PostgreSQL left behind on ${folder} (pid ${pid}) does not stop`);
      await sleep(50);
    }
  }
  rmSync(pidFile, { force: true });
}

async function initialise(programs: string, folder: string, user: ServerUser | undefined): Promise<string> {
  const passwordFile = join(folder, 'password');
  const data = join(folder, 'data');
  if (!existsSync(join(folder, 'initialised'))) {
    rmSync(data, { recursive: true, force: true });
    writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
    if (user !== undefined) chownSync(passwordFile, user.uid, user.gid);
    const args = [
      `--pgdata=${data}`,
      '--username=postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
    ];
    await run(join(programs, 'bin', 'initdb'), [...args, '--encoding=UTF8', '--locale=C', '--no-sync'], {
      cwd: folder,
      env: { ...process.env, LC_ALL: 'C' },
      ...(user ?? {}),
    });
    writeFileSync(join(folder, 'initialised'), '');
  }
  return readFileSync(passwordFile, 'utf8');
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** @throws Error with the end of the server's log when it does not start */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const user = await serverUser();
  const programs = await postgresPrograms(user);
  const folder = clusterFolder(options.dataDir, user);
  await endLeftover(folder);
  const password = await initialise(programs, folder, user);
  const port = options.port === undefined || options.port === 0 ? await freePort() : options.port;
  const logFile = join(folder, 'postgres.log');
  const settings = {
    ...(options.durability === 'none' ? quick : {}),
    max_connections: '200',
    ...options.settings,
  };
  const urlOf = (database: string): string => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;
  let child: GuardedChild;

  const launch = async (): Promise<void> => {
    const fixed = [
      '-D',
      join(folder, 'data'),
      '-p',
      String(port),
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
    ];
    const given = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    child = await startGuardedChild({
      command: join(programs, 'bin', 'postgres'),
      args: [...fixed, ...given],
      cwd: folder,
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
      logFile,
      user,
      stopSignal: 'INT',
    });
    const deadline = Date.now() + startMsMax;
    while (!(await answers(urlOf('postgres')))) {
      if (child.hasExited() || Date.now() > deadline) {
        child.kill('SIGKILL');
        throw new Error(
          `PostgreSQL does not start on port ${port}: ${readFileSync(logFile, 'utf8').slice(-1500)}`,
        );
      }
      await sleep(50);
    }
  };
  const end = async (signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL'): Promise<void> => {
    if (child.hasExited()) return;
    child.kill(signal);
    const tooLong = setTimeout(() => child.kill('SIGQUIT'), stopMsMax);
    await child.exited;
    clearTimeout(tooLong);
  };

  await launch();
  return {
    url: urlOf('postgres'),
    port,
    logFile,
    pid: () => child.pid,
    urlOf,
    stop: () => end('SIGINT'),
    crash: () => end('SIGQUIT'),
    restart: async () => {
      await end('SIGINT');
      await launch();
    },
    destroy: async () => {
      await end('SIGINT');
      removeClusterFolder(options.dataDir);
    },
  };
}
