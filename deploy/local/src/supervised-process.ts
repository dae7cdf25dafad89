/** One process that is kept running: started again with backoff when it dies, unless that is in vain; stopped in order when asked. */
import { fork, type ChildProcess } from 'node:child_process';
import { createWriteStream, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { nextPause } from './backoff.js';
import { inVain } from './in-vain.js';
import { lineCutter, terminalLines } from './log-lines.js';

export interface ProcessPlan {
  /** Name in logs and run.json. */
  readonly name: string;
  readonly script: string;
  /** Arguments for Node itself. */
  readonly nodeFlags?: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Addresses as the process announced them. */
export type Announced = Readonly<Partial<Record<'admin' | 'http' | 'grpc', string>>>;

export interface ProcessEvents {
  /** It became ready, for the first time or again. */
  readonly ready: () => void;
  /** It died and will be started again. */
  readonly died: (name: string, how: string, pauseMs: number) => void;
  /** It ended before it was ever ready, for a reason that stays, and is not started again. `said`: what it showed of it. */
  readonly gaveUp: (name: string, why: string, said: readonly string[]) => void;
  /** What the terminal is to show; see `TerminalLines` for what may be folded. */
  readonly line: (text: string, mayRepeat: boolean) => void;
}

/** Services drain for up to 10 s on SIGTERM; what then still runs is killed. */
const stopMsMax = 13_000;
/** At this size the last log is put aside at the next start of the process. */
const logBytesMax = 20 * 1024 * 1024;
/** A list of problems is longer seldom; the whole is in the log file. */
const saidLinesMax = 40;

export class SupervisedProcess {
  #child: ChildProcess | undefined;
  #pid: number | undefined;
  #announced: Announced = {};
  #ready = false;
  #wasReady = false;
  #stopping = false;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    readonly plan: ProcessPlan,
    private readonly logFolder: string,
    private readonly events: ProcessEvents,
  ) {}

  /** Of the process that runs, or ran last. */
  get pid(): number | undefined {
    return this.#pid;
  }

  get announced(): Announced {
    return this.#announced;
  }

  get ready(): boolean {
    return this.#ready;
  }

  get logFile(): string {
    return path.join(this.logFolder, `${this.plan.name}.log`);
  }

  start(): void {
    const { name, script, nodeFlags = [], args, env } = this.plan;
    if ((statSync(this.logFile, { throwIfNoEntry: false })?.size ?? 0) > logBytesMax) {
      renameSync(this.logFile, `${this.logFile}.1`);
    }
    const log = createWriteStream(this.logFile, { flags: 'a', mode: 0o600 });
    const startedMs = Date.now();
    const said: string[] = [];
    // A session of its own: Ctrl-C reaches the launcher alone, which decides the order of stopping.
    const child = fork(script, [...args], {
      env: { ...env },
      execArgv: [...nodeFlags],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    this.#child = child;
    this.#pid = child.pid;
    for (const stream of ['stdout', 'stderr'] as const) {
      const cut = lineCutter((line) => {
        const speaker = { name, logFile: this.logFile, running: this.#ready };
        const { lines, mayRepeat } = terminalLines(speaker, line, stream);
        for (const text of lines) {
          if (said.length < saidLinesMax) said.push(text);
          this.events.line(text, mayRepeat);
        }
      });
      child[stream]?.setEncoding('utf8').on('data', (chunk: string) => {
        log.write(chunk);
        cut(chunk);
      });
    }
    child.on('message', (message: { type?: string } & Announced) => {
      if (message.type === 'listening') {
        const { admin, http, grpc } = message;
        this.#announced = { ...(admin && { admin }), ...(http && { http }), ...(grpc && { grpc }) };
      } else if (message.type === 'ready') {
        this.#ready = true;
        this.#wasReady = true;
        this.events.ready();
      }
    });
    child.once('error', (error) => this.events.line(`${name}: ${error.message}`, true));
    child.once('close', (code, signal) => {
      this.#ready = false;
      this.#child = undefined;
      log.end();
      if (this.#stopping) return;
      const why = this.#wasReady ? undefined : inVain(code);
      if (why !== undefined) this.events.gaveUp(name, why, said);
      else this.#startAgain(Date.now() - startedMs, signal ?? `exit code ${code ?? 'unknown'}`);
    });
  }

  #startAgain(ranMs: number, how: string): void {
    const { pauseMs, failures } = nextPause(this.#failures, ranMs);
    this.#failures = failures;
    this.events.died(this.plan.name, how, pauseMs);
    this.#timer = setTimeout(() => this.start(), pauseMs);
  }

  /** Sends a message to the process and waits for its answer of the same type. */
  async ask<Answer extends { readonly type: string }>(type: Answer['type']): Promise<Answer> {
    const child = this.#child;
    if (child === undefined) throw new Error(`${this.plan.name} does not run`);
    return new Promise((resolve, reject) => {
      const take = (message: Answer): void => {
        if (message.type !== type) return;
        child.off('message', take);
        resolve(message);
      };
      child.on('message', take);
      child.once('exit', () => reject(new Error(`${this.plan.name} ended before it answered`)));
      child.send({ type }, (error) => {
        if (error !== null) reject(error);
      });
    });
  }

  /** SIGTERM, and after the drain time SIGKILL. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (child === undefined) return;
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopMsMax);
    await ended;
    clearTimeout(timer);
  }

  /** Ends it at once, for a second Ctrl-C. */
  kill(): void {
    this.#stopping = true;
    clearTimeout(this.#timer);
    this.#child?.kill('SIGKILL');
  }
}
