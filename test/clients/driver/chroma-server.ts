/** Chroma's real server: the one in the npm package where this machine's libc carries it, else the one PyPI has. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '@sallyport/testkit/infrastructure/free-port';
import { pythonCommand } from '../../harness/python.js';
import { root } from '../../harness/service-process.js';
import { until } from '../../harness/until.js';

export interface ChromaServer {
  readonly url: string;
  stop(): Promise<void>;
}

const readyMsMax = 30_000;
const fromPython = 'import sys, chromadb_rust_bindings as chroma; chroma.cli(["chroma", *sys.argv[1:]])';
const commands = [
  [process.execPath, path.join(root, 'test/clients/node_modules/chromadb/dist/cli.mjs')],
  [pythonCommand, '-c', fromPython],
] as const;

/** Whether it answers; false when it ended before. */
async function answers(child: ChildProcess, url: string): Promise<boolean> {
  const ended = (): boolean => child.exitCode !== null || child.signalCode !== null;
  await until('Chroma to answer', readyMsMax, async () => {
    if (ended()) return true;
    return (await fetch(`${url}/api/v2/heartbeat`)).ok;
  });
  return !ended();
}

/** Undefined where neither runs on this machine. */
export async function startChroma(): Promise<ChromaServer | undefined> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sallyport-chroma-'));
  for (const [command, ...args] of commands) {
    if (!existsSync(command)) continue;
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const serving = ['run', '--path', folder, '--host', '127.0.0.1', '--port', String(port)];
    const child = spawn(command, [...args, ...serving], {
      stdio: 'ignore',
      env: { PATH: process.env['PATH'], ANONYMIZED_TELEMETRY: 'false' },
    });
    const kill = (): boolean => child.kill('SIGKILL');
    // Also when the test run ends early.
    process.once('exit', kill);
    if (!(await answers(child, url))) continue;
    return {
      url,
      stop: async () => {
        const exited = once(child, 'exit');
        child.kill('SIGTERM');
        await exited;
        process.off('exit', kill);
        await rm(folder, { recursive: true, force: true });
      },
    };
  }
  await rm(folder, { recursive: true, force: true });
  return undefined;
}
