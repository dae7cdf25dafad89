/** What a file looks like from outside: different after every kind of change. */
import { stat } from 'node:fs/promises';

/**
 * Links are followed, so that a swapped symbolic link (Kubernetes) shows as another inode, as does a file that an
 * editor renamed into place.
 */
export async function fileState(file: string): Promise<string> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true });
    return `${dev}:${ino}:${size}:${mtimeNs}:${ctimeNs}`;
  } catch {
    return 'absent';
  }
}

/** States of several files, by path. */
export async function fileStates(files: Iterable<string>): Promise<ReadonlyMap<string, string>> {
  return new Map(await Promise.all([...files].map(async (file) => [file, await fileState(file)] as const)));
}

export const sameStates = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean =>
  a.size === b.size && [...a].every(([file, state]) => b.get(file) === state);
