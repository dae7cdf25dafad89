/** A real LangGraph server as its makers' command line starts it, on a copy of the graphs in a folder of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, symlinkSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../harness/service-process.js';
import { until } from '../harness/until.js';

const source = path.join(root, 'test/langgraph/server');
/** It compiles nothing, but two processes begin on a loaded machine. */
const readyMsMax = 90_000;
/** Kept of its output, to show when something fails. */
const outputCharsMax = 32_768;

export interface LangGraphServer {
  readonly url: string;
  /** The end of what it printed. */
  output(): string;
  stop(): Promise<void>;
}

export interface LangGraphServerOptions {
  readonly port: number;
  /** How its graphs reach their model: the gateway and a token for it. */
  readonly model: { readonly baseUrl: string; readonly key: string; readonly name: string };
}

export async function startLangGraphServer({
  port,
  model,
}: LangGraphServerOptions): Promise<LangGraphServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sallyport-langgraph-'));
  for (const file of ['graph.mjs', 'langgraph.json', 'package.json']) {
    copyFileSync(path.join(source, file), path.join(folder, file));
  }
  symlinkSync(path.join(source, 'node_modules'), path.join(folder, 'node_modules'));
  const cli = path.join(source, 'node_modules/@langchain/langgraph-cli/dist/cli/cli.mjs');
  const args = ['dev', '--no-browser', '--port', String(port), '--host', '127.0.0.1'];
  // A group of its own: the command line starts a watcher, and that the server.
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      LANGSMITH_TRACING: 'false',
      MODEL_BASE_URL: model.baseUrl,
      MODEL_KEY: model.key,
      MODEL_NAME: model.name,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-outputCharsMax)));
  }
  const { pid } = child;
  if (pid === undefined) throw new Error('the LangGraph server could not be started');
  const endGroup = (): void => {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  };
  // Also when the test run ends early.
  process.once('exit', endGroup);
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    process.off('exit', endGroup);
    const closed = child.exitCode === null && child.signalCode === null ? once(child, 'close') : undefined;
    endGroup();
    await closed;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await until('the LangGraph server to answer', readyMsMax, async () => {
      if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
      return (await fetch(`${url}/ok`)).ok;
    });
  } catch (error) {
    await stop();
    throw new Error(`The LangGraph server did not start.\n${output}`, { cause: error });
  }
  return { url, output: () => output, stop };
}
