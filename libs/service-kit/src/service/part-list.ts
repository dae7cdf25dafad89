/** The parts of a running service: started in order, stopped in reverse, asked for liveness and readiness. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Part } from './service-definition.js';

/** After the deadline, each part that is still to stop gets this long: enough to close a file or a socket. */
const LET_GO_MS_MAX = 100;

/** `cut`: something did not finish in time; `away`: for the reason that something outside did not answer. */
export type StopOutcome = 'finished' | 'cut' | 'away';

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
   * others from stopping; what outside does not answer then, as parts that still run say, is the reason.
   */
  async stop(deadline: AbortSignal): Promise<StopOutcome> {
    this.#phase = 'draining';
    /** Of each part that was cut: what was away then. */
    const cuts: (readonly Finding[])[] = [];
    const passed: Promise<unknown> = deadline.aborted ? Promise.resolve() : once(deadline, 'abort');
    for (let part = this.#started.pop(); part !== undefined; part = this.#started.pop()) {
      this.#log.debug({ part: part.name }, 'stopping');
      const running = [...this.#started, part];
      const wasPassed = deadline.aborted;
      const away = (): readonly Finding[] => running.flatMap((one) => findingOf(one.name, one.away?.()));
      const cut = (why: string, err?: unknown): void => {
        cuts.push(away());
        this.#log.error({ part: part.name, away: away(), ...(err === undefined ? {} : { err }) }, why);
      };
      try {
        const ended = await Promise.race([part.stop(deadline), overrun(passed)]);
        if (ended === 'overrun') cut('part did not stop within the drain time');
        // It let go of what it waited for.
        else if (deadline.aborted && !wasPassed) cuts.push(away());
      } catch (err) {
        cut('part did not stop in order', err);
      }
    }
    this.#phase = 'stopped';
    if (cuts.length === 0) return 'finished';
    return cuts[0]?.length === 0 ? 'cut' : 'away';
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

  /** What the operator should see to, while it serves. */
  alerts(): readonly Finding[] {
    return this.#started.flatMap((part) => findingOf(part.name, part.alert?.()));
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
