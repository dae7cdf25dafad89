// What `npm run bench` runs on Node 24, after the build: the compiled bench.
import { existsSync } from 'node:fs';

const bench = new URL('../dist/load/bench.js', import.meta.url);
if (existsSync(bench)) {
  await import(bench.href);
} else {
  console.error('The bench is not built: run `npm run build` first.');
  process.exitCode = 1;
}
