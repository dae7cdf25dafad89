/** Where the code of a worker thread lies, and how long its answers are waited for. */

/** Threads run compiled code, also when a test runs the sources beside it. */
export function workerFile(name: 'committer' | 'shipper'): URL {
  const here = import.meta.url;
  const compiled = here.endsWith('.ts') ? here.replace('/src/spool/', '/dist/spool/') : here;
  return new URL(`./${name}.worker.js`, compiled);
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
