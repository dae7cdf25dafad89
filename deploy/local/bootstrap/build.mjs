// Makes every package's dist/ match its sources: removes what has no source any more, then `tsc -b` on Node 24.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { clearTimeout, setTimeout } from 'node:timers';
import { endOf } from './end-of.mjs';
import { BootstrapError } from './error.mjs';
import { alone } from './lock.mjs';
import { inRoot, ourEnvironment, ourNode, root } from './paths.mjs';

/** A build with nothing to do is silent; only one that takes longer says that it runs. */
const quietMs = 2_500;
const output = /\.(?:d\.[cm]?ts|[cm]?js)(?:\.map)?$/;

function packages() {
  const { references } = JSON.parse(readFileSync(inRoot('tsconfig.json'), 'utf8'));
  return references.map(({ path }) => path).filter((path) => existsSync(inRoot(path, 'tsconfig.json')));
}

function filesUnder(folder, skip = () => false) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (skip(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(path, skip) : [path];
  });
}

/** Removes build output whose source is gone, and the build's memory where output is missing, so that it is made again. */
function tidy(path) {
  const { rootDir } = JSON.parse(readFileSync(inRoot(path, 'tsconfig.json'), 'utf8')).compilerOptions;
  const sources = inRoot(path, rootDir);
  const dist = inRoot(path, 'dist');
  if (!existsSync(dist)) return;
  const named = (file, folder, ending) => file.slice(folder.length + 1).replace(ending, '');
  const wanted = new Set(
    filesUnder(sources, (name) => name === 'dist' || name === 'node_modules')
      .filter((file) => /\.[cm]?tsx?$/.test(file) && !/\.d\.[cm]?ts$/.test(file))
      .map((file) => named(file, sources, /\.[cm]?tsx?$/)),
  );
  const present = new Set();
  for (const file of filesUnder(dist)) {
    if (!output.test(file)) continue;
    const name = named(file, dist, output);
    if (!wanted.has(name)) rmSync(file);
    else if (file.endsWith('.js')) present.add(name);
  }
  if ([...wanted].some((name) => !present.has(name))) rmSync(join(dist, '.tsbuildinfo'), { force: true });
}

async function compile(paths) {
  const tell = setTimeout(() => console.log('Building …'), quietMs);
  const startedMs = Date.now();
  const child = spawn(ourNode, [inRoot('node_modules', 'typescript', 'bin', 'tsc'), '-b', ...paths], {
    cwd: root,
    env: ourEnvironment(),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const code = await endOf(child).finally(() => clearTimeout(tell));
  if (code !== 0) throw new BootstrapError(`The build failed (tsc ended with ${code}).`);
  if (Date.now() - startedMs > quietMs)
    console.log(`Built in ${Math.round((Date.now() - startedMs) / 1000)} s.`);
}

/** `product` leaves the test package out. @throws BootstrapError when sources do not compile. */
export async function buildCurrent(which) {
  const paths = packages().filter((path) => which === 'all' || path !== 'test');
  await alone('bootstrap', async () => {
    for (const path of paths) tidy(path);
    await compile(paths);
  });
}
