// Runs a script on Node 24 as a process group of its own, passes signals on once, and leaves nothing of the group behind.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { clearInterval, setInterval } from 'node:timers';
import { pathToFileURL } from 'node:url';
import { inRoot, ourEnvironment, ourNode, root } from './paths.mjs';

/** A terminal and npm both deliver the same Ctrl-C; the second copy within this time is not a second wish. */
const sameSignalMs = 500;
/** How often to look whether npm, which started us, is still there. */
const parentCheckMs = 500;

/** Resolves with the exit code: the script's own, or 128 + the signal that ended it. */
export async function runOnOurNode(args) {
  const tie = pathToFileURL(inRoot('deploy', 'local', 'bootstrap', 'end-with-parent.mjs')).href;
  const child = spawn(ourNode, ['--import', tie, ...args], {
    cwd: root,
    env: ourEnvironment(),
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: true,
  });
  let lastMs = 0;
  const forward = (signal) => {
    const nowMs = Date.now();
    if (nowMs - lastMs < sameSignalMs) return;
    lastMs = nowMs;
    child.kill(signal);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward);
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.env.npm_lifecycle_event === undefined || process.ppid === parent) return;
    clearInterval(watch);
    forward('SIGTERM');
  }, parentCheckMs);
  const [code, signal] = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status, by) => resolve([status, by]));
  });
  clearInterval(watch);
  endGroup(child.pid);
  return code ?? 128 + (constants.signals[signal] ?? 0);
}

/** Whatever the script started in its group and did not end itself. */
function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
