// Installs the client libraries when they are wanted first: npm's into this folder, PyPI's into a virtual environment.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const folder = import.meta.dirname;
const environment = path.resolve(folder, '../../.sallyport/clients-python');
/** Of the settings an outer npm passes on, those that are about reaching the registry. */
const aboutTheRegistry =
  /^npm_config_(.*registry|https?_proxy|proxy|noproxy|ca|cafile|cert|key|strict_ssl|cache|userconfig|globalconfig|offline|prefer_offline|fetch_.*|\/\/.*)$/i;

function run(command, args) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_config_/i.test(name) || aboutTheRegistry.test(name),
    ),
  );
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args[0]} ended with ${code}\n${output}`)),
    );
  });
}

/** Whether what was installed last came of the same files; `remember()` says that it does now. */
function mark(file, names, more) {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch} ${more}`);
  for (const name of names) hash.update(readFileSync(path.join(folder, name)));
  const wanted = hash.digest('hex');
  return {
    isCurrent: existsSync(file) && readFileSync(file, 'utf8') === wanted,
    remember: () => writeFileSync(file, wanted),
  };
}

async function installNode() {
  const marker = mark(path.join(folder, 'node_modules/.sallyport-installed'), ['package-lock.json'], '');
  if (marker.isCurrent) return;
  const npm = process.env.npm_execpath;
  const [command, before] =
    npm !== undefined && /\bnpm-cli\.[cm]?js$/.test(npm) ? [process.execPath, [npm]] : ['npm', []];
  await run(command, [...before, 'ci', '--no-audit', '--no-fund', '--ignore-scripts']);
  marker.remember();
}

/** Python from 3.10 on, with `venv`; undefined where there is none. */
function python() {
  return ['python3', 'python'].find(
    (name) =>
      spawnSync(name, ['-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))']).status ===
      0,
  );
}

async function installPython(command) {
  const version = spawnSync(command, ['--version'], { encoding: 'utf8' }).stdout;
  const names = ['requirements.txt', 'requirements-chroma.txt'];
  const marker = mark(path.join(environment, '.sallyport-installed'), names, version);
  if (marker.isCurrent) return;
  rmSync(environment, { recursive: true, force: true });
  await run(command, ['-m', 'venv', environment]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-compile'];
  const inside = path.join(environment, 'bin/python');
  await run(inside, [...pip, '-r', 'requirements.txt']);
  await run(inside, [...pip, '--no-deps', '-r', 'requirements-chroma.txt']);
  marker.remember();
}

/**
 * Makes both current, at the same time, and returns what it left out and why.
 * @throws when an install fails, with what was said
 */
export async function installClients() {
  const command = python();
  const begin = Date.now();
  await Promise.all([installNode(), ...(command === undefined ? [] : [installPython(command)])]);
  const seconds = (Date.now() - begin) / 1000;
  if (seconds > 2) console.log(`client libraries installed in ${seconds.toFixed(0)} s`);
  return {
    skipped:
      command === undefined
        ? ['Python’s client libraries: there is no Python 3.10 or newer with venv on this machine']
        : [],
  };
}
