// Writes docs/detectors.md, the catalogue of detectors, from their rows. Needs a build.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { catalogue } from './dist/detectors/catalogue.js';
import { sections } from './dist/detectors/sections.js';

const file = fileURLToPath(new URL('../../docs/detectors.md', import.meta.url));
writeFileSync(
  file,
  await format(catalogue(sections), { ...(await resolveConfig(file)), parser: 'markdown' }),
);
