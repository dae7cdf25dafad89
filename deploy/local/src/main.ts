/** `npm start`: reads the command line, starts everything, and stops it on Ctrl-C or when whoever started it is gone. */
import { fileURLToPath } from 'node:url';
import { Launcher } from './launcher.js';
import { readCommand, usage } from './settings.js';
import { StartError } from './start-error.js';
import { claim, release, stateFolder } from './state-folder.js';

/** Exit codes as sysexits.h has them. */
const exitCodes = { usage: 64, cannotStart: 69, internal: 70 } as const;
/** A terminal and npm may both pass on one Ctrl-C; later than this, a second one means "at once". */
const sameSignalMs = 800;

const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
const command = readCommand(
  process.argv.slice(2),
  process.env,
  root,
  process.env['INIT_CWD'] ?? process.cwd(),
);
const say = (text: string): void => console.log(text);

function textOf(error: unknown): string {
  if (error instanceof StartError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function start(settings: Extract<typeof command, { kind: 'start' }>['settings']): Promise<void> {
  const state = stateFolder(settings.stateDir);
  const before = claim(state);
  const launcher = new Launcher(settings, state, root, process.env, say, before);
  let stoppingSinceMs: number | undefined;
  const stop = async (code: number): Promise<never> => {
    stoppingSinceMs = Date.now();
    await launcher.stop().catch((error: unknown) => say(textOf(error)));
    release(state);
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stoppingSinceMs === undefined) {
        say('\nstopping …');
        void stop(0);
      } else if (Date.now() - stoppingSinceMs > sameSignalMs) {
        launcher.kill();
        release(state);
        process.exit(exitCodes.internal);
      }
    });
  }
  try {
    await launcher.start();
  } catch (error) {
    if (stoppingSinceMs !== undefined) return;
    console.error(`\n${textOf(error)}`);
    await stop(error instanceof StartError ? exitCodes.cannotStart : exitCodes.internal);
  }
}

switch (command.kind) {
  case 'help':
    say(usage);
    break;
  case 'refused':
    console.error(`${command.problems.join('\n')}\n\n${usage}`);
    process.exitCode = exitCodes.usage;
    break;
  case 'start':
    await start(command.settings).catch((error: unknown) => {
      console.error(textOf(error));
      process.exitCode = error instanceof StartError ? exitCodes.cannotStart : exitCodes.internal;
    });
    break;
}
