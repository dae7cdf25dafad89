/** Which user PostgreSQL runs as, and where that user can reach files: it refuses to run as root. */
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

async function lookUp(name: string): Promise<ServerUser | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

/** Root gets user `postgres`, made when missing; everybody else runs the server as themselves (undefined). */
export async function serverUser(): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const known = await lookUp('postgres');
  if (known !== undefined) return known;
  try {
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/bin/false',
      'postgres',
    ]);
  } catch (cause) {
    const made = await lookUp('postgres');
    if (made !== undefined) return made;
    throw new Error(
      'PostgreSQL does not run as root, and the user "postgres" could not be made; run as another user',
      { cause },
    );
  }
  const made = await lookUp('postgres');
  if (made === undefined) throw new Error('the user "postgres" was made but is not known to the system');
  return made;
}

/** Asks the system whether `user` can enter `folder`, which includes every parent of it. */
export function canEnter(user: ServerUser, folder: string): boolean {
  const asked = spawnSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], {
    uid: user.uid,
    gid: user.gid,
    cwd: '/',
    stdio: 'ignore',
  });
  return asked.status === 0;
}
