// Where things are in the clone.
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

export const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
export const inRoot = (...parts) => join(root, ...parts);
/** Node 24, which the npm package `node` brings. */
export const ourNode = inRoot('node_modules', '.bin', 'node');

/** The environment for our programs: what lies in node_modules/.bin comes first, the outer npm's own Node after it. */
export function ourEnvironment() {
  return { ...process.env, PATH: `${inRoot('node_modules', '.bin')}:${process.env.PATH ?? ''}` };
}
