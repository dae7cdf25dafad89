/** Wakes the load generator at an even pace, finer than a timer's millisecond: a thread that sleeps on a futex. */
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

interface PacerData {
  readonly stop: SharedArrayBuffer;
  readonly intervalMs: number;
}

/** Calls `onDue` about every `intervalMs`; being late does not shift later calls. Call the result to stop it. */
export function startPacer(intervalMs: number, onDue: () => void): () => Promise<void> {
  const stop = new SharedArrayBuffer(4);
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { stop, intervalMs } satisfies PacerData,
  });
  worker.on('message', onDue);
  return async () => {
    Atomics.store(new Int32Array(stop), 0, 1);
    Atomics.notify(new Int32Array(stop), 0);
    await worker.terminate();
  };
}

function keepPace({ stop, intervalMs }: PacerData): void {
  const stopped = new Int32Array(stop);
  for (let dueMs = performance.now() + intervalMs; Atomics.load(stopped, 0) === 0; dueMs += intervalMs) {
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) Atomics.wait(stopped, 0, 0, waitMs);
    else dueMs = performance.now(); // Behind: go on from here; the generator itself catches up by its own schedule.
    parentPort?.postMessage(0);
  }
}

if (!isMainThread) keepPace(workerData as PacerData);
