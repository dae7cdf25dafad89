// Installs a thing once in a clone: what it was made from is remembered in it, and one process at a time makes it.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { alone } from '../../deploy/local/bootstrap/lock.mjs';
import { inRoot } from '../../deploy/local/bootstrap/paths.mjs';

/**
 * Runs `install` unless `folder` was made from the same sources; `install` leaves the folder there.
 * @param name of it, for a person
 * @param folder that is made, in the clone
 * @param sources files and words that it is made from
 */
export async function installed({ name, folder, sources, install }) {
  const marker = inRoot(folder, '.sallyport-installed');
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}`);
  for (const source of sources) hash.update(`\n${source}`);
  const wanted = hash.digest('hex');
  const isCurrent = () => existsSync(marker) && readFileSync(marker, 'utf8') === wanted;
  if (isCurrent()) return;
  await alone(name.replaceAll(' ', '-'), async () => {
    if (isCurrent()) return;
    const startedMs = Date.now();
    await install();
    writeFileSync(marker, wanted);
    console.log(`${name}: installed in ${Math.round((Date.now() - startedMs) / 1000)} s`);
  });
}

/** The text of a file of the clone, as a source. */
export const sourceText = (...parts) => readFileSync(inRoot(path.join(...parts)), 'utf8');
