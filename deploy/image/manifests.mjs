// Copies every package.json and the lockfile into a folder, without development dependencies: with workspaces chosen one by
// one, `npm ci --omit=dev` would still bring those that another workspace has as ordinary ones.
import { copyFileSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [root, target] = process.argv.slice(2);
const read = (name) => JSON.parse(readFileSync(join(root, name), 'utf8'));
const write = (name, value) => {
  mkdirSync(dirname(join(target, name)), { recursive: true });
  writeFileSync(join(target, name), `${JSON.stringify(value, null, 2)}\n`);
};
const withoutDevelopment = (manifest) =>
  Object.fromEntries(Object.entries(manifest).filter(([name]) => name !== 'devDependencies'));

// The lockfile speaks of every workspace, so each needs its package.json, also those that stay out.
const manifest = read('package.json');
const workspaces = manifest.workspaces.flatMap((pattern) =>
  globSync(`${pattern}/package.json`, { cwd: root }),
);
for (const name of ['package.json', ...workspaces]) write(name, withoutDevelopment(read(name)));

const lock = read('package-lock.json');
for (const [path, entry] of Object.entries(lock.packages)) {
  if (!path.startsWith('node_modules/')) lock.packages[path] = withoutDevelopment(entry);
}
write('package-lock.json', lock);
copyFileSync(join(root, '.npmrc'), join(target, '.npmrc'));
