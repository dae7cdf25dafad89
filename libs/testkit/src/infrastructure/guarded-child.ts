/** Starts a server process that does not outlive this one, even when this one is killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';

export interface GuardedChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Both output streams are appended to this file. */
  readonly logFile: string;
  /** Run as this user (only root can). */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** What the guard sends when this process is gone. */
  readonly stopSignal: 'INT' | 'TERM';
}

export interface GuardedChild {
  readonly pid: number;
  readonly exited: Promise<void>;
  hasExited(): boolean;
  kill(signal: NodeJS.Signals): void;
}

/**
 * The child runs in a session of its own, so that Ctrl-C reaches this process only and it decides the order of stopping.
 * A shell waits on a pipe from this process: when this process ends, however, the pipe closes and the shell stops the child.
 */
export async function startGuardedChild(options: GuardedChildOptions): Promise<GuardedChild> {
  const log = openSync(options.logFile, 'a', 0o600);
  let child: ChildProcess;
  try {
    child = spawn(options.command, [...options.args], {
      cwd: options.cwd,
      env: options.env,
      detached: true,
      stdio: ['ignore', log, log],
      ...(options.user === undefined ? {} : { uid: options.user.uid, gid: options.user.gid }),
    });
    await once(child, 'spawn');
  } finally {
    closeSync(log);
  }
  const pid = child.pid ?? 0;
  const guard = spawn(
    '/bin/sh',
    ['-c', `read -r _; kill -s ${options.stopSignal} "$1"`, 'guard', String(pid)],
    {
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  );
  guard.unref();
  let done = false;
  const exited = once(child, 'exit').then(() => {
    done = true;
    guard.kill('SIGKILL');
  });
  return {
    pid,
    exited,
    hasExited: () => done,
    kill: (signal) => void child.kill(signal),
  };
}
