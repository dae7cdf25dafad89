// Runs a command in this process's place: signals go on to it, and this process ends as it does.
import { spawn } from 'node:child_process';

const passedOn = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Ends with the exit code of the command, or by the signal that ended it. */
export function handOver(command, args) {
  const child = spawn(command, args, { stdio: 'inherit' });
  const forward = (signal) => child.kill(signal);
  for (const signal of passedOn) process.on(signal, forward);
  child.once('error', (error) => {
    console.error(`sallyport: ${error.message}`);
    process.exitCode = 69;
  });
  child.once('exit', (code, signal) => {
    for (const one of passedOn) process.off(one, forward);
    if (signal === null) process.exitCode = code;
    else process.kill(process.pid, signal);
  });
}
