/** What every `main.ts` calls: runs a service as this process, from arguments and environment to the exit code. */
import type { z } from 'zod';
import { sendToParent } from './announce.js';
import { exitCodes, exitReasonOf } from './exit-codes.js';
import type { ExitReason } from './exit-codes.js';
import { migrateService } from './migrate-service.js';
import { ProcessLife } from './process-life.js';
import { suitOneCore } from './one-core.js';
import { fullShape } from './read-environment.js';
import type { ServiceDefinition } from './service-definition.js';
import { startService } from './start-service.js';
import { untilReady } from './until-ready.js';
import { usage } from './usage.js';

/**
 * Starts the service, keeps it until SIGTERM, SIGINT, the end of its parent or a fatal error, drains it and exits the
 * process with a code of `exitCodes`; with the argument `migrate`, brings its schema up to date and exits. Never returns to
 * a process that goes on.
 */
export async function runService<Shape extends z.ZodRawShape>(
  definition: ServiceDefinition<Shape>,
): Promise<void> {
  const [argument] = process.argv.slice(2);
  if (argument === '--help' || argument === '-h') {
    process.stdout.write(usage(definition.name, definition.purpose, fullShape(definition)));
    return;
  }
  if (argument !== undefined && argument !== 'migrate') {
    process.stderr.write(`${definition.name}: unknown argument ${JSON.stringify(argument)}; try --help\n`);
    exit('usage');
  }
  suitOneCore();
  const life = new ProcessLife(exit);
  try {
    if (argument === 'migrate') {
      const opened = life.logTo.bind(life);
      await migrateService(definition, { source: process.env, signal: life.stopping, opened });
      exit('ok');
    }
    const service = await startService(definition, {
      source: process.env,
      send: sendToParent,
      signal: life.stopping,
      opened: (log) => {
        life.logTo(log);
      },
      failed: () => {
        life.stop('internal', 'a part gave up');
      },
    });
    life.started((deadline) => service.parts.stop(deadline));
    await untilReady(service, sendToParent, life.stopping);
  } catch (error) {
    if (life.stopping.aborted) exit(life.reason);
    const reason = exitReasonOf(error);
    life.report(error, reason, definition.name);
    exit(reason);
  }
}

function exit(reason: ExitReason): never {
  process.exit(exitCodes[reason].code);
}
