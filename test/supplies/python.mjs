// One virtual environment of Python for all suites, with the client libraries and the frameworks that they drive.
import { spawn, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { inRoot } from '../../deploy/local/bootstrap/paths.mjs';
import { endedWell } from './ended-well.mjs';
import { installed, sourceText } from './installed.mjs';

/** `test/harness/python.ts` names it too. */
const folder = '.sallyport/test-python';
const requirements = 'test/supplies/requirements.txt';
const fits = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';

const start = (command, args) => spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });

/** Leaves no environment where there is no Python for one: its tests are skipped. */
export async function installPython() {
  const command = ['python3', 'python'].find((name) => spawnSync(name, ['-c', fits]).status === 0);
  if (command === undefined) {
    rmSync(inRoot(folder), { recursive: true, force: true });
    console.log(
      'skipped: what Python’s client libraries do; there is no Python 3.10 or newer with venv here',
    );
    return;
  }
  const version = spawnSync(command, ['--version'], { encoding: 'utf8' }).stdout;
  await installed({
    name: 'Python libraries',
    folder,
    sources: [sourceText(requirements), version],
    install: async () => {
      rmSync(inRoot(folder), { recursive: true, force: true });
      await endedWell('python -m venv', start(command, ['-m', 'venv', inRoot(folder)]));
      // The requirements are complete, so that nothing is looked for.
      const pip = [
        '-m',
        'pip',
        'install',
        '--quiet',
        '--disable-pip-version-check',
        '--no-compile',
        '--no-deps',
      ];
      const args = [...pip, '-r', inRoot(requirements)];
      await endedWell('pip install', start(inRoot(folder, 'bin/python'), args));
    },
  });
}
