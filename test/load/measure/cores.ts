/** The two cores of the bench: who runs where, and how busy each was. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

let pinnable: boolean | undefined;

/** Whether processes can be tied to a core here: `taskset` exists and there are two cores at least. */
export function canPin(): boolean {
  pinnable ??= availableParallelism() >= 2 && spawnSync('taskset', ['--version']).status === 0;
  return pinnable;
}

/** Ties this process, with all its threads and the children it starts later, to core 0. */
export function pinSelfToCore0(): boolean {
  return canPin() && spawnSync('taskset', ['-a', '-c', '-p', '0', String(process.pid)]).status === 0;
}

/** Ticks of one core since boot. */
export interface CoreTicks {
  readonly busy: number;
  readonly all: number;
}

/** Reads /proc/stat; empty where there is none. */
export function readCores(): readonly CoreTicks[] {
  return linesOf('/proc/stat')
    .filter((line) => /^cpu\d/.test(line))
    .map((line) => {
      const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number); // user nice system idle iowait irq softirq steal
      const all = ticks.reduce((sum, each) => sum + each, 0);
      return { all, busy: all - (ticks[3] ?? 0) - (ticks[4] ?? 0) };
    });
}

/** Share of the time between two readings that each core was busy, 0 to 1. */
export function coresBusy(before: readonly CoreTicks[], after: readonly CoreTicks[]): readonly number[] {
  return after.map((core, index) => {
    const start = before[index] ?? { busy: 0, all: 0 };
    const all = core.all - start.all;
    return all <= 0 ? 0 : (core.busy - start.busy) / all;
  });
}

export function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

/** A process or thread that ended while it was looked at, or a system without /proc. */
export function isGone(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ESRCH';
}
