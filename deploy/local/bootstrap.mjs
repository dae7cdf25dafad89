// What the root's npm scripts call, on any Node from 20 on: install if needed, build if needed, then run the verb on Node 24.
import { buildCurrent } from './bootstrap/build.mjs';
import { BootstrapError } from './bootstrap/error.mjs';
import { installCurrent } from './bootstrap/install.mjs';
import { runOnOurNode } from './bootstrap/run.mjs';

/** What each verb runs. `build`: which packages must be current; `script`: what Node 24 runs, with the rest of the arguments. */
const verbs = {
  start: { build: 'product', script: ['deploy/local/dist/main.js'] },
  build: { build: 'all', script: undefined },
  test: { build: 'all', script: ['test/run.mjs'] },
  faults: { build: 'all', script: ['test/run.mjs', '--faults'] },
  check: { build: 'all', script: ['test/run.mjs', '--check'] },
  bench: { build: 'all', script: ['test/load/run.mjs'] },
};

const [verb = '', ...rest] = process.argv.slice(2);
const plan = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
if (plan === undefined) {
  console.error(`usage: node deploy/local/bootstrap.mjs ${Object.keys(verbs).join('|')} [arguments]`);
  process.exit(64);
}
try {
  await installCurrent();
  await buildCurrent(plan.build);
  process.exitCode = plan.script === undefined ? 0 : await runOnOurNode([...plan.script, ...rest]);
} catch (error) {
  if (!(error instanceof BootstrapError)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
