/** The parts of a running service: started in order, stopped in reverse, asked for liveness and readiness. */
import type { Logger } from 'pino';
import type { Part } from './service-definition.js';

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

  /** Stops the started parts in reverse order; one that fails is logged and does not keep the others from stopping. */
  async stop(deadline: AbortSignal): Promise<'finished' | 'cut'> {
    this.#phase = 'draining';
    let outcome: 'finished' | 'cut' = 'finished';
    for (let part = this.#started.pop(); part !== undefined; part = this.#started.pop()) {
      this.#log.debug({ part: part.name }, 'stopping');
      try {
        await part.stop(deadline);
      } catch (err) {
        outcome = 'cut';
        this.#log.error({ part: part.name, err }, 'part did not stop in order');
      }
      if (deadline.aborted && outcome === 'finished') {
        outcome = 'cut';
        this.#log.error({ part: part.name }, 'the drain time was over while this part stopped');
      }
    }
    this.#phase = 'stopped';
    return outcome;
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

function findingOf(part: string, problem: string | undefined): readonly Finding[] {
  return problem === undefined ? [] : [{ part, problem }];
}
