/** The parts of a running service: started in order, stopped in reverse, asked for liveness and readiness. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Part } from './service-definition.js';

/** After the deadline, each part that is still to stop gets this long: enough to close a file or a socket. */
const LET_GO_MS_MAX = 100;

export type Phase = 'starting' | 'running' | 'draining' | 'stopped';

export interface Finding {
  readonly part: string;
  readonly problem: string;
}

export class PartList {
  readonly #started: Part[] = [];
  readonly #log: Logger;
  #phase: Phase = 'starting';
  #starting: string | undefined;

  constructor(log: Logger) {
    this.#log = log;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Starts one more part. One that fails to start is not stopped later. */
  async start(part: Part): Promise<void> {
    if (this.#phase !== 'starting') throw new TypeError(`part ${part.name} comes after the start`);
    this.#log.debug({ part: part.name }, 'starting');
    this.#starting = part.name;
    await part.start();
    this.#starting = undefined;
    this.#started.push(part);
  }

  /** All parts are there: from now on readiness is up to them. */
  running(): void {
    if (this.#phase === 'starting') this.#phase = 'running';
  }

  /**
   * Stops the started parts in reverse order. One that fails or overruns the deadline is logged and does not keep the
   * others from stopping.
   */
  async stop(deadline: AbortSignal): Promise<'finished' | 'cut'> {
    this.#phase = 'draining';
    let outcome: 'finished' | 'cut' = 'finished';
    const passed: Promise<unknown> = deadline.aborted ? Promise.resolve() : once(deadline, 'abort');
    for (let part = this.#started.pop(); part !== undefined; part = this.#started.pop()) {
      this.#log.debug({ part: part.name }, 'stopping');
      try {
        const ended = await Promise.race([part.stop(deadline), overrun(passed)]);
        if (ended === 'overrun') {
          outcome = 'cut';
          this.#log.error({ part: part.name }, 'part did not stop within the drain time');
        }
      } catch (err) {
        outcome = 'cut';
        this.#log.error({ part: part.name, err }, 'part did not stop in order');
      }
    }
    this.#phase = 'stopped';
    return deadline.aborted ? 'cut' : outcome;
  }

  /** Why the process must be restarted, part by part; empty while it is well. */
  dead(): readonly Finding[] {
    return this.#started.flatMap((part) => findingOf(part.name, part.dead?.()));
  }

  /** Why it cannot serve now; empty when it can. */
  unready(): readonly Finding[] {
    const waiting = this.#starting === undefined ? this.#phase : `starting ${this.#starting}`;
    const phase = this.#phase === 'running' ? [] : findingOf('service', waiting);
    return [
      ...phase,
      ...this.dead(),
      ...this.#started.flatMap((part) => findingOf(part.name, part.unready?.())),
    ];
  }
}

/** Resolves a little after the deadline, or after now when it has passed already. */
async function overrun(passed: Promise<unknown>): Promise<'overrun'> {
  await passed;
  await sleep(LET_GO_MS_MAX, undefined, { ref: false });
  return 'overrun';
}

function findingOf(part: string, problem: string | undefined): readonly Finding[] {
  return problem === undefined ? [] : [{ part, problem }];
}
