// Checks the contracts, for CI: lint, no breaking change since the release, all fields classified, generated code up to date.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { buf, protoFolder } from './build/buf.mjs';
import { classifiedMessages } from './build/classification-table.mjs';
import { differences, withGenerated } from './build/generate-into.mjs';

const released = join(protoFolder, 'released.binpb');

const checks = [
  ['lint', () => buf('lint')],
  ['no breaking change since proto/released.binpb', breaking],
  ['a field without a classification is refused', refusesUnclassified],
  ['the generated code is what proto/ generates', reproducible],
];

function breaking() {
  if (!existsSync(released)) throw new Error('proto/released.binpb is missing: see proto/README.md');
  buf('breaking', '--against', released);
}

/** The rule is tried on a contract that breaks it, so that it cannot fall asleep unnoticed. */
function refusesUnclassified() {
  const field = { name: 'surname', number: 1, jsonName: 'surname' };
  const file = { package: 'sallyport.sample.v1', messageType: [{ name: 'Sample', field: [field] }] };
  try {
    classifiedMessages(create(FileDescriptorSetSchema, { file: [file] }));
  } catch (error) {
    if (String(error).includes('sallyport.sample.v1.Sample.surname')) return;
    throw error;
  }
  throw new Error('a field without a classification was accepted');
}

function reproducible() {
  const differing = withGenerated(differences);
  if (differing.length === 0) return;
  const list = differing.map(({ name, kind }) => `  - ${kind}: ${name}`).join('\n');
  throw new Error(`run \`npm run generate\` and commit what it changes:\n${list}`);
}

for (const [name, check] of checks) {
  try {
    check();
    console.log(`ok      ${name}`);
  } catch (error) {
    console.error(`failed  ${name}\n${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
