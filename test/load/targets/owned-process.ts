/** A process of the bench: started on a chosen core, ended by its pid in every case. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { canPin, linesOf } from '../measure/cores.js';

const START_MS_MAX = 60_000; // A service migrates its schema and joins its group before it is ready.
const LAST_WORDS_CHARS = 2000;
const STOP_MS_MAX = 12_000; // Services drain within 10 s.

export interface ProcessOrder {
  readonly name: string;
  readonly core: 0 | 1;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Folder the process runs in; its output is kept there as `<name>.log`. */
  readonly folder: string;
}

interface TypedMessage {
  readonly type: string;
}

export class OwnedProcess {
  readonly #child: ChildProcess;
  readonly #messages: TypedMessage[] = [];
  readonly name: string;
  readonly logFile: string;

  constructor(order: ProcessOrder) {
    this.name = order.name;
    this.logFile = `${order.folder}/${order.name}.log`;
    const pinned = canPin() ? ['taskset', '-c', String(order.core), order.command] : [order.command];
    const [command = order.command, ...before] = pinned;
    this.#child = spawn(command, [...before, ...order.args], {
      cwd: order.folder,
      env: { ...baseEnvironment(), ...order.env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const log = createWriteStream(this.logFile, { flags: 'a' });
    this.#child.stdout?.pipe(log, { end: false });
    this.#child.stderr?.pipe(log, { end: false });
    this.#child.on('message', (message: TypedMessage) => {
      this.#messages.push(message);
      this.#child.emit('typed-message');
    });
    this.#child.on('error', () => this.#child.emit('typed-message'));
    this.#child.on('exit', () => this.#child.emit('typed-message'));
  }

  /** The pid of the process itself: `taskset` replaces itself by its command. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get running(): boolean {
    return this.#child.pid !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The next message of this type, also when it came earlier; it is taken away. */
  async message<M extends TypedMessage>(type: M['type'], msMax = START_MS_MAX): Promise<M> {
    const timeout = AbortSignal.timeout(msMax);
    for (;;) {
      const index = this.#messages.findIndex((message) => message.type === type);
      if (index !== -1) return this.#messages.splice(index, 1)[0] as M;
      if (!this.running) throw new Error(`${this.name} ended. ${this.lastWords()}`);
      try {
        await once(this.#child, 'typed-message', { signal: timeout });
      } catch (cause) {
        throw new Error(`${this.name} sent no '${type}' within ${msMax} ms. ${this.lastWords()}`, { cause });
      }
    }
  }

  /** The end of what the process printed, for error messages. */
  lastWords(): string {
    return `It printed at last:\n${linesOf(this.logFile).join('\n').slice(-LAST_WORDS_CHARS)}`;
  }

  send(message: object): void {
    this.#child.send(message);
  }

  /** Ends the process: in order, and by force when that takes too long. */
  async stop(): Promise<void> {
    if (!this.running) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const force = setTimeout(() => this.#child.kill('SIGKILL'), STOP_MS_MAX);
    await exited;
    clearTimeout(force);
  }
}

/** What a child needs of our environment; nothing of ours that would configure a service. */
function baseEnvironment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'USER', 'LANG', 'TMPDIR', 'JAVA_HOME'];
  return Object.fromEntries(
    kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
