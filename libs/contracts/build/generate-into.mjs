// Writes the generated contracts below a root folder, and publishes them into the workspace.
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { buf, descriptorSetBytes, root } from './buf.mjs';
import { classifiedMessages, tableSource } from './classification-table.mjs';

/** Where the generated files are, below a root. */
export const generatedFolder = join('libs', 'contracts', 'src', 'generated');

/** Generates into a temporary folder, which `use` gets and which is removed after. */
export function withGenerated(use) {
  const temporary = mkdtempSync(join(tmpdir(), 'sallyport-contracts-'));
  try {
    return use(generateInto(temporary));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Brings the workspace's generated files up to date; returns those that changed. */
export function publish(generated) {
  const changed = differences(generated);
  const target = join(root, generatedFolder);
  for (const file of changed.filter((one) => one.kind === 'removed')) rmSync(join(target, file.name));
  for (const file of changed.filter((one) => one.kind !== 'removed')) {
    mkdirSync(dirname(join(target, file.name)), { recursive: true });
    copyFileSync(join(generated, file.name), join(target, file.name));
  }
  return changed;
}

/** How the workspace differs from `generated`, byte for byte. */
export function differences(generated) {
  const target = join(root, generatedFolder);
  const wanted = filesBelow(generated);
  const present = new Set(filesBelow(target));
  const written = wanted
    .filter(
      (name) =>
        !present.has(name) || !readFileSync(join(target, name)).equals(readFileSync(join(generated, name))),
    )
    .map((name) => ({ name, kind: present.has(name) ? 'changed' : 'missing' }));
  const removed = [...present]
    .filter((name) => !wanted.includes(name))
    .map((name) => ({ name, kind: 'removed' }));
  return [...written, ...removed];
}

/** Generates below `folder` and returns where; fails before it writes anything when a field has no classification. */
function generateInto(folder) {
  const bytes = descriptorSetBytes();
  const messages = classifiedMessages(fromBinary(FileDescriptorSetSchema, bytes));
  const target = join(folder, generatedFolder);
  // buf.gen.yaml names its output relative to proto/, so that folder must exist here too.
  mkdirSync(join(folder, 'proto'), { recursive: true });
  mkdirSync(target, { recursive: true });
  buf('generate', '-o', join(folder, 'proto'));
  writeFileSync(join(target, 'classification-table.ts'), tableSource(messages));
  writeFileSync(join(target, 'descriptor-set.ts'), descriptorSetSource(bytes));
  return target;
}

function descriptorSetSource(bytes) {
  const lines = bytes.toString('base64').match(/.{1,110}/gu) ?? [];
  return [
    '// Generated from proto/ by `npm run generate`. DO NOT EDIT.',
    '/* eslint-disable */',
    '/** All contracts with their imports: a google.protobuf.FileDescriptorSet in base64, for gRPC reflection. */',
    `export const descriptorSetBase64 =\n${lines.map((line) => `  '${line}'`).join(' +\n')};`,
    '',
  ].join('\n');
}

/** All files below a folder, relative to it, sorted. */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
