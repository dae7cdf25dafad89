/** On one core, V8's helpers do not help: they take the core from the thread whose garbage they collect. */
import { availableParallelism } from 'node:os';
import { setFlagsFromString } from 'node:v8';

/**
 * Where the process may use one core only, garbage is collected by the thread that made it, in small steps. With V8's
 * default, four markers ran for 80 ms beside a gateway at half load, which got a fifth of its core meanwhile.
 */
export function suitOneCore(cores = availableParallelism(), setFlags = setFlagsFromString): void {
  if (cores > 1) return;
  setFlags('--no-concurrent-marking');
  setFlags('--no-parallel-scavenge');
}
