/** Runs the command line: writes results, turns failures into one sentence and an exit code. */
import { once } from 'node:events';
import { constants, homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { CommanderError, type Command } from 'commander';
import { CliError, exitCodes } from './cli-error.js';
import { program } from './program.js';
import { colours, wantsColours } from './render/colours.js';
import { Logins } from './system/logins.js';

/** A terminal and the process that handed over to this one may both bring a Ctrl-C; later, a second one means "at once". */
const sameSignalMs = 800;

const interrupted = new AbortController();
let interruptedMs: number | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    interruptedMs ??= performance.now();
    interrupted.abort();
    if (performance.now() - interruptedMs > sameSignalMs) process.exit(128 + constants.signals[signal]);
  });
}
// The reader has gone (`| head`): there is nobody left to write for.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const command = program({
  env: process.env,
  cwd: process.cwd(),
  packageFolder: fileURLToPath(new URL('..', import.meta.url)),
  logins: new Logins(process.env, homedir()),
  colours: colours(wantsColours(process.stdout.isTTY, process.env)),
  columns: process.stdout.isTTY ? process.stdout.columns : undefined,
  signal: interrupted.signal,
  print: async (text) => {
    if (!process.stdout.write(`${text}\n`)) await once(process.stdout, 'drain');
  },
  tell: (text) => process.stderr.write(`${text}\n`),
});

/** So that commander's own failures come out as exceptions, sub-commands included. */
function overrideExit(one: Command): void {
  one.exitOverride();
  one.commands.forEach(overrideExit);
}
overrideExit(command);

try {
  await command.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : exitCodes.usage;
  else if (interrupted.signal.aborted) process.exitCode = 0;
  else if (error instanceof CliError) {
    process.stderr.write(`sallyport: ${error.message}\n`);
    process.exitCode = exitCodes[error.reason];
  } else {
    process.stderr.write(`sallyport: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = exitCodes.failed;
  }
}
