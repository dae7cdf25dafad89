/** Starts the worker threads, and waits for what they answer. */
import { Worker, type MessagePort } from 'node:worker_threads';

/** Threads run compiled code, also when a test runs the sources: neither its loader nor its flags are handed on. */
export function startWorker(
  name: 'committer' | 'shipper' | 'publisher',
  workerData: object,
  port?: MessagePort,
): Worker {
  const here = import.meta.url;
  const compiled = here.endsWith('.ts') ? here.replace('/src/spool/', '/dist/spool/') : here;
  return new Worker(new URL(`./${name}.worker.js`, compiled), {
    name,
    workerData,
    transferList: port ? [port] : [],
    execArgv: [],
  });
}

/** Resolves when `work` has settled or the deadline has passed, whichever is first. */
export async function settled(work: Promise<unknown>, deadline: AbortSignal): Promise<void> {
  if (deadline.aborted) return;
  const passed: PromiseWithResolvers<void> = Promise.withResolvers();
  const pass = (): void => passed.resolve();
  deadline.addEventListener('abort', pass, { once: true });
  await Promise.race([work.then(pass, pass), passed.promise]);
  deadline.removeEventListener('abort', pass);
}
