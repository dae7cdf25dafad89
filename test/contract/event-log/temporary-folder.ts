/** A folder for one test, outside the repository. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function temporaryFolder(name: string): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `sallyport-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
