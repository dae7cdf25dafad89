// Generates everything that comes from proto/: `npm run generate`. Same input, same bytes: check.mjs compares.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateInto } from './build/generate-into.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

try {
  const files = generateInto(resolve(root));
  console.log(`generated ${files.length} files into libs/contracts/src/generated`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
