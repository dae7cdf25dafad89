/** A program as a child process whose log lines, messages and exit code a test can wait for. */
import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { root } from '../../harness/service-process.js';
import { until } from '../../harness/until.js';

export const tinyService = path.join(root, 'test/dist/contract/service-kit/tiny-service.js');

/** A start or an end takes at most this long on a loaded machine; a drain up to 10 s of it. */
const waitMsMax = 60_000;

export type LogLine = Readonly<Record<string, unknown>>;

/** When a line was written, by the clock of the process. */
export function timeOf(line: LogLine | undefined): number {
  return Date.parse(String(line?.['time']));
}

export class Child {
  readonly #child: ChildProcess;
  #stdout = '';
  #stderr = '';
  readonly messages: Readonly<Record<string, unknown>>[] = [];

  constructor(program: string, env: Readonly<Record<string, string>>, args: readonly string[] = []) {
    this.#child = spawn(process.execPath, [program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { PATH: process.env['PATH'] ?? '', ...env },
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.#stdout += chunk.toString()));
    this.#child.stderr?.on('data', (chunk: Buffer) => (this.#stderr += chunk.toString()));
    this.#child.on('message', (message) => this.messages.push({ ...(message as object) }));
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** The log lines so far; what is no JSON is not one. */
  lines(): readonly LogLine[] {
    return this.#stdout
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => JSON.parse(line) as LogLine);
  }

  /** Waits for a line; a process that ended without it is not waited for. */
  async line(match: (line: LogLine) => boolean): Promise<LogLine> {
    const { line } = await until('a log line', waitMsMax, () => {
      const ended = this.#child.exitCode !== null && this.#child.stdout?.readableEnded === true;
      const found = this.lines().find(match);
      return found !== undefined || ended ? { line: found } : undefined;
    });
    if (line === undefined)
      throw new Error(`the process ended without the line\n${this.#stdout}${this.#stderr}`);
    return line;
  }

  /** The announcement of `listening`. */
  async listening(): Promise<LogLine> {
    return this.line((line) => line['event'] === 'listening');
  }

  async admin(): Promise<string> {
    return String((await this.listening())['admin']);
  }

  async ready(): Promise<void> {
    await this.line((line) => line['event'] === 'ready');
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Closes the IPC channel, as the death of the parent does. */
  disconnect(): void {
    this.#child.disconnect();
  }

  /** Waits for the end of the process and of its output. */
  exitCode(): Promise<number> {
    return until(`the end of the process\n${this.#stdout}${this.#stderr}`, waitMsMax, () => {
      const { exitCode, stdout, stderr } = this.#child;
      const drained = stdout?.readableEnded === true && stderr?.readableEnded === true;
      return exitCode !== null && drained ? { exitCode } : undefined;
    }).then((ended) => ended.exitCode);
  }

  /** Kills what is left. */
  [Symbol.dispose](): void {
    this.#child.kill('SIGKILL');
  }
}
