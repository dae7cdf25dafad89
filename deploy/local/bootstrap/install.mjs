// Makes node_modules match package-lock.json: in milliseconds when it does, with `npm ci` when it does not.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { clearInterval, setInterval } from 'node:timers';
import { endOf } from './end-of.mjs';
import { BootstrapError } from './error.mjs';
import { alone } from './lock.mjs';
import { startNpm } from './npm.mjs';
import { inRoot, ourNode, root } from './paths.mjs';

const marker = inRoot('node_modules', '.sallyport-installed');
/** Often enough to see that it lives, seldom enough for a log. */
const progressMs = 10_000;
/** npm's own words are shown when it fails; the first and the last lines say why. */
const outputLinesMax = 40;

function fingerprint() {
  const hash = createHash('sha256').update(readFileSync(inRoot('package-lock.json')));
  return hash.update(`\n${process.platform}-${process.arch}`).digest('hex');
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

/** Whether npm itself says that what is installed is what the lockfile wants (someone ran `npm install` by hand). */
function matchesHiddenLockfile() {
  const hidden = readIfThere(inRoot('node_modules', '.package-lock.json'));
  if (hidden === undefined) return false;
  const wanted = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(hidden).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith('node_modules/') || entry.link === true) return true;
    const found = present[path];
    return found === undefined
      ? entry.optional === true || entry.devOptional === true
      : found.version === entry.version;
  });
}

function nodeWorks() {
  return existsSync(ourNode) && spawnSync(ourNode, ['--version']).status === 0;
}

function explain(output, code) {
  const text = output.join('\n');
  const reasons = [
    [
      /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|network/i,
      'the package registry could not be reached; check the network and `npm config get registry`',
    ],
    [/ENOSPC/, 'the disk is full'],
    [/EACCES|EPERM/, `this user may not write in ${root}; was it installed by another user (root)?`],
    [
      /EUSAGE|in sync/,
      'package.json and package-lock.json disagree; run `npm install` and commit the lockfile',
    ],
    [/EINTEGRITY/, 'a downloaded package is not the one the lockfile names; `npm cache verify` may help'],
  ];
  const reason = reasons.find(([pattern]) => pattern.test(text))?.[1] ?? 'npm says why above';
  return `Installing the dependencies failed (npm ended with ${code}): ${reason}.`;
}

async function npmCi() {
  const startedMs = Date.now();
  console.log('Installing the dependencies of package-lock.json (the first time takes a minute or two) …');
  const args = ['ci', '--no-audit', '--no-fund', '--include=dev', '--include=optional'];
  const child = startNpm(args, root);
  const output = [];
  const collect = (chunk) => {
    output.push(
      ...String(chunk)
        .split('\n')
        .filter((line) => line.trim() !== ''),
    );
    output.splice(outputLinesMax / 2, Math.max(0, output.length - outputLinesMax));
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const timer = setInterval(() => {
    console.log(`  … ${Math.round((Date.now() - startedMs) / 1000)} s`);
  }, progressMs);
  const code = await endOf(child).finally(() => clearInterval(timer));
  if (code !== 0) {
    console.error(output.join('\n'));
    throw new BootstrapError(explain(output, code));
  }
  console.log(`Installed in ${Math.round((Date.now() - startedMs) / 1000)} s.`);
}

/** @throws BootstrapError when the install fails, saying why. */
export async function installCurrent() {
  const wanted = fingerprint();
  if (readIfThere(marker) === wanted && existsSync(ourNode)) return;
  await alone('bootstrap', async () => {
    if (readIfThere(marker) === wanted && existsSync(ourNode)) return;
    if (!matchesHiddenLockfile() || !nodeWorks()) await npmCi();
    if (!nodeWorks()) {
      throw new BootstrapError(
        'Node 24 did not arrive with the dependencies: its package fetches it in an install script.\n' +
          'Are install scripts switched off (`npm config get ignore-scripts`)? package.json names the few that may run.',
      );
    }
    writeFileSync(marker, wanted);
  });
}
