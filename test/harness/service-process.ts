/** One of our services as a real process, started as production starts it, killed for real. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ServiceName } from '@sallyport/contracts/topics';
import { serviceCommand } from '@sallyport/testkit/service-command';

export const root = path.resolve(import.meta.dirname, '../..');

/** Addresses a service announced. */
export interface Addresses {
  readonly admin: string;
  readonly http?: string;
  readonly grpc?: string;
}

/** Kept of a process's output where nobody asks for all of it, to show when something fails: the last 64 KiB. */
const outputCharsMax = 65_536;
/** A service on a loaded two-core machine is ready within this time, or it is broken. */
const readyMsMax = 120_000;

/** Runs the migrate step of a service to its end. */
export async function migrate(service: ServiceName, env: Readonly<Record<string, string>>): Promise<void> {
  await promisify(execFile)(process.execPath, [serviceCommand(root, service).script, 'migrate'], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    timeout: readyMsMax,
  });
}

export class ServiceProcess {
  #child: ChildProcess | undefined;
  #output = '';
  #addresses: Addresses | undefined;

  constructor(
    readonly service: ServiceName,
    readonly replica: string,
    private readonly env: Readonly<Record<string, string>>,
    private readonly keepsOutput = false,
  ) {}

  /** Starts the process and waits until it is ready. After a restart it listens where it listened before. */
  async start(): Promise<void> {
    const before = this.#addresses;
    const { script, nodeFlags } = serviceCommand(root, this.service);
    const child = spawn(process.execPath, [...nodeFlags, script], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        PATH: process.env['PATH'] ?? '',
        LOG_LEVEL: 'info',
        SALLYPORT_REPLICA: this.replica,
        SALLYPORT_ADMIN_PORT: before ? new URL(before.admin).port : '0',
        ...(this.service === 'gateway'
          ? { SALLYPORT_HTTP_PORT: before?.http ? new URL(before.http).port : '0' }
          : {}),
        ...(this.service === 'approval' ? { SALLYPORT_GRPC_PORT: before?.grpc?.split(':')[1] ?? '0' } : {}),
        ...this.env,
      },
    });
    this.#child = child;
    const keep = (chunk: Buffer): void => {
      const output = this.#output + chunk.toString();
      this.#output = this.keepsOutput ? output : output.slice(-outputCharsMax);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`${this.replica} was not ready in ${readyMsMax} ms\n${this.#output}`)),
        readyMsMax,
      );
      child.once('exit', (code, signal) => {
        clearTimeout(timer);
        reject(
          new Error(
            `${this.replica} ended with ${code ?? signal ?? 'nothing'} before it was ready\n${this.#output}`,
          ),
        );
      });
      child.on('message', (message: { type?: string } & Partial<Addresses>) => {
        if (message.type === 'listening' && message.admin !== undefined) {
          this.#addresses = {
            admin: message.admin,
            ...(message.http === undefined ? {} : { http: message.http }),
            ...(message.grpc === undefined ? {} : { grpc: message.grpc }),
          };
        }
        if (message.type === 'ready') {
          clearTimeout(timer);
          resolve();
        }
      });
    });
  }

  get addresses(): Addresses {
    if (this.#addresses === undefined) throw new Error(`${this.replica} has not announced its addresses`);
    return this.#addresses;
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error(`${this.replica} does not run`);
    return pid;
  }

  get running(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** What the process printed; its end alone, unless all of it is kept. */
  get output(): string {
    return this.#output;
  }

  /** Sends a signal and, unless it only stops or continues the process, waits for its end. Returns the exit code, or null after a kill. */
  async signal(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (child === undefined || !this.running) return child?.exitCode ?? null;
    const stays = signal === 'SIGSTOP' || signal === 'SIGCONT';
    const exited = stays ? undefined : once(child, 'exit');
    child.kill(signal);
    await exited;
    return child.exitCode;
  }

  async restart(signal: NodeJS.Signals): Promise<void> {
    await this.signal(signal);
    await this.start();
  }
}
