// Writes the generated contracts below a root folder: the workspace itself, or a temporary one to compare with.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { buf, descriptorSetBytes } from './buf.mjs';
import { classifiedMessages, tableSource } from './classification-table.mjs';

/** Where the generated files are, below the root. */
export const generatedFolder = join('libs', 'contracts', 'src', 'generated');

/**
 * Generates into `<root>/libs/contracts/src/generated`, which is emptied first; returns the files, relative to it.
 * Fails before it writes anything when a field has no classification.
 */
export function generateInto(root) {
  const bytes = descriptorSetBytes();
  const messages = classifiedMessages(fromBinary(FileDescriptorSetSchema, bytes));
  const target = join(root, generatedFolder);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(join(root, 'proto'), { recursive: true });
  mkdirSync(target, { recursive: true });
  buf('generate', '-o', join(root, 'proto'));
  writeFileSync(join(target, 'classification-table.ts'), tableSource(messages));
  writeFileSync(join(target, 'descriptor-set.ts'), descriptorSetSource(bytes));
  return filesBelow(target);
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
export function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
