// Runs the buf of this workspace on proto/; no network, no configuration of the user.
import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
export const protoFolder = join(root, 'proto');
const tools = join(root, 'node_modules', '.bin');

/** Standard output of buf as bytes. Fails with buf's own words. */
export function buf(...args) {
  const run = spawnSync(join(tools, 'buf'), args, {
    cwd: protoFolder,
    env: { ...process.env, PATH: `${tools}${delimiter}${process.env.PATH ?? ''}` },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (run.error) throw new Error(`buf does not start: ${run.error.message}`, { cause: run.error });
  if (run.status !== 0)
    throw new Error(`buf ${args[0]} failed:\n${run.stdout.toString()}${run.stderr.toString()}`);
  return run.stdout;
}

/** The contracts with everything they import, as a google.protobuf.FileDescriptorSet without comments. */
export function descriptorSetBytes() {
  return buf('build', '--as-file-descriptor-set', '--exclude-source-info', '-o', '-#format=binpb');
}
