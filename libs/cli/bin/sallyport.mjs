#!/usr/bin/env node
// The command line needs the Node that comes with the dependencies; an older one of the machine hands over to it.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { handOver } from './hand-over.mjs';

const ours = fileURLToPath(new URL('../../../node_modules/.bin/node', import.meta.url));
const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
if (!existsSync(main)) {
  console.error('sallyport: not built yet; run `npm start` or `npm run build` first');
  process.exitCode = 69;
} else if (Number(process.versions.node.split('.')[0]) < 22 && existsSync(ours)) {
  handOver(ours, [main, ...process.argv.slice(2)]);
} else {
  await import(new URL('../dist/main.js', import.meta.url));
}
