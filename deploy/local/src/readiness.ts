/** Waits until processes are ready, and gives up on those that cannot become so. */
import { StartError } from './start-error.js';
import type { SupervisedProcess } from './supervised-process.js';

/** Five Node processes with their migrations, on a heavily loaded two-core machine. */
const readyMsMax = 240_000;
/** A process that died this often before everything was ready will not come up by itself. */
const deathsMax = 4;

export class Readiness {
  readonly #deaths = new Map<string, number>();
  #inVain: string | undefined;
  #brokenOff = false;
  #look: () => void = () => undefined;

  /** Something became ready. */
  changed(): void {
    this.#look();
  }

  died(name: string): void {
    this.#deaths.set(name, (this.#deaths.get(name) ?? 0) + 1);
    this.#look();
  }

  /** A process ended for a reason that stays; the first one to do so ends the wait. */
  gaveUp(name: string, why: string, said: readonly string[]): void {
    this.#inVain ??= [`${name} cannot start (${why}).`, ...said.map((line) => `  ${line}`)].join('\n');
    this.#look();
  }

  breakOff(): void {
    this.#brokenOff = true;
    this.#look();
  }

  /** @throws StartError naming what is not ready, and where its log is or what it said */
  async all(processes: readonly SupervisedProcess[]): Promise<void> {
    const slow = (): string =>
      processes
        .filter((process) => !process.ready)
        .map((process) => `${process.plan.name} (see ${process.logFile})`)
        .join(', ');
    let timer: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        const late = (): void => reject(new StartError(`Not ready in ${readyMsMax / 1000} s: ${slow()}`));
        timer = setTimeout(late, readyMsMax);
        this.#look = () => {
          const hopeless = processes.some((one) => (this.#deaths.get(one.plan.name) ?? 0) >= deathsMax);
          if (this.#brokenOff) reject(new StartError('The start was broken off.'));
          else if (this.#inVain !== undefined) reject(new StartError(this.#inVain));
          else if (hopeless) reject(new StartError(`Does not start: ${slow()}`));
          else if (processes.every((one) => one.ready)) resolve();
        };
        this.#look();
      });
    } finally {
      clearTimeout(timer);
      this.#look = () => undefined;
    }
  }
}
