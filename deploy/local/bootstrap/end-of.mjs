// Waits for a child process that belongs to this one's terminal: signals are passed on to it until it has ended.
const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** The exit code of `child`, or the signal that ended it. Rejects when it could not be started. */
export async function endOf(child) {
  const forward = (signal) => child.kill(signal);
  for (const signal of passedOn) process.once(signal, forward);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status, signal) => resolve(status ?? signal));
    });
  } finally {
    for (const signal of passedOn) process.removeListener(signal, forward);
  }
}
