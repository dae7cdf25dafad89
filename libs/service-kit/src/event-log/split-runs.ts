/** Cuts a list into consecutive runs that keep a limit of items and of bytes. */

export interface RunLimits {
  readonly itemsMax: number;
  /** A single larger item is still a run of its own. */
  readonly bytesMax: number;
}

export function splitRuns<T>(
  items: readonly T[],
  bytesOf: (item: T) => number,
  limits: RunLimits,
): readonly (readonly T[])[] {
  const runs: T[][] = [];
  let run: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = bytesOf(item);
    if (run.length > 0 && (run.length >= limits.itemsMax || bytes + size > limits.bytesMax)) {
      runs.push(run);
      run = [];
      bytes = 0;
    }
    run.push(item);
    bytes += size;
  }
  if (run.length > 0) runs.push(run);
  return runs;
}
