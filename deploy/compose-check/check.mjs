// Validates docker-compose.yml against the compose specification with compose-go, where Go is present; else skips.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const composeFile = fileURLToPath(new URL('../../docker-compose.yml', import.meta.url));
/** The first time Go fetches and compiles the library. */
const runMsMax = 300_000;

const go = (...args) => spawnSync('go', args, { cwd: folder, encoding: 'utf8', timeout: runMsMax });

if (go('version').status !== 0) {
  console.log('skipped: docker-compose.yml was not validated, for there is no Go on this machine');
} else if (go('mod', 'download').status !== 0) {
  console.log('skipped: docker-compose.yml was not validated, for Go cannot fetch compose-go here');
} else {
  const { status, stdout, stderr } = go('run', '-mod=readonly', '.', composeFile);
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = status === 0 ? 0 : 1;
}
