// Packages of npm in a folder of their own, exactly as its lockfile says.
import path from 'node:path';
import { startNpm } from '../../deploy/local/bootstrap/npm.mjs';
import { inRoot } from '../../deploy/local/bootstrap/paths.mjs';
import { endedWell } from './ended-well.mjs';
import { installed, sourceText } from './installed.mjs';

/** None of what is installed so needs its install scripts. */
const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];

export function installFolder(name, folder) {
  return installed({
    name,
    folder: path.join(folder, 'node_modules'),
    sources: [sourceText(folder, 'package-lock.json')],
    install: () => endedWell(`npm ci in ${folder}`, startNpm(args, inRoot(folder))),
  });
}
