/** What ends a process: signals, a lost parent, defects nobody caught; and the order in which it then goes. */
import type { Logger } from 'pino';
import { scrubText } from '../logging/scrub-text.js';
import type { ExitReason } from './exit-codes.js';
import type { StopOutcome } from './part-list.js';

/** Work in flight may take this long after SIGTERM. */
const DRAIN_MS_MAX = 9_000;
/** After the drain time the remaining parts have this long together to let go; then the process ends whatever they do. */
const LET_GO_MS_MAX = 800;

type Stop = (deadline: AbortSignal) => Promise<StopOutcome>;

/** What a drain that was asked for says of itself in the exit code. */
const reasonOf = { finished: 'ok', cut: 'drain', away: 'unavailable' } as const satisfies Record<
  StopOutcome,
  ExitReason
>;

export class ProcessLife {
  readonly #exit: (reason: ExitReason) => never;
  readonly #controller = new AbortController();
  #log: Logger | undefined;
  #drain: Stop | undefined;
  #reason: ExitReason = 'ok';

  /** Listens from now on; a second signal always ends the process at once. */
  constructor(exit: (reason: ExitReason) => never) {
    this.#exit = exit;
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => {
        if (this.stopping.aborted) this.#cut(`second signal: ${signal}`);
        this.stop('ok', signal);
      });
    }
    // Only a process with an IPC channel has a parent that can be lost; without this it would be left as an orphan.
    process.on('disconnect', () => {
      this.stop('ok', 'the parent process is gone');
    });
    process.on('uncaughtException', (error) => {
      this.report(error, 'internal', 'uncaught exception');
      this.#exit('internal');
    });
    process.on('unhandledRejection', (error) => {
      this.report(error, 'internal', 'unhandled rejection');
      this.#exit('internal');
    });
  }

  /** Aborted from the moment the process is to end. */
  get stopping(): AbortSignal {
    return this.#controller.signal;
  }

  /** Why the process ends. */
  get reason(): ExitReason {
    return this.#reason;
  }

  /** There is a log now. */
  logTo(log: Logger): void {
    this.#log = log;
  }

  /** The service runs: from now on, stopping means draining it. */
  started(drain: Stop): void {
    this.#drain = drain;
    if (this.stopping.aborted) void this.#drainAndExit();
  }

  /** Begins the end, once; a start that is still under way is broken off and exits by itself. */
  stop(reason: ExitReason, why: string): void {
    if (this.stopping.aborted) return;
    this.#reason = reason;
    this.#log?.info({ event: 'stopping', why }, 'stopping');
    this.#controller.abort();
    const timer = setTimeout(() => {
      // A start that does not break off waits for an answer that does not come.
      if (this.#drain === undefined) this.#cut('the start could not be broken off', 'unavailable');
      this.#cut('the drain time is over');
    }, DRAIN_MS_MAX + LET_GO_MS_MAX);
    timer.unref();
    if (this.#drain !== undefined) void this.#drainAndExit();
  }

  /** Writes down what ended the process: in the log once there is one, before that in plain text for the operator. */
  report(error: unknown, reason: ExitReason, what: string): void {
    if (this.#log !== undefined) this.#log.fatal({ err: error, reason }, what);
    else process.stderr.write(`${what}: ${scrubText(messageOf(error))}\n`);
  }

  async #drainAndExit(): Promise<void> {
    const outcome = (await this.#drain?.(AbortSignal.timeout(DRAIN_MS_MAX))) ?? 'finished';
    const reason = this.#reason === 'ok' ? reasonOf[outcome] : this.#reason;
    this.#log?.info({ event: 'stopped', outcome, reason }, 'stopped');
    this.#exit(reason);
  }

  #cut(why: string, reason: ExitReason = 'drain'): never {
    this.#log?.error({ event: 'stopped', why, reason }, 'stopped before work in flight had finished');
    this.#exit(reason);
  }
}

/** Messages of an error and its causes, in one text. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${messageOf(error.cause)}`;
}
